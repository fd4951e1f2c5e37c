"""The axes that charts share."""

from __future__ import annotations

from typing import Any

import altair as alt

from fairwatch.disclosure import ReleasedTable
from fairwatch.reports import shape
from fairwatch.reports.units import SCALES
from fairwatch.text import Language

DAYS = {"zh": "%-m月%-d日", "en": "%-d %b"}
"""How a day is written on an axis (d3-time-format)."""


def amount(table: ReleasedTable, language: Language) -> dict[str, Any]:
    """Arguments of the axis of the main measure: from zero, titled with its unit."""
    measure = shape.main(table)
    title, unit = measure.title.in_(language), SCALES[measure.unit].name.in_(language)
    brackets = ("（", "）") if language == "zh" else (" (", ")")
    return {
        "title": f"{title}{brackets[0]}{unit}{brackets[1]}" if unit else title,
        "scale": alt.Scale(zero=True, nice=True, domainMin=0),
        "axis": alt.Axis(tickCount=4),
    }


def days(table: ReleasedTable, language: Language) -> alt.X:
    """The axis of days. UTC, because a day of a table is a date and no instant."""
    axis = alt.Axis(format=DAYS[language], grid=False, labelOverlap=True, tickCount=6)
    return alt.X(f"{shape.days(table).name}:T", title=None, scale=alt.Scale(type="utc"), axis=axis)


def names(limit: int = 150, angle: int = 0) -> alt.Axis:
    """An axis of names, without lines."""
    return alt.Axis(grid=False, ticks=False, domain=False, labelAngle=angle, labelLimit=limit, labelPadding=6)
