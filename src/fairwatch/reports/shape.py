"""What a released table is good for as a picture, decided from its columns alone: a new analysis needs no new chart."""

from __future__ import annotations

import dataclasses
from typing import Final, Literal

import polars as pl

from fairwatch.disclosure import ReleasedTable
from fairwatch.findings import Column

Shape = Literal["trend", "trends", "week", "ranking", "comparison", "stacked", "matrix"]
"""``trend``: by day. ``trends``: by day and something. ``week``: hour × weekday. ``ranking``: by one thing.
``comparison``: two figures with their ranges, by one thing. ``stacked``: one's own, by day and something.
``matrix``: by two things."""


ADDITIVE = frozenset({"seconds", "bytes", "count"})
"""Units of measures that can be added up."""


NAMED = ("text", "grade")
"""Units of dimensions whose values are names."""

PLACES = frozenset({"department", "branch"})
"""Groups of colleagues: they stand in the order of their names, because a ranking would put pressure on them."""

RANGE: Final = ("low", "point", "high")
"""Measures with these prefixes and the same ending are one figure with its range."""


def drawn(table: ReleasedTable) -> ReleasedTable | None:
    """The table behind the picture: groups as they are, one's own rows summed. Nobody else's rows are drawn."""
    if table.grain != "person":
        return _without_single_values(table)
    return None if table.columns_with("subject") else _summed(table)


def _summed(table: ReleasedTable) -> ReleasedTable | None:
    """One's own rows, summed by the first two of days and names; None when nothing in them adds up."""
    kept = [column for column in table.columns_with("dimension") if column.unit in ("day", *NAMED)][:2]
    by = [column.name for column in kept]
    measures = table.columns_with("measure")
    if kept and table.frame.select(by).is_unique().all():
        return _without_single_values(dataclasses.replace(table, columns=(*kept, *measures)))
    sums = [column.name for column in measures if adds_up(column)]
    if not kept or not sums:
        return None
    frame = table.frame.group_by(by).agg(pl.sum(*sums)).sort(by)
    columns = (*kept, *(column for column in measures if adds_up(column)))
    return _without_single_values(dataclasses.replace(table, columns=columns, frame=frame))


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
    names = {column.name for column in dimensions}
    if names == {"hour", "weekday"}:
        return "week"
    if names & PLACES and len(dimensions) == 2:
        return "matrix"  # a few lines of many departments would be a choice among them
    if len(triples(table)) == 2 and len(dimensions) == 1 and dimensions[0].unit in NAMED:
        return "comparison"
    by_units: dict[tuple[str, ...], Shape] = {
        ("day",): "trend",
        ("day", "name"): "stacked" if table.grain == "person" else "trends",
        ("name",): "ranking",
        ("name", "name"): "matrix",
    }
    return by_units.get(tuple(sorted("name" if column.unit in NAMED else column.unit for column in dimensions)))


def main(table: ReleasedTable) -> Column:
    """The measure to draw: of groups a mean or rate where there is one, because they differ in size; else the one that
    the analysis calls its main one, else the first. The table must have one."""
    measures = table.columns_with("measure", "persons")
    means = [column for column in measures if is_mean(column) and not column.name.startswith((RANGE[0], RANGE[2]))]
    if table.grain == "group" and means:
        return means[0]
    return next((column for column in measures if column.name == table.main), measures[0])


def is_mean(column: Column) -> bool:
    """Whether a measure is per person, day or second. Its name says so; means never add up."""
    return column.unit in ("rate", "pace") or "mean" in column.name.split("_")


def adds_up(column: Column) -> bool:
    """Whether the sum of a measure's values means something; days of several rows may be the same ones."""
    return column.unit in ADDITIVE and column.name != "days" and not is_mean(column)


def triples(table: ReleasedTable) -> list[tuple[Column, Column, Column]]:
    """The figures of the same kind as the one to draw that have a range, as (low, point, high), in order."""
    by_name = {column.name: column for column in table.columns_with("measure")}
    endings = [name.removeprefix(RANGE[1]) for name in by_name if name.startswith(RANGE[1])]
    found = [tuple(by_name.get(end + ending) for end in RANGE) for ending in endings]
    whole = [(low, point, high) for low, point, high in found if low and point and high]
    return [one for one in whole if is_mean(one[1]) == is_mean(main(table))]


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
