"""Days that are not listed because nothing of them can be shown: a line across them would invent a course."""

from __future__ import annotations

import dataclasses
import datetime as dt

import polars as pl

from fairwatch.disclosure import SUPPRESSED, ReleasedTable
from fairwatch.reports.shape import NAMED, days
from fairwatch.reports.visible import is_whole

WEEKEND = 5
"""From this day of the week on nobody is missed."""


def with_gaps(table: ReleasedTable) -> ReleasedTable:
    """A table by day, or week, with a row without figures for each one between the first and the last that is missing,
    of each name there is; of days those from Monday to Friday."""
    column = days(table)
    first, last = table.frame[column.name].min(), table.frame[column.name].max()
    if is_whole(table) or not isinstance(first, dt.date) or not isinstance(last, dt.date):
        return table
    step = 7 if column.name == "week" else 1
    every = (first + dt.timedelta(days=count) for count in range(0, (last - first).days + 1, step))
    found = pl.Series(column.name, [day for day in every if step == 7 or day.weekday() < WEEKEND], pl.Date).to_frame()
    others = [one.name for one in table.columns_with("dimension") if one.unit in NAMED]
    for other in others:
        found = found.join(table.frame.select(other).unique(), how="cross")
    missing = found.join(table.frame, on=[column.name, *others], how="anti", nulls_equal=True)
    frame = pl.concat([table.frame, missing.with_columns(pl.lit(value=True).alias(SUPPRESSED))], how="diagonal")
    return dataclasses.replace(table, frame=frame.sort(column.name, *others))
