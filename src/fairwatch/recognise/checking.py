"""Every rule of a folder, run or not: ``check(folder, catalogue)`` says which, and why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from fairwatch.catalogue import Catalogue
from fairwatch.errors import ConfigError
from fairwatch.recognise.detections import Detections, Verdict
from fairwatch.recognise.documents import OURS, Document, Unreadable, parts
from fairwatch.recognise.examples import check_examples
from fairwatch.recognise.fields import Field
from fairwatch.recognise.recogniser import Recogniser, known_fields
from fairwatch.recognise.rules import Rule, rule_of
from fairwatch.rule_list import RuleList
from fairwatch.text import Text


def to_publish(folder: Path, catalogue: Catalogue, *, attacks_everywhere: bool) -> tuple[RuleList, list[Verdict]]:
    """The detection rules and correlations of a folder that run, as a list to publish, and the verdicts on all."""
    known = known_fields(catalogue)
    found = Detections.read(rule_files(folder), known, catalogue)
    return found.listed(attacks_everywhere=attacks_everywhere), list(found.verdicts)


def check(folder: Path, catalogue: Catalogue) -> list[Verdict]:
    """The verdict on every Sigma rule in the folder and below it, by file and line. Of a file, that is its rules."""
    sources = rule_files(folder)
    known = known_fields(catalogue)
    ours = list(_recognition(sources, known, catalogue))
    return sorted(
        [*Detections.read(sources, known, catalogue).verdicts, *ours], key=lambda verdict: _place(verdict.where)
    )


def rule_files(folder: Path) -> list[Path]:
    """The files with rules in the folder and below it; the file itself, if it is one."""
    return sorted([folder] if folder.is_file() else [*folder.rglob("*.yml"), *folder.rglob("*.yaml")])


def _recognition(sources: list[Path], known: dict[str, Field], catalogue: Catalogue) -> Iterator[Verdict]:
    """Rules with a ``fairwatch`` attribute, and whether their examples come out as they say."""
    rules: dict[str, Rule] = {}
    for part in (part for file in sources for part in parts(file)):
        if isinstance(part, Unreadable) or not isinstance(part, Document) or OURS not in part.lines:
            continue
        try:
            rule = rule_of(part, known)
            rules[rule.where] = replace(rule, id=f"{rule.id} {rule.where}")
        except ConfigError as error:
            yield Verdict(error.where or "", part.rule.title, "recognition", error.what, error.next_step)
    shipped = Recogniser.load(catalogue=catalogue).rules()
    ids = {rule.id for rule in shipped}
    added = [rule for rule in rules.values() if rule.id.partition(" ")[0] not in ids]
    failed = {
        problem.where: problem.text
        for problem in check_examples(Recogniser([*shipped, *added], known, catalogue), catalogue)
    }
    for rule in rules.values():
        yield Verdict(rule.where, rule.title, "recognition", failed.get(rule.where), _hint(failed.get(rule.where)))


def _hint(failed: Text | None) -> Text | None:
    return Text("改正规则或示例", "correct the rule or the example") if failed else None


def _place(where: str) -> tuple[str, int]:
    file, _, line = where.rpartition(":")
    return file, int(line) if line.isdigit() else 0
