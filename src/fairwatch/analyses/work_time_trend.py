"""A person's latest week beside the weeks before it, with the range of both."""

from __future__ import annotations

from typing import Final

import ibis.expr.types as ir
import polars as pl

from fairwatch.analyses.analysis import Inputs
from fairwatch.analyses.headings import CATEGORY, SUBJECT
from fairwatch.analyses.tabulate import tabulate
from fairwatch.analyses.work_time_own import of_every_week, weeks_of
from fairwatch.analyses.work_time_rows import KIND, MEANS, SECONDS, sums
from fairwatch.findings import Column, Table
from fairwatch.text import Text

FEWEST_DAYS: Final = 3
"""A week in which a person had fewer working days is not compared: one day says little about a week."""
ALL: Final = "all"
"""The category of the row about all categories together."""

LATEST: Final = ("low_mean_last_s", "point_mean_last_s", "high_mean_last_s")
PAST: Final = ("low_mean_past_s", "point_mean_past_s", "high_mean_past_s")

_LAST_TITLE = Text("最近一周，每天分钟数", "Latest week, minutes per day")
_PAST_TITLE = Text("之前各周，每天分钟数", "Weeks before, minutes per day")
_COLUMNS = (
    SUBJECT,
    CATEGORY,
    *(Column(name, "measure", _LAST_TITLE, "pace") for name in LATEST),
    *(Column(name, "measure", _PAST_TITLE, "pace") for name in PAST),
    Column("change", "detail", Text("变化", "Change")),
    Column("week", "detail", Text("最近一周", "Latest week"), "day"),
    Column("weeks", "measure", Text("之前的周数", "Weeks before"), "count"),
)


def person_trend(inputs: Inputs, rows: ir.Table, days: pl.DataFrame) -> Table:
    """One row per category, and one for all of them.

    ``*_mean_last_s``: time per working day in the person's latest week. ``*_mean_past_s``: of the weeks before the
    mean, and as range the lowest and the highest of them, each with its own range. ``change`` is ``more`` or ``less``
    when the two ranges have nothing in common, ``unclear`` when they do, and null without a week before.
    """
    found = inputs.engine.execute(rows.group_by("subject", "week", "category").agg(**sums()))
    everything = found.group_by("subject", "week").agg(pl.sum(*SECONDS)).with_columns(category=pl.lit(ALL))
    spent = pl.concat([found, everything.select(found.columns)])
    weeks = weeks_of(days).filter(pl.col("days") >= FEWEST_DAYS)
    return tabulate(
        _compared(of_every_week(spent, weeks).with_columns(pl.col(*MEANS) / 1000)),
        _COLUMNS,
        name="person-trend",
        title=Text("与本人以往相比", "Beside your own past"),
        purpose=inputs.purpose(KIND).id,
        main=LATEST[1],
    )


def _compared(weekly: pl.DataFrame) -> pl.DataFrame:
    # the order of adding must not matter to the last digit
    weekly = weekly.sort("subject", "category", "week", nulls_last=True)
    last = pl.col("week") == pl.col("week").max().over("subject")
    latest = weekly.filter(last).rename(dict(zip(MEANS, LATEST, strict=True)))
    past = weekly.filter(~last).group_by("subject", "category")
    low, point, high = MEANS
    before = past.agg(
        pl.col(low).min().alias(PAST[0]),
        pl.col(point).mean().alias(PAST[1]),
        pl.col(high).max().alias(PAST[2]),
        weeks=pl.len().cast(pl.Int64),
    )
    joined = latest.join(before, on=["subject", "category"], how="left", nulls_equal=True)
    change = (
        pl.when(pl.col("weeks").is_null())
        .then(None)
        .when(pl.col(LATEST[0]) > pl.col(PAST[2]))
        .then(pl.lit("more"))
        .when(pl.col(LATEST[2]) < pl.col(PAST[0]))
        .then(pl.lit("less"))
        .otherwise(pl.lit("unclear"))
    )
    return joined.with_columns(change=change, weeks=pl.col("weeks").fill_null(0))
