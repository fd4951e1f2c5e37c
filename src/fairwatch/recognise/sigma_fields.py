"""Sigma's field names per log source category, and what they are called here (``sigma_fields.tsv``)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from sigma.types import SigmaString, SigmaType

from fairwatch.errors import ConfigError
from fairwatch.text import Text


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
    begins = value.s[0] if isinstance(value, SigmaString) and value.s else ""
    local = row[0] == "c-uri" and isinstance(begins, str) and begins.startswith("/")
    return "c-uri-path" if local else row[0]


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
