"""Attention in 15-minute buckets: the finest that time is kept, and so the finest that can ever be shown."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from fairwatch.activity.clock import Holds
from fairwatch.activity.formula import BUCKET_MINUTES, BUCKET_US, SECOND_US
from fairwatch.engine import bucket

COLUMNS = (
    "day",
    "subject",
    "department",
    "bucket_us",
    "site",
    "category",
    "grade",
    "low_s",
    "point_s",
    "high_s",
    "views",
)


def buckets(holds: Holds) -> ir.Table:
    """``COLUMNS``; ``low_s`` ≤ ``point_s`` ≤ ``high_s`` in seconds. Attention over a border is divided."""
    start, end = ibis.greatest(_.start_us, _.bucket_us), _.bucket_us + BUCKET_US
    parts = {
        f"{name}_s": ibis.greatest(ibis.least(_.start_us + _[f"{name}_us"], end) - start, 0)
        for name in ("low", "point", "high")
    }
    pieces = _pieces(holds.rows).mutate(views=ibis.ifelse(_.start_us >= _.bucket_us, _.views, 0), **parts)
    seconds = {name: _[name].sum().cast("float64") / SECOND_US for name in parts}
    sums = pieces.group_by("who", "what", "bucket_us").agg(**seconds, views=_.views.sum().cast("int64"))
    return holds.names.named(sums).select(COLUMNS)


def _pieces(holds: ir.Table) -> ir.Table:
    """Each hold once per bucket that it touches."""
    last_us = _.start_us + ibis.greatest(_.high_us, 1) - 1
    held = holds.mutate(first_us=bucket(_.start_us, BUCKET_MINUTES), last_us=bucket(last_us, BUCKET_MINUTES))
    return held.mutate(bucket_us=ibis.range(held.first_us, held.last_us + 1, BUCKET_US).unnest())
