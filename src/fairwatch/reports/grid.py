"""A released table as rows of texts, ready for a page or a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from fairwatch.disclosure import DEPARTURE_KINDS, SUPPRESSED, ReleasedTable
from fairwatch.findings import Column
from fairwatch.reports.shape import PLACES, RANGE
from fairwatch.reports.units import HIDDEN, NUMERIC, show, span
from fairwatch.reports.words import Labels, name_of
from fairwatch.text import Text

MOST_ROWS: Final = 300
"""Longer tables are cut: nobody reads on, and ``--json`` has it all."""


@dataclass(frozen=True, slots=True)
class Heading:
    title: Text
    style: Literal["number", "time", "text"]
    kept: bool
    """Whether the table says nothing without it: who, when, what, and the main figure."""


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Text, ...]
    suppressed: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """``headings`` and ``rows`` have the same width; ``left_out`` rows did not fit."""

    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    left_out: int


def grid(table: ReleasedTable, labels: Labels, zone: str, most: int = MOST_ROWS) -> Grid:
    """The table in reading order, its first ``most`` rows: groups by size, hidden ones last; all else as it is."""
    figures = columns(table)
    rows = in_reading_order(table)
    return Grid(
        headings=tuple(_heading(figure, table.main) for figure in figures),
        rows=tuple(_row(row, figures, table, labels, zone) for row in rows[:most]),
        left_out=max(0, len(rows) - most),
    )


def _heading(figure: tuple[Column, ...], main: str) -> Heading:
    kept = figure[0].role in ("dimension", "subject") or any(column.name == main for column in figure)
    return Heading(figure[len(figure) // 2].title, _style(figure[0]), kept)


def columns(table: ReleasedTable) -> list[tuple[Column, ...]]:
    """The columns to show: single ones, and (low, point, high) as one."""
    by_name = {column.name: column for column in table.columns}
    shown: list[tuple[Column, ...]] = []
    for column in table.columns:
        prefix = next((one for one in RANGE if column.name.startswith(one)), None)
        ending = column.name.removeprefix(prefix or "")
        triple = tuple(by_name.get(one + ending) for one in RANGE) if prefix else ()
        if triple and all(triple):
            if prefix == "point":
                shown.append(tuple(one for one in triple if one))
        else:
            shown.append((column,))
    return shown


def in_reading_order(table: ReleasedTable) -> list[dict[str, Any]]:
    """Rows of a table with one dimension of names by size, hidden ones last; of other tables in their own order.

    Departments and branches are never ranked.
    """
    rows = list(table.frame.iter_rows(named=True))
    dimensions = table.columns_with("dimension")
    if table.grain == "person" or table.purpose in DEPARTURE_KINDS or not table.main:
        return rows
    if len(dimensions) != 1 or dimensions[0].unit != "text" or dimensions[0].name in PLACES:
        return rows
    return sorted(rows, key=lambda row: -(row[table.main] if row[table.main] is not None else float("-inf")))


def _style(column: Column) -> Literal["number", "time", "text"]:
    if column.unit in NUMERIC:
        return "number"
    return "time" if column.unit in ("day", "instant", "hour") else "text"


def _row(
    row: dict[str, Any], figures: list[tuple[Column, ...]], table: ReleasedTable, labels: Labels, zone: str
) -> Row:
    suppressed = bool(row.get(SUPPRESSED))
    return Row(tuple(_cell(row, figure, table, labels, zone) for figure in figures), suppressed)


def _cell(row: dict[str, Any], figure: tuple[Column, ...], table: ReleasedTable, labels: Labels, zone: str) -> Text:
    values = [row[column.name] for column in figure]
    column = figure[0]
    if len(figure) == 3:
        return span(values[0], values[1], values[2], column.unit)
    if column.unit in ("text", "grade") or column.name == "weekday":
        is_figure = column.role not in ("dimension", "detail", "subject")
        return Text(HIDDEN, HIDDEN) if is_figure and values[0] is None else name_of(column.name, values[0], labels)
    return show(values[0], column.unit, zone=zone, coded=table.grain == "group")
