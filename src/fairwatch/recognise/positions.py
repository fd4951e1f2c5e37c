"""Where the parts of a Sigma rule stand in its YAML file, so that an error can name the line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from sigma.exceptions import SigmaError, SigmaRuleLocation
from sigma.rule import SigmaDetection, SigmaDetectionItem, SigmaDetections
from sigma.rule.base import SigmaYAMLLoader

from fairwatch.errors import ConfigError
from fairwatch.text import Text


def parsed_condition(file: str, node: yaml.MappingNode) -> object:
    """pySigma's condition tree of a ``detection``, each item with its own line.

    Raises ``ConfigError`` and pySigma's own errors.
    """
    parts = {key.value: (line_of(key), value) for key, value in node.value}
    line, condition = parts.pop("condition", (line_of(node), None))
    if not isinstance(condition, yaml.ScalarNode):
        raise fault(file, line, Text("规则必须恰有一个条件", "the rule must have one condition"))
    if "|" in condition.value:
        raise ConfigError(
            Text(
                "条件中的聚合（|）已不属于 Sigma，现由关联规则表达",
                "aggregations (|) in a condition are no longer Sigma; correlations took their place",
            ),
            where=f"{file}:{line}",
            next_step=Text("改写成关联规则，参见 docs/add-a-rule.md", "write a correlation, see docs/add-a-rule.md"),
        )
    named = {name: _detection(file, value) for name, (_, value) in parts.items()}
    with _placed(file, line):
        return SigmaDetections(named, [condition.value]).parsed_condition[0].parsed


def _detection(file: str, node: yaml.Node) -> SigmaDetection:
    """A named detection, as pySigma's ``from_definition`` makes it but with the line of each item.

    Only the items are given a place: pySigma would overwrite it with that of whatever is around them.
    """
    with _placed(file, line_of(node)):
        if isinstance(node, yaml.SequenceNode) and any(not isinstance(part, yaml.ScalarNode) for part in node.value):
            return SigmaDetection([_detection(file, part) for part in node.value])
        if not isinstance(node, yaml.MappingNode):
            return SigmaDetection.from_definition(_plain(node))
        return SigmaDetection([_item(file, key, value) for key, value in node.value])


def _item(file: str, key: yaml.Node, value: yaml.Node) -> SigmaDetectionItem:
    with _placed(file, line_of(key)) as place:
        return SigmaDetectionItem.from_mapping(key.value, _plain(value), place)


@contextmanager
def _placed(file: str, line: int) -> Iterator[SigmaRuleLocation]:
    """Give pySigma's errors a place where they have none."""
    place = SigmaRuleLocation(Path(file), line)
    try:
        yield place
    except SigmaError as error:
        error.source = error.source or place
        raise


def _plain(node: yaml.Node) -> Any:
    return SigmaYAMLLoader("").construct_object(node, deep=True)


def line_of(node: yaml.Node) -> int:
    """The line on which a node begins, counted from 1."""
    return int(node.start_mark.line) + 1


def fault(file: str, line: int, problem: Text) -> ConfigError:
    """A rule file is wrong at this line."""
    return ConfigError(
        Text(f"规则文件有误：{problem.zh}", f"the rule file is wrong: {problem.en}"),
        where=f"{file}:{line}",
        next_step=Text("参见 docs/add-a-rule.md", "see docs/add-a-rule.md"),
    )
