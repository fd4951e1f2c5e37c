"""Zeek's tab-separated logs: the directives say how the lines after them are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from fairwatch.distinct import decoded
from fairwatch.sources.families.zeek.values import TYPES, numeric
from fairwatch.sources.lines import Lines, Offsets

_ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|\\)")


@dataclass(frozen=True, slots=True)
class Header:
    """What the directives said so far."""

    separator: str = "\t"
    set_separator: str = ","
    empty: str = "(empty)"
    unset: str = "-"
    fields: tuple[str, ...] = ()
    """Names of the fields; empty while no ``#fields`` was seen, and then no line can be read."""

    def after(self, directive: str) -> Header:
        """The header once this line was read."""
        if directive.startswith("#separator "):
            return Header(separator=_unescaped(directive.removeprefix("#separator ")))
        name, *values = directive.split(self.separator) if self.separator else [directive]
        match name, values:
            case "#fields", names:
                return replace(self, fields=tuple(names))
            case "#set_separator", [value]:
                return replace(self, set_separator=_unescaped(value))
            case "#empty_field", [value]:
                return replace(self, empty=value)
            case "#unset_field", [value]:
                return replace(self, unset=value)
        return self

    @property
    def readable(self) -> bool:
        """Whether lines can be split: there are fields, and one byte stands between them."""
        printable = len(self.separator) == 1 and self.separator.isascii() and self.separator.isprintable()
        return bool(self.fields) and (self.separator == "\t" or printable)


def read(lines: Lines, rows: Offsets, header: Header, kinds: Mapping[str, str]) -> pl.DataFrame:
    """``row`` and the values of the fields in ``kinds``, of those rows that fit the header; absent fields are null."""
    fitting = rows[_separators(lines, header.separator)[rows] == len(header.fields) - 1]
    texts = _texts(lines, fitting, header, kinds)
    fits = texts.select(pl.all_horizontal(pl.lit(value=True), *_well_formed(texts, kinds))).to_series()
    values = texts.select("row", *(_value(name, kinds[name], header, texts) for name in kinds))
    if b"\\" in lines.data:
        free = [name for name, kind in kinds.items() if kind in ("text", "first")]
        values = values.with_columns(decoded(values[name], r"\\", _unescaped) for name in free)
    return values.filter(fits) if not fits.all() else values


def _separators(lines: Lines, separator: str) -> np.ndarray:
    """How many separators each line has."""
    until = np.searchsorted(np.flatnonzero(lines.bytes_ == ord(separator)), lines.feeds)
    return np.diff(until, prepend=0)


def _texts(lines: Lines, rows: Offsets, header: Header, kinds: Mapping[str, str]) -> pl.DataFrame:
    wanted = {name: header.fields.index(name) for name in kinds if name in header.fields}
    columns = [str(number) for number in range(len(header.fields))]
    if not len(rows):
        return pl.DataFrame(schema={"row": pl.Int64, **dict.fromkeys(wanted, pl.String)})
    data = lines.text(rows)
    if lines.lossy[rows].any():
        data = data.decode("utf-8", "replace").encode()
    texts = pl.read_csv(
        data.replace(b"\r\n", b"\n") if b"\r" in data else data,
        has_header=False,
        separator=header.separator,
        quote_char=None,
        schema=dict.fromkeys(columns, pl.String),
        columns=sorted(wanted.values()),
        null_values=[header.unset, header.empty],
    )
    return texts.select(
        pl.Series("row", rows, dtype=pl.Int64), *(pl.col(str(at)).alias(name) for name, at in wanted.items())
    )


def _well_formed(texts: pl.DataFrame, kinds: Mapping[str, str]) -> Iterator[pl.Expr]:
    """What must be true of a line whose numbers are numbers. Times are judged later, as a matter of their own."""
    for name in texts.columns:
        if kinds.get(name) in ("interval", "count", "status"):
            yield pl.col(name).is_null() | numeric(kinds[name], pl.col(name)).is_not_null()
        elif kinds.get(name) == "flag":
            yield pl.col(name).is_null() | pl.col(name).is_in(["T", "F"])


def _value(name: str, kind: str, header: Header, texts: pl.DataFrame) -> pl.Expr:
    if name not in texts.columns:
        return pl.lit(None, TYPES[kind]).alias(name)
    text = pl.col(name)
    if kind == "text":
        return text
    if kind == "flag":
        return text == "T"
    if kind == "set":
        return text.str.split(header.set_separator)
    if kind == "first":
        return text.str.splitn(header.set_separator, 2).struct.field("field_0").alias(name)
    return numeric(kind, text)


def _unescaped(value: str) -> str:
    r"""Zeek writes the bytes that would confuse a reader as ``\xHH``, and a backslash as two."""
    raw = _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]) if match[1] else b"\\", value.encode())
    return raw.decode("utf-8", "replace")
