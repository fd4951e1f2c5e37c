"""Frozen rows are in no result: the inputs of the analyses without what is disputed or restricted (R37)."""

from __future__ import annotations

import ibis.expr.types as ir
import polars as pl

from fairwatch.engine import Engine

_KEYS = (("subject",), ("subject", "day"), ("subject", "site"), ("subject", "day", "site"))


def without_frozen(table: ir.Table, frozen: pl.DataFrame, engine: Engine) -> ir.Table:
    """``table`` without the rows that ``frozen`` (subject, day, site; null means all) names.

    In a table without sites, or whose sites are not kept, a frozen site takes the whole day with it.
    """
    if "site" not in table.columns:
        frozen = frozen.with_columns(site=pl.lit(None, pl.String))
    for keys in _KEYS:
        wildcard = [pl.col(name).is_not_null() == (name in keys) for name in ("day", "site")]
        named = frozen.filter(*wildcard).select(keys).unique()
        if not named.is_empty():
            table = table.anti_join(engine.memory(named), list(keys))
    return table
