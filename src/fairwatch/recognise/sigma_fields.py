"""Sigma's field names per log source category, and what they are called here (``sigma_fields.tsv``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from sigma.types import SigmaRegularExpression, SigmaString, SigmaType

from fairwatch.errors import ConfigError
from fairwatch.text import Text

_PATH = re.compile(r"(?:\(\?\w+\))?\^\(*(?:\?:)?\\?/")
"""How a regular expression begins that is tied to the beginning of a path."""

NOTHING = ("", "-")
"""What logs write where there is nothing; readers make null of it."""


def our_field(category: str, field: str, value: SigmaType, where: str) -> str:
    """Our field for one of a log source category's. Raises ``ConfigError`` where there is none."""
    if field.startswith("fairwatch."):
        return field
    row = _table().get((category, field)) or _table().get(("*", field))
    if row is None or row[0] == "-":
        why = Text(row[1], row[2]) if row else Text("我们的日志没有这个字段", "our logs have no such field")
        known = " ".join(name for of, name in _table() if of == category and _table()[of, name][0] != "-")
        raise ConfigError(
            Text(f"字段 {field}：{why.zh}", f"field {field}: {why.en}"),
            where=where,
            next_step=Text(f"可用字段：{known}", f"known fields: {known}"),
        )
    if isinstance(value, SigmaString) and str(value) in NOTHING:
        raise ConfigError(
            Text(
                f"字段 {field}：日志中的空值（空文本或 -）读作「没有」，无从比较",
                f"field {field}: what a log leaves empty, or writes as -, is read as missing",
            ),
            where=where,
            next_step=Text("如所有日志都有该字段，写 null", "write null, if all your logs have the field"),
        )
    return "c-uri-path" if row[0] == "c-uri" and _of_path(value) else row[0]


def _of_path(value: SigmaType) -> bool:
    """Whether an address is compared with something that begins with a slash."""
    if isinstance(value, SigmaRegularExpression):
        return _PATH.match(str(value.regexp)) is not None
    return isinstance(value, SigmaString) and str(value).startswith("/")


@cache
def host_fields() -> frozenset[str]:
    """Names of the fields, in all categories, whose values are hosts."""
    return frozenset(field for (_, field), (ours, _, _) in _table().items() if ours == "cs-host")


@cache
def _table() -> dict[tuple[str, str], tuple[str, str, str]]:
    return {(category, field): (ours, zh, en) for category, field, ours, zh, en in _rows()}


def _rows() -> Iterator[list[str]]:
    text = (files("fairwatch.recognise") / "sigma_fields.tsv").read_text(encoding="utf-8")
    for line in [line for line in text.splitlines() if line and not line.startswith("#")][1:]:
        cells = line.split("\t")
        yield cells + [""] * (5 - len(cells))
