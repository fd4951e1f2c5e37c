"""Heat maps: hour × weekday, and one thing × another."""

from __future__ import annotations

import altair as alt

from fairwatch.disclosure import ReleasedTable
from fairwatch.findings import Column
from fairwatch.reports.axes import names
from fairwatch.reports.data import Datum, data, rows_of
from fairwatch.reports.shape import PLACES, drawn, main, shape, shown
from fairwatch.reports.units import HIDDEN, show
from fairwatch.reports.words import Labels, name_of
from fairwatch.text import Language, Text

COLOURS = [f"var(--heat-{number})" for number in range(1, 6)]
"""One hue from light to dark: also in grey, on paper, the order stays."""
ROW = 26
"""Height of a row in CSS pixels."""


def week(table: ReleasedTable, labels: Labels, language: Language, width: int) -> alt.LayerChart | alt.FacetChart:
    """The hours of the day across, Monday to Sunday down."""
    rows = data(table, labels, language)
    weekdays = [name_of("weekday", one, labels).in_(language) for one in table.frame["weekday"].unique().sort()]
    hours = [int(row["hour"]) for row in rows]
    across = alt.X(
        "hour:O",
        title=Text("时", "Hour").in_(language),
        scale=alt.Scale(domain=list(range(min(hours), max(hours) + 1))),
        axis=names(),
    )
    down = alt.Y("weekday:N", title=None, scale=alt.Scale(domain=weekdays), axis=names())
    return _cells(rows, across, down, texts=False).properties(width=width, height=ROW * len(weekdays))


def matrix(table: ReleasedTable, labels: Labels, language: Language, width: int) -> alt.LayerChart | alt.FacetChart:
    """The dimension with more values down, in the order of its total (days and departments: their own); the other
    across."""
    down, across = sides(table)
    rows = data(table, labels, language)
    columns, count = (len({row[side.name] for row in rows}) for side in (across, down))
    totals = {row[down.name]: 0.0 for row in rows}
    for row in rows:
        totals[row[down.name]] += row["value"] or 0.0
    cell = width / (columns + 1.5)
    wide = cell > 60
    flat = wide and all(_length(row[across.name]) < cell for row in rows)
    x = alt.X(f"{across.name}:N", title=None, axis=names(angle=0 if flat else -40))
    y = alt.Y(
        f"{down.name}:N",
        title=None,
        sort=sorted(totals)
        if down.unit == "day" or down.name in PLACES
        else sorted(totals, key=lambda name: -totals[name]),
        axis=names(max(140, width // 3)),
    )
    return _cells(rows, x, y, texts=wide).properties(width=width, height=ROW * count)


def _length(name: str) -> int:
    """About how many pixels a name takes; Chinese characters are twice as wide."""
    return sum(13 if letter > "\u2e80" else 7 for letter in name)


def sides(table: ReleasedTable) -> tuple[Column, Column]:
    """The two dimensions of a matrix: the one that goes down, and the one across."""
    one, two = table.columns_with("dimension")
    return (one, two) if table.frame[one.name].n_unique() >= table.frame[two.name].n_unique() else (two, one)


def legend(table: ReleasedTable) -> tuple[Text, ...]:
    """The bounds between the colours, from zero to the largest figure; empty for other charts."""
    behind = drawn(table)
    if behind is None or shape(behind) not in ("week", "matrix"):
        return ()
    measure = main(behind)
    top = float(shown(behind)[measure.name].max())  # type: ignore[arg-type]
    return tuple(show(top * step / len(COLOURS), measure.unit) for step in range(len(COLOURS) + 1))


def _cells(rows: list[Datum], across: alt.X, down: alt.Y, *, texts: bool) -> alt.LayerChart | alt.FacetChart:
    """Coloured cells; hidden ones are grey with a dash, which is not the same as no cell at all."""
    top = (
        max(row["value"] for row in rows if row["value"] is not None) or 1.0
    )  # all zero: everything is in the lightest
    scale = alt.Scale(type="quantize", domain=[0, top], range=COLOURS)
    seen = alt.Chart(rows_of([row for row in rows if row["value"] is not None])).encode(x=across, y=down)
    gone = alt.Chart(rows_of([row for row in rows if row["hidden"]])).encode(x=across, y=down)
    layers = [
        seen.mark_rect(cornerRadius=2, stroke="var(--paper)", strokeWidth=2).encode(
            color=alt.Color("value:Q", scale=scale, legend=None)
        ),
        gone.mark_rect(cornerRadius=2, stroke="var(--paper)", strokeWidth=2, fill="var(--hidden)"),
        gone.mark_text(text=HIDDEN, fill="var(--muted)"),
    ]
    if texts:
        dark = alt.datum.value > 0.6 * top
        ink = alt.condition(dark, alt.value("var(--heat-ink)"), alt.value("var(--ink)"))
        layers.append(seen.mark_text(fontSize=11).encode(text=alt.Text("label:N"), fill=ink))
    return alt.layer(*layers)
