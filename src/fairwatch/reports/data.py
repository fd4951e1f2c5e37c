"""The rows of a chart: names in one language, figures in the unit of the axis."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

import altair as alt

from fairwatch.disclosure import SUPPRESSED, ReleasedTable
from fairwatch.findings import Column
from fairwatch.reports.grid import in_reading_order
from fairwatch.reports.shape import main, shown, triples
from fairwatch.reports.units import Scale, scale, show
from fairwatch.reports.words import Labels, name_of
from fairwatch.text import Language

Datum = dict[str, Any]


def data(table: ReleasedTable, labels: Labels, language: Language) -> list[Datum]:
    """Per row, in reading order: the dimensions, ``value``, ``label``, ``hidden``, and ``low`` and ``high`` if there;
    of a second figure of the same kind ``value2``, ``low2`` and ``high2``.

    ``value`` is None when hidden; ``label`` is the figure as the table shows it.
    """
    axis = scale_of(table)
    return [_datum(row, table, labels, language, axis) for row in in_reading_order(table)]


def rows_of(rows: Sequence[Datum]) -> alt.InlineData:
    """The rows as the data of a chart. Altair copies lists at every step of making a chart, and leaves tuples alone."""
    return alt.InlineData(values=tuple(rows))


def scale_of(table: ReleasedTable) -> Scale:
    """The unit of the axis: that of the largest figure of the measure to draw, its range and what is beside it."""
    measure = main(table)
    drawn = {measure.name, *(column.name for triple in triples(table) for column in triple)}
    largest = [value for name in drawn for value in shown(table)[name].drop_nulls().to_list()]
    return scale(measure.unit, max(largest, default=0.0))


def named(column: Column, value: Any, labels: Labels, language: Language) -> Any:
    """A dimension's value as the axis shows it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if column.unit == "hour" else name_of(column.name, value, labels).in_(language)


def _datum(row: dict[str, Any], table: ReleasedTable, labels: Labels, language: Language, axis: Scale) -> Datum:
    measure = main(table)
    datum = {
        column.name: named(column, row[column.name], labels, language) for column in table.columns_with("dimension")
    }
    figure = row[measure.name]
    datum |= {
        "value": _scaled(figure, axis),
        "label": show(figure, measure.unit, coded=table.grain == "group").in_(language),
        "hidden": bool(row.get(SUPPRESSED)),
    }
    found = triples(table)
    if any(measure.name == point.name for _, point, _ in found):
        for number, triple in zip(("", "2"), found, strict=False):
            ends = zip(("low", "value", "high"), triple, strict=True)
            datum |= {end + number: _scaled(row[column.name], axis) for end, column in ends}
    return datum


def _scaled(value: Any, axis: Scale) -> float | None:
    return None if value is None or math.isnan(value) else float(value) / axis.size
