"""The rows of non-work time as all its tables count them: whole milliseconds, without what is work."""

from __future__ import annotations

from typing import Final

import ibis.expr.types as ir
import polars as pl
from ibis import _

from fairwatch.analyses.analysis import Inputs
from fairwatch.analyses.headings import TIME
from fairwatch.analyses.working_days import person_days
from fairwatch.findings import Column
from fairwatch.text import Text

KIND: Final = "work-time"
JOB_SEARCH: Final = "recruitment"

SECONDS: Final = tuple(column.name for column in TIME)
MEANS: Final = tuple(name.replace("_s", "_mean_s") for name in SECONDS)


def mean(title: Text) -> tuple[Column, ...]:
    """The columns MEANS: time per person and working day, with its range."""
    return tuple(Column(name, "measure", title, "pace") for name in MEANS)


def in_milliseconds(buckets: ir.Table) -> ir.Table:
    """Whole numbers, so that sums do not depend on the order in which an engine adds; and the ``week`` of the day.

    Job search has its own purposes and never enters this one (R25), whatever a purpose's list of categories says.
    """
    kept = buckets.filter(_.category.isnull() | (_.category != JOB_SEARCH))
    whole = {name: (_[name] * 1000).round().cast("int64") for name in SECONDS}
    return kept.mutate(week=_.day.truncate("W").cast("date"), **whole)


def without_work(inputs: Inputs, buckets: ir.Table) -> ir.Table:
    """What is work in the department of a row is no time of one's own: short videos in marketing, say."""
    for what in ("category", "site"):
        work = inputs.work.select("department", what).drop_nulls().unique()
        if not work.is_empty():
            buckets = buckets.anti_join(inputs.engine.memory(work), ["department", what])
    return buckets


def days_behind(inputs: Inputs, buckets: ir.Table) -> pl.DataFrame:
    """The person-days that a mean is over (:func:`working_days.person_days`), of everybody in the buckets."""
    seen = inputs.engine.execute(buckets.select("subject", "department", "day").distinct())
    return person_days(inputs.policy, inputs.purpose(KIND), seen)


def sums() -> dict[str, ir.Value]:
    """The measures SECONDS, added up."""
    return {name: _[name].sum().cast("int64") for name in SECONDS}


def per_day(days: str) -> list[pl.Expr]:
    """The columns MEANS from SECONDS and the number of days."""
    return [(pl.col(name) / pl.col(days)).alias(one) for name, one in zip(SECONDS, MEANS, strict=True)]


def in_seconds(frame: pl.DataFrame, *others: str) -> pl.DataFrame:
    """The measures SECONDS, and others, from milliseconds."""
    return frame.with_columns(pl.col(*SECONDS, *others) / 1000)
