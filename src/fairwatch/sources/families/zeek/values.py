"""How the values of Zeek fields become typed columns, the same for both ways of writing the log."""

from __future__ import annotations

import polars as pl

from fairwatch.sources.counts import COUNT_LIMIT, STATUS_LIMIT, count
from fairwatch.sources.times import duration, seconds

TYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "time": pl.Int64,
    "interval": pl.Int64,
    "count": pl.Int64,
    "status": pl.Int64,
    "flag": pl.Boolean,
    "text": pl.String,
    "first": pl.String,
    "set": pl.List(pl.String),
}
"""The type of a value by its kind; times and intervals are microseconds."""


def numeric(kind: str, value: pl.Expr) -> pl.Expr:
    """A time, interval, count or status out of its text or number; null for what is none."""
    if kind == "time":
        return seconds(value)
    if kind == "interval":
        return duration(value)
    return count(value, STATUS_LIMIT if kind == "status" else COUNT_LIMIT)
