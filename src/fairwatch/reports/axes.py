"""The axes that charts share."""

from __future__ import annotations

from typing import Any

import altair as alt

from fairwatch.disclosure import ReleasedTable
from fairwatch.reports import shape
from fairwatch.reports.data import scale_of
from fairwatch.text import Language

DAYS = {"zh": "%-m月%-d日", "en": "%-d %b"}
"""How a day is written on an axis (d3-time-format)."""


def amount(table: ReleasedTable, language: Language) -> dict[str, Any]:
    """Arguments of the axis of the main measure: from zero, titled with its unit."""
    measure = shape.main(table)
    title, unit = measure.title.in_(language), scale_of(table).name.in_(language)
    brackets = ("（", "）") if language == "zh" else (" (", ")")
    return {
        "title": f"{title}{brackets[0]}{unit}{brackets[1]}" if unit and measure.unit != "pace" else title,
        "scale": alt.Scale(zero=True, nice=True, domainMin=0),
        "axis": alt.Axis(tickCount=4),
    }


def days(table: ReleasedTable, language: Language, padding: float = 0) -> alt.X:
    """The axis of days, or of weeks by their Mondays, with room for ``padding`` pixels at both ends.

    UTC, because a day of a table is a date and no instant.
    """
    column = shape.days(table)
    ticks: dict[str, Any] = {"tickCount": 6}
    if column.name == "week":
        ticks = {"values": [week.isoformat() for week in table.frame["week"].unique().sort()]}
    axis = alt.Axis(format=DAYS[language], grid=False, labelOverlap=True, **ticks)
    title = column.title.in_(language) if column.name == "week" else None
    return alt.X(f"{column.name}:T", title=title, scale=alt.Scale(type="utc", padding=padding), axis=axis)


def names(limit: int = 150, angle: int = 0) -> alt.Axis:
    """An axis of names, without lines."""
    return alt.Axis(grid=False, ticks=False, domain=False, labelAngle=angle, labelLimit=limit, labelPadding=6)
