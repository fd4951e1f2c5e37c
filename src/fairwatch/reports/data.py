"""The rows of a chart: names in one language, figures in the unit of the axis."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from fairwatch.disclosure import SUPPRESSED, ReleasedTable
from fairwatch.findings import Column
from fairwatch.reports.grid import RANGE, in_reading_order
from fairwatch.reports.shape import main
from fairwatch.reports.units import SCALES, show
from fairwatch.reports.words import Labels, name_of
from fairwatch.text import Language

Datum = dict[str, Any]


def data(table: ReleasedTable, labels: Labels, language: Language) -> list[Datum]:
    """Per row, in reading order: the dimensions, ``value``, ``label``, ``hidden``, and ``low`` and ``high`` if there.

    ``value`` is None when hidden; ``label`` is the figure as the table shows it.
    """
    return [_datum(row, table, labels, language) for row in in_reading_order(table)]


def named(column: Column, value: Any, labels: Labels, language: Language) -> Any:
    """A dimension's value as the axis shows it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if column.unit == "hour" else name_of(column.name, value, labels).in_(language)


def _datum(row: dict[str, Any], table: ReleasedTable, labels: Labels, language: Language) -> Datum:
    measure = main(table)
    datum = {
        column.name: named(column, row[column.name], labels, language) for column in table.columns_with("dimension")
    }
    figure = row[measure.name]
    datum |= {
        "value": _scaled(figure, measure),
        "label": show(figure, measure.unit, coded=table.grain == "group").in_(language),
        "hidden": bool(row.get(SUPPRESSED)),
    }
    ending = measure.name.removeprefix(RANGE[1])
    if measure.name.startswith(RANGE[1]) and {"low" + ending, "high" + ending} <= row.keys():
        datum |= {end: _scaled(row[end + ending], measure) for end in ("low", "high")}
    return datum


def _scaled(value: Any, measure: Column) -> float | None:
    return None if value is None or math.isnan(value) else float(value) / SCALES[measure.unit].size
