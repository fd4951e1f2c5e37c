"""Zeek's logs as JSON lines (``LogAscii::use_json``). A field that was not set is left out of its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import polars as pl

from fairwatch.sources.families.zeek.values import TYPES, numeric
from fairwatch.sources.json_lines import objects
from fairwatch.sources.lines import Lines
from fairwatch.sources.times import stamps

_WRITTEN: dict[str, pl.DataType | type[pl.DataType]] = TYPES | {
    "time": pl.String,  # a number or, with LogAscii::json_timestamps, a text
    "interval": pl.Float64,
    "first": pl.List(pl.String),
}
_MILLISECONDS_FROM = 1e11
"""As seconds this is the year 5138, as milliseconds it is 1973."""


def read(lines: Lines, kinds: Mapping[str, str], telling: Iterable[str]) -> pl.DataFrame:
    """``row`` and the values of the fields in ``kinds``; a line without the telling fields is of another log."""
    proof = [name for name in telling if name not in kinds]
    schema = {name: _WRITTEN[kind] for name, kind in kinds.items()} | dict.fromkeys(proof, pl.String)
    found = objects(lines, np.flatnonzero(lines.regular), schema).drop_nulls(list(telling))
    times = {name: _moments(found[name]) for name, kind in kinds.items() if kind == "time"}
    return found.select("row", *(_value(name, kind) for name, kind in kinds.items())).with_columns(**times)


def _value(name: str, kind: str) -> pl.Expr:
    value = pl.col(name)
    if kind == "first":
        return value.list.first()
    if kind in ("interval", "count", "status"):
        return numeric(kind, value).alias(name)
    return value


def _moments(written: pl.Series) -> pl.Series:
    """Times in microseconds: written as seconds, as milliseconds, or in the notation of RFC 3339."""
    number = pl.col(written.name).cast(pl.Float64, strict=False)
    seconds = pl.when(number >= _MILLISECONDS_FROM).then(number / 1000).otherwise(number)
    moments = written.to_frame().select(numeric("time", seconds)).to_series()
    in_words = written.str.contains("T", literal=True)
    return moments.zip_with(~in_words.fill_null(value=False), stamps(written)) if in_words.any() else moments
