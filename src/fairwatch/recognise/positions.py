"""Sigma rules from YAML with the line of every part, so that an error can name it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml
from sigma.exceptions import SigmaError, SigmaRuleLocation
from sigma.rule import SigmaDetection, SigmaDetectionItem, SigmaDetections, SigmaRule
from sigma.rule.base import SigmaYAMLLoader, check_alias_expansion

from fairwatch.errors import ConfigError
from fairwatch.text import Text


@dataclass(frozen=True, slots=True)
class Document:
    """One rule of a file: as pySigma parsed it, as plain data, and where its parts stand."""

    rule: SigmaRule
    condition: object
    """pySigma's condition tree, each item with its own line (pySigma by itself knows only the file)."""
    lines: dict[str, int]
    """Line of each top-level key, and under ``""`` of the document."""
    file: str

    def where(self, key: str = "") -> str:
        """``file:line`` of a top-level key."""
        return f"{self.file}:{self.lines.get(key, self.lines[''])}"


def documents(file: Traversable) -> Iterator[Document]:
    """The rules of one YAML file. Raises ``ConfigError`` with ``file:line``."""
    try:
        # pySigma's loader is a safe loader that also refuses duplicate keys.
        loader = SigmaYAMLLoader(file.read_text(encoding="utf-8"))
        while loader.check_node():
            node = loader.get_node()
            if not isinstance(node, yaml.MappingNode):
                raise _fault(file, _line(node) if node else 1, "the document is not a mapping")
            yield _document(file, node, loader.construct_document(node))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise _fault(file, mark.line + 1 if mark else 1, error.problem or "no valid YAML") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _fault(file, 1, "no valid YAML") from error
    except SigmaError as error:
        line = error.source.line if error.source and error.source.line else 1
        raise _fault(file, line, error.args[0] if error.args else "no valid Sigma rule") from error


def _document(file: Traversable, node: yaml.MappingNode, plain: Any) -> Document:
    top = {key.value: (_line(key), value) for key, value in node.value}
    lines = {"": _line(node)} | {key: line for key, (line, _) in top.items()}
    source = SigmaRuleLocation(Path(str(file)), lines[""])
    try:
        check_alias_expansion(plain, SigmaError, source)
        # First our own walk, which knows the lines; what it leaves to pySigma is reported for the rule as a whole.
        _, detection = top.get("detection", (0, None))
        condition = _condition(file, detection) if isinstance(detection, yaml.MappingNode) else None
        return Document(SigmaRule.from_dict(plain, source=source), condition, lines, str(file))
    except (TypeError, AttributeError, ValueError) as error:
        if isinstance(error, SigmaError):
            raise
        raise _fault(file, lines[""], "no valid Sigma rule") from error


def _condition(file: Traversable, node: yaml.MappingNode) -> object:
    parts = {key.value: (_line(key), value) for key, value in node.value}
    line, condition = parts.pop("condition", (_line(node), None))
    if not isinstance(condition, yaml.ScalarNode):
        raise _fault(file, line, "the rule must have one condition")
    named = {name: _detection(file, value) for name, (_, value) in parts.items()}
    with _placed(file, line):
        return SigmaDetections(named, [condition.value]).parsed_condition[0].parsed


def _detection(file: Traversable, node: yaml.Node) -> SigmaDetection:
    """A named detection, as pySigma's ``from_definition`` makes it but with the line of each item.

    Only the items are given a place: pySigma would overwrite it with that of whatever is around them.
    """
    with _placed(file, _line(node)):
        if isinstance(node, yaml.SequenceNode) and any(not isinstance(part, yaml.ScalarNode) for part in node.value):
            return SigmaDetection([_detection(file, part) for part in node.value])
        if not isinstance(node, yaml.MappingNode):
            return SigmaDetection.from_definition(_plain(node))
        return SigmaDetection([_item(file, key, value) for key, value in node.value])


def _item(file: Traversable, key: yaml.Node, value: yaml.Node) -> SigmaDetectionItem:
    with _placed(file, _line(key)) as place:
        return SigmaDetectionItem.from_mapping(key.value, _plain(value), place)


@contextmanager
def _placed(file: Traversable, line: int) -> Iterator[SigmaRuleLocation]:
    """Give pySigma's errors a place where they have none."""
    place = SigmaRuleLocation(Path(str(file)), line)
    try:
        yield place
    except SigmaError as error:
        error.source = error.source or place
        raise


def _plain(node: yaml.Node) -> Any:
    return SigmaYAMLLoader("").construct_object(node, deep=True)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _fault(file: Traversable, line: int, problem: str) -> ConfigError:
    return ConfigError(
        Text(f"规则文件有误：{problem}", f"the rule file is wrong: {problem}"),
        where=f"{file}:{line}",
        next_step=Text("参见 docs/add-a-rule.md", "see docs/add-a-rule.md"),
    )
