"""Whole numbers as logs write them."""

from __future__ import annotations

import polars as pl

COUNT_LIMIT = 10**15 - 1
"""A petabyte: no transfer is larger, and a day of such values still fits into an int64."""
STATUS_LIMIT = 999


def count(value: pl.Expr, limit: int = COUNT_LIMIT) -> pl.Expr:
    """A number of bytes, a port; null for what is no whole number, negative or absurd."""
    whole = value.cast(pl.Int64, strict=False)
    return pl.when(whole.is_between(0, limit)).then(whole)


def status(value: pl.Expr) -> pl.Expr:
    """An HTTP status; null for none, which is logged as 0 as well."""
    code = count(value, STATUS_LIMIT)
    return pl.when(code > 0).then(code)
