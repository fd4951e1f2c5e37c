"""The Sigma rules in a YAML file: recognition rules, somebody's detection rules, and correlations of those."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from textwrap import dedent
from typing import Any

import yaml
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaError, SigmaRuleLocation
from sigma.rule import SigmaRule
from sigma.rule.base import SigmaYAMLLoader, check_alias_expansion

from fairwatch.errors import ConfigError
from fairwatch.recognise.positions import fault, line_of, parsed_condition
from fairwatch.recognise.yaml_problems import yaml_problem
from fairwatch.text import Text

OURS = "fairwatch"
"""The attribute that makes a Sigma rule one that recognises an action. A rule without it is somebody's detection."""

PROSE = frozenset(
    {"related", "status", "date", "modified", "author", "description", "references", "fields", "falsepositives"}
    | {"scope", "license"}
)
"""What a rule says of itself that no hit depends on. Older releases of Sigma write some of it in other words."""


EMPTY = Text("文件中没有规则", "there is no rule in the file")
NO_MAPPING = Text("此处不是“键: 值”形式的规则", "the document is not a mapping")
NO_YAML = Text("不是有效的 YAML", "no valid YAML")
NO_RULE = Text("不是有效的 Sigma 规则", "no valid Sigma rule")
NO_CORRELATION = Text("不是有效的 Sigma 关联规则", "no valid Sigma correlation")


@dataclass(frozen=True, slots=True)
class Document:
    """One rule of a file: as pySigma parsed it, as plain data, and where its parts stand."""

    rule: SigmaRule
    condition: object
    """pySigma's condition tree, each item with its own line (pySigma by itself knows only the file)."""
    lines: dict[str, int]
    """Line of each top-level key, and under ``""`` of the document."""
    file: str
    text: str
    """The rule as it stands in the file."""

    def where(self, key: str = "") -> str:
        """``file:line`` of a top-level key."""
        return f"{self.file}:{self.lines.get(key, self.lines[''])}"


@dataclass(frozen=True, slots=True)
class CorrelationDocument:
    """One correlation rule of a file, as pySigma parsed it."""

    rule: SigmaCorrelationRule
    where: str
    """``file:line``."""
    text: str
    """The rule as it stands in the file."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A document that is no rule at all, and why."""

    error: ConfigError
    title: str = ""
    ours: bool = True
    """False for somebody's detection rule: it has no ``fairwatch`` attribute, and nothing depends on it."""


Part = Document | CorrelationDocument | Unreadable


def documents(file: Traversable) -> Iterator[Document]:
    """The recognition rules of one YAML file, those with a ``fairwatch`` attribute. Raises ``ConfigError``."""
    for part in parts(file):
        if isinstance(part, Unreadable) and part.ours:
            raise part.error
        if isinstance(part, Document) and OURS in part.lines:
            yield part


def parts(file: Traversable) -> Iterator[Part]:
    """Every document of one YAML file, whatever it is."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        yield Unreadable(_as_config_error(str(file), error))
        return
    yield from parts_of(text, str(file))


def parts_of(text: str, file: str) -> Iterator[Part]:
    """Every document of a YAML text; ``file`` is what places are called by."""
    empty = True
    try:
        # pySigma's loader is a safe loader that also refuses duplicate keys.
        loader = SigmaYAMLLoader(text)
        while loader.check_node():
            empty = False
            node = loader.get_node()
            if isinstance(node, yaml.MappingNode):
                yield _part(file, node, loader, _written(text, node))
            else:
                yield Unreadable(fault(file, line_of(node) if node else 1, NO_MAPPING))
    except yaml.YAMLError as error:
        yield Unreadable(_as_config_error(file, error))
        return
    if empty:
        yield Unreadable(fault(file, 1, EMPTY), ours=False)


def _written(text: str, node: yaml.Node) -> str:
    """The lines of a document, so that they can be read by themselves however they were indented."""
    begins = text.rfind("\n", 0, node.start_mark.index) + 1
    return dedent(text[begins : node.end_mark.index]).strip() + "\n"


def _part(file: str, node: yaml.MappingNode, loader: SigmaYAMLLoader, text: str) -> Part:
    keys = {key.value: value for key, value in node.value}
    title = keys["title"].value if isinstance(keys.get("title"), yaml.ScalarNode) else ""
    try:
        plain = loader.construct_document(node)
        read = _correlation if "correlation" in keys else _document
        return read(file, node, plain, text)
    except (yaml.YAMLError, SigmaError) as error:
        return Unreadable(_as_config_error(file, error, line_of(node)), title, OURS in keys)
    except ConfigError as error:
        return Unreadable(error, title, OURS in keys)


def _as_config_error(file: str, error: Exception, line: int = 1) -> ConfigError:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark
        wrong = fault(file, mark.line + 1 if mark else line, yaml_problem(error.problem) if error.problem else NO_YAML)
    elif isinstance(error, SigmaError):
        line = error.source.line if error.source and error.source.line else line
        wrong = fault(file, line, _of_sigma(error.args[0]) if error.args else NO_RULE)
    else:
        wrong = fault(file, line, NO_YAML)
    wrong.__cause__ = error
    return wrong


def _of_sigma(said: str) -> Text:
    return Text(f"不是有效的 Sigma 规则（pySigma 的说明：{said}）", said)


def _correlation(file: str, node: yaml.MappingNode, plain: Any, text: str) -> CorrelationDocument:
    source = SigmaRuleLocation(Path(file), line_of(node))
    check_alias_expansion(plain, SigmaError, source)
    try:
        rule = SigmaCorrelationRule.from_dict(_without_prose(plain), source=source)
    except (TypeError, AttributeError, ValueError, KeyError) as error:
        if isinstance(error, SigmaError):
            raise
        raise fault(file, line_of(node), NO_CORRELATION) from error
    return CorrelationDocument(rule, f"{file}:{line_of(node)}", text)


def _without_prose(plain: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in plain.items() if key not in PROSE}


def _document(file: str, node: yaml.MappingNode, plain: Any, text: str) -> Document:
    top = {key.value: (line_of(key), value) for key, value in node.value}
    lines = {"": line_of(node)} | {key: line for key, (line, _) in top.items()}
    source = SigmaRuleLocation(Path(file), lines[""])
    try:
        check_alias_expansion(plain, SigmaError, source)
        # First our own walk, which knows the lines; what it leaves to pySigma is reported for the rule as a whole.
        _, detection = top.get("detection", (0, None))
        condition = parsed_condition(file, detection) if isinstance(detection, yaml.MappingNode) else None
        rule = SigmaRule.from_dict(_without_prose(plain), source=source)
        return Document(rule, condition, lines, file, text)
    except (TypeError, AttributeError, ValueError) as error:
        if isinstance(error, SigmaError):
            raise
        raise fault(file, lines[""], NO_RULE) from error
