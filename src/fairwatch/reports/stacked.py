"""One's own days or weeks as bars, in parts: lines between days with nothing in between would invent a course."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

import altair as alt

from fairwatch.disclosure import ReleasedTable
from fairwatch.reports import axes
from fairwatch.reports.data import data, rows_of
from fairwatch.reports.shape import days, names
from fairwatch.reports.words import Labels
from fairwatch.text import Language, Text

COLOURS = [*(f"var(--series-{number})" for number in range(1, 6)), "var(--muted)"]
OTHER = Text("其他", "Other")
WIDEST = 40
"""CSS pixels of a bar."""


def stacked(table: ReleasedTable, labels: Labels, language: Language, width: int) -> alt.Chart:
    """The five largest parts, and all others as one."""
    rows, domain = _parts(table, labels, language)
    legend = alt.Legend(title=None, orient="top", columns=3 if width > 500 else 2, labelLimit=150, symbolType="square")
    colour = alt.Scale(domain=domain, range=COLOURS[: len(domain)])
    bar = _bar(table, width)
    chart: alt.Chart = (
        alt.Chart(rows_of(rows))
        .mark_bar(size=bar)
        .encode(
            x=axes.days(table, language, padding=0.6 * bar),
            y=alt.Y("value:Q", **axes.amount(table, language)),
            color=alt.Color("part:N", scale=colour, legend=legend),
            order=alt.Order("place:Q"),
        )
        .properties(width=width, height=220)
    )
    return chart


def _parts(table: ReleasedTable, labels: Labels, language: Language) -> tuple[list[dict[str, Any]], list[str]]:
    """A row per day and part, and the parts in the order of their size."""
    when, what = days(table).name, names(table).name
    totals: dict[str, float] = defaultdict(float)
    sums: dict[tuple[str, str], float] = defaultdict(float)
    found = data(table, labels, language)
    for row in found:
        totals[row[what]] += row["value"] or 0.0
    largest = sorted(totals, key=lambda name: (-totals[name], name))[: len(COLOURS) - 1]
    other = OTHER.in_(language)
    for row in found:
        sums[row[when], row[what] if row[what] in largest else other] += row["value"] or 0.0
    domain = [*largest, *([other] if len(totals) > len(largest) else [])]
    rows = [
        {when: day, "part": part, "place": domain.index(part), "value": value} for (day, part), value in sums.items()
    ]
    return rows, domain


def _bar(table: ReleasedTable, width: int) -> float:
    column = table.frame[days(table).name]
    first, last = column.min(), column.max()
    step = 7 if column.name == "week" else 1
    count = (last - first).days // step + 1 if isinstance(first, dt.date) and isinstance(last, dt.date) else 1
    return min(WIDEST, 0.7 * width / count)
