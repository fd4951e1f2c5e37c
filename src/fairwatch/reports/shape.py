"""What a released table is good for as a picture, decided from its columns alone: a new analysis needs no new chart."""

from __future__ import annotations

import dataclasses
from typing import Literal

import polars as pl

from fairwatch.disclosure import ReleasedTable
from fairwatch.findings import Column

Shape = Literal["trend", "trends", "week", "ranking", "matrix"]
"""``trend``: by day. ``trends``: by day and something. ``week``: hour × weekday. ``ranking``: by one thing.
``matrix``: by two things."""


ADDITIVE = frozenset({"seconds", "bytes", "count"})
"""Units of measures that can be added up."""


NAMED = ("text", "grade")
"""Units of dimensions whose values are names."""


def drawn(table: ReleasedTable) -> ReleasedTable | None:
    """The table behind the picture: groups as they are, one's own rows summed. Nobody else's rows are drawn."""
    if table.grain != "person":
        return _without_single_values(table)
    return None if table.columns_with("subject") else _summed(table)


def _summed(table: ReleasedTable) -> ReleasedTable | None:
    """One's own rows, summed by the first two of days and names; None when nothing in them adds up."""
    kept = [column for column in table.columns_with("dimension") if column.unit in ("day", *NAMED)][:2]
    measures = [column for column in table.columns_with("measure") if column.unit in ADDITIVE]
    if not kept or not measures:
        return None
    by, sums = [column.name for column in kept], [column.name for column in measures]
    frame = table.frame.group_by(by).agg(pl.sum(*sums)).sort(by)
    return _without_single_values(dataclasses.replace(table, columns=(*kept, *measures), frame=frame))


def _without_single_values(table: ReleasedTable) -> ReleasedTable:
    """Without the dimensions that have one value, like the only month there is: in a picture they say nothing."""
    dimensions = table.columns_with("dimension")
    single = {column.name for column in dimensions if table.frame[column.name].n_unique() == 1}
    if not single or len(single) == len(dimensions):
        return table
    columns = tuple(column for column in table.columns if column.name not in single)
    return dataclasses.replace(table, columns=columns, frame=table.frame.drop(single))


def shape(table: ReleasedTable) -> Shape | None:
    """The picture for a table (see :func:`drawn`), or None when it would say less than the table itself."""
    dimensions = table.columns_with("dimension")
    if not table.columns_with("measure", "persons") or shown(table).height < 2:
        return None
    if {column.name for column in dimensions} == {"hour", "weekday"}:
        return "week"
    by_units: dict[tuple[str, ...], Shape] = {
        ("day",): "trend",
        ("day", "name"): "trends",
        ("name",): "ranking",
        ("name", "name"): "matrix",
    }
    return by_units.get(tuple(sorted("name" if column.unit in NAMED else column.unit for column in dimensions)))


def main(table: ReleasedTable) -> Column:
    """The measure to draw: the one that the analysis calls its main one, else the first. The table must have one."""
    measures = table.columns_with("measure", "persons")
    return next((column for column in measures if column.name == table.main), measures[0])


def shown(table: ReleasedTable) -> pl.DataFrame:
    """The rows that have a figure; hidden ones have none, nor has a rate of nothing (NaN)."""
    name = main(table).name
    return table.frame.filter(pl.col(name).cast(pl.Float64).is_not_nan())


def days(table: ReleasedTable) -> Column:
    """The dimension of days, in a table that has one."""
    return next(column for column in table.columns_with("dimension") if column.unit == "day")


def names(table: ReleasedTable) -> Column:
    """The first dimension of names, in a table that has one."""
    return next(column for column in table.columns_with("dimension") if column.unit in NAMED)
