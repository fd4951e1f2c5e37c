"""Writes ``docs/compliance.md``: for every requirement of the law its refusal codes, the code that holds it, its tests.

Run ``python -m tests.compliance`` after adding a requirement's first test in a file, or moving code that enforces one.
"""

from __future__ import annotations

import ast
import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from fairwatch.refusals import refusals

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs" / "compliance.md"
SOURCE = ROOT / "src" / "fairwatch"
_NAMED = re.compile(r"test((?:_r\d\d)+)_")

_HEAD = """\
# The law, requirement by requirement

需求 → 拒绝代码 → 执行代码 → 测试。Requirement → refusal code → the code that enforces it → the tests that prove it.

Written by `python -m tests.compliance`; a test fails when a requirement has no test and when this page is stale. A test
says in its name what it proves: `grep -rn "def test_r08" tests`. Refusal codes with their texts and next steps are in
`src/fairwatch/refusals.tsv`; a requirement without a code is one that grants something rather than refusing it.

| | 要求 Requirement | 拒绝 Refused with | 执行 Enforced in | 测试 Tested in |
| --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of ``compliance.tsv``."""

    id: str
    zh: str
    en: str
    modules: tuple[str, ...]
    """Paths below ``src/fairwatch``."""


def requirements() -> list[Requirement]:
    """Every requirement, in order."""
    with Path(__file__).with_suffix(".tsv").open(encoding="utf-8") as handle:
        rows = csv.DictReader((line for line in handle if not line.startswith("#")), delimiter="\t")
        return [Requirement(row["requirement"], row["zh"], row["en"], tuple(row["modules"].split(" "))) for row in rows]


def tests() -> dict[str, dict[str, list[str]]]:
    """Requirement -> test file (below ``tests``) -> the names of its tests."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
            if isinstance(node, ast.FunctionDef) and (named := _NAMED.match(node.name)):
                for number in named[1].upper().split("_")[1:]:
                    found[number][str(path.relative_to(ROOT / "tests"))].append(node.name)
    return found


def document() -> str:
    """The whole page."""
    proven = tests()
    return _HEAD + "".join(_line(requirement, proven[requirement.id]) for requirement in requirements())


def _line(requirement: Requirement, proven: dict[str, list[str]]) -> str:
    codes = " ".join(f"`{code}`" for code, rule in refusals().items() if rule.requirement == requirement.id)
    modules = " ".join(f"[{name}](../src/fairwatch/{name})" for name in requirement.modules)
    files = " ".join(f"[{name}](../tests/{name})" for name in sorted(proven))
    return f"| {requirement.id} | {requirement.zh}<br>{requirement.en} | {codes or '–'} | {modules} | {files} |\n"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
