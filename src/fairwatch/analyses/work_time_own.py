"""Non-work time of one person, in detail for that person; anybody else may see the coarse sum, and only in a case."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import polars as pl
from ibis import _

from fairwatch import columns
from fairwatch.analyses.analysis import Inputs
from fairwatch.analyses.headings import CATEGORY, DAY, DAYS, GRADE, SUBJECT, TIME, VIEWS, WEEK
from fairwatch.analyses.tabulate import tabulate
from fairwatch.analyses.work_time_rows import KIND, MEANS, SECONDS, in_seconds, mean, per_day, sums
from fairwatch.findings import Column, Table
from fairwatch.text import Text

PER_DAY = mean(Text("每天分钟数", "Minutes per day"))


def person(inputs: Inputs, rows: ir.Table, days: pl.DataFrame) -> Table:
    """Time by category, in all and per working day."""
    rank = ibis.cases(*((rows.grade == grade, rank) for rank, grade in enumerate(columns.GRADES)))
    found = (
        rows.mutate(rank=rank)
        .group_by("subject", "category")
        .agg(**sums(), views=_.views.sum().cast("int64"), days=_.day.nunique(), weakest=_.rank.max())
    )
    grades = dict(enumerate(columns.GRADES))
    grade = pl.col("weakest").replace_strict(grades, default=None, return_dtype=pl.String)
    all_days = days.group_by("subject").agg(all_days=pl.col("day").n_unique())
    frame = inputs.engine.execute(found).with_columns(grade=grade).join(all_days, on="subject")
    return _table(
        inputs,
        frame.with_columns(per_day("all_days")),
        (SUBJECT, CATEGORY, *TIME, *PER_DAY, VIEWS, DAYS, GRADE),
        name="person",
        title=Text("按类别的时长", "Time by category"),
    )


def person_weeks(inputs: Inputs, rows: ir.Table, days: pl.DataFrame) -> Table:
    """Time per working day, by week and category."""
    found = inputs.engine.execute(rows.group_by("subject", "week", "category").agg(**sums()))
    return _table(
        inputs,
        of_every_week(found, weeks_of(days)),
        (SUBJECT, WEEK, CATEGORY, *PER_DAY, *TIME, DAYS),
        name="person-weeks",
        title=Text("每周按类别的时长", "Time by week and category"),
    )


def person_days(inputs: Inputs, rows: ir.Table) -> Table:
    """Time by day and category."""
    found = rows.group_by("subject", "day", "category").agg(**sums(), views=_.views.sum().cast("int64"))
    return _table(
        inputs,
        inputs.engine.execute(found),
        (SUBJECT, DAY, CATEGORY, *TIME, VIEWS),
        name="person-days",
        title=Text("每日按类别的时长", "Time by day and category"),
    )


def person_coarse(inputs: Inputs, rows: ir.Table) -> Table:
    """Per day the sum over all categories of what goes beyond the tolerance. What is within it is nobody's business,
    and so is a day on which nothing goes beyond; per day, so that a case can keep to its window (R35)."""
    tolerance = inputs.policy.limits.tolerance_minutes * 60_000
    daily = rows.group_by("subject", "day").agg(**sums())
    beyond = daily.mutate(**{name: ibis.greatest(_[name] - tolerance, 0) for name in SECONDS})
    return _table(
        inputs,
        inputs.engine.execute(beyond.filter(_.point_s > 0)),
        (SUBJECT, DAY, *TIME),
        name="person-coarse",
        title=Text("每日超出容许时间的时长", "Time beyond the daily tolerance, per day"),
    )


def weeks_of(days: pl.DataFrame) -> pl.DataFrame:
    """``subject``, ``week``, ``days``: how many working days a week of somebody had."""
    return days.group_by("subject", "week").agg(days=pl.col("day").n_unique().cast(pl.Int64))


def of_every_week(spent: pl.DataFrame, weeks: pl.DataFrame) -> pl.DataFrame:
    """Milliseconds of every category of a person in every week of theirs, in all and per working day; none is zero."""
    every = spent.select("subject", "category").unique().join(weeks, on="subject")
    keys = ["subject", "week", "category"]
    filled = every.join(spent, on=keys, how="left", nulls_equal=True).with_columns(pl.col(*SECONDS).fill_null(0))
    return filled.with_columns(per_day("days"))


def _table(inputs: Inputs, frame: pl.DataFrame, shown: tuple[Column, ...], *, name: str, title: Text) -> Table:
    means = [mean for mean in MEANS if mean in frame.columns]
    main = "point_mean_s" if name == "person-weeks" else "point_s"
    return tabulate(
        in_seconds(frame, *means), shown, name=name, title=title, purpose=inputs.purpose(KIND).id, main=main
    )
