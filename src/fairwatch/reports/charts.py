"""Altair charts of released tables. Colours are variables of the style sheet, so dark and print need no redrawing."""

from __future__ import annotations

from collections.abc import Callable

import altair as alt
import polars as pl

from fairwatch.disclosure import ReleasedTable
from fairwatch.reports import axes, comparison, heat, stacked
from fairwatch.reports.data import data, named, rows_of
from fairwatch.reports.gaps import with_gaps
from fairwatch.reports.shape import Shape, drawn, main, names, shape, shown
from fairwatch.reports.units import HIDDEN
from fairwatch.reports.words import Labels
from fairwatch.text import Language, Text

Drawing = alt.Chart | alt.LayerChart | alt.FacetChart

ACCENT = "var(--accent)"
SERIES = [f"var(--series-{number})" for number in range(1, 6)]
"""After Okabe and Ito's palette, which the colour-blind can tell apart; the lines are dashed differently too."""
DASHES = [[1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 2, 4, 5]]
MOST_BARS = 15
_MOST: dict[Shape, int] = {"ranking": MOST_BARS, "comparison": comparison.MOST, "trends": len(SERIES)}
"""How many names a chart has at the most; the others have all, or put the rest together."""


def chart(table: ReleasedTable, labels: Labels, language: Language, width: int) -> Drawing | None:
    """The chart of a table in one language, ``width`` CSS pixels wide; None when the table is better read."""
    behind = drawn(table)
    kind = shape(behind) if behind else None
    return _DRAW[kind](behind, labels, language, width) if behind and kind else None


def partly(table: ReleasedTable) -> Text | None:
    """How many of how many the chart of a table shows; None where it has all."""
    behind = drawn(table)
    kind = shape(behind) if behind else None
    if behind is None or kind not in _MOST:
        return None
    there, most = behind.frame[names(behind).name].n_unique(), _MOST[kind]
    if there <= most:
        return None
    return Text(f"图中是 {there} 项中的 {most} 项，全部见下表。", f"{most} of {there} are drawn; the table has all.")


def _trend(table: ReleasedTable, labels: Labels, language: Language, width: int) -> Drawing:
    """Days without a figure leave a gap. The shade is the range, or the way to zero where there is none."""
    table = with_gaps(table)
    rows = data(table, labels, language)
    ranged = bool(rows) and "high" in rows[0]
    amount = alt.Y("value:Q", **axes.amount(table, language))
    base = alt.Chart(rows_of(rows)).encode(x=axes.days(table, language), y=amount)
    area = base.mark_area(color=ACCENT, opacity=0.13)
    if ranged:
        area = area.encode(y=alt.Y("low:Q", **axes.amount(table, language)), y2=alt.Y2("high:Q"))
    line = base.mark_line(color=ACCENT, strokeWidth=2, point=alt.OverlayMarkDef(color=ACCENT, size=24, filled=True))
    return alt.layer(area, line).properties(width=width, height=200)


def _trends(table: ReleasedTable, labels: Labels, language: Language, width: int) -> Drawing:
    """One line for each of the five largest; the table has all."""
    what, measure = names(table), main(table)
    totals = (
        shown(table)
        .group_by(what.name)
        .agg(pl.sum(measure.name))
        .sort(measure.name, what.name, descending=[True, False])
    )
    largest = [named(what, key, labels, language) for key in totals[what.name].head(len(SERIES))]
    rows = [datum for datum in data(with_gaps(table), labels, language) if datum[what.name] in largest]
    legend = alt.Legend(title=None, orient="top", columns=3 if width > 500 else 1, labelLimit=180, symbolSize=300)
    colour = alt.Scale(domain=largest, range=SERIES[: len(largest)])
    dash = alt.Scale(domain=largest, range=DASHES[: len(largest)])
    lines: alt.Chart = (
        alt.Chart(rows_of(rows))
        .mark_line(strokeWidth=2, point=alt.OverlayMarkDef(size=24, filled=True, strokeDash=[1, 0]))
        .encode(
            x=axes.days(table, language),
            y=alt.Y("value:Q", **axes.amount(table, language)),
            color=alt.Color(f"{what.name}:N", scale=colour, legend=legend),
            strokeDash=alt.StrokeDash(f"{what.name}:N", scale=dash, legend=legend),
        )
        .properties(width=width, height=240)
    )
    return lines


def _ranking(table: ReleasedTable, labels: Labels, language: Language, width: int) -> Drawing:
    """Bars with their figures and ranges, in the order of the table; a dash for hidden ones."""
    what = names(table)
    rows = data(table, labels, language)[:MOST_BARS]
    order = alt.Y(
        f"{what.name}:N", title=None, sort=[row[what.name] for row in rows], axis=axes.names(max(140, width // 3))
    )
    seen = alt.Chart(rows_of([row for row in rows if row["value"] is not None])).encode(y=order)
    gone = alt.Chart(rows_of([row for row in rows if row["hidden"]])).encode(y=order)
    ranged = all("high" in row for row in rows)
    amount = alt.X("value:Q", stack=None, **axes.amount(table, language))
    layers: list[alt.Chart] = [
        seen.mark_bar(color=ACCENT, cornerRadiusEnd=3, height={"band": 0.6}).encode(x=amount),
        seen.mark_text(align="left", dx=6, fill="var(--ink)").encode(
            x=alt.X("high:Q" if ranged else "value:Q"), text=alt.Text("label:N")
        ),
        gone.mark_text(text=HIDDEN, align="left", x=4, fill="var(--muted)"),
    ]
    if ranged:
        layers.append(seen.mark_rule(color="var(--ink)", strokeWidth=1.5).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q")))
    return alt.layer(*layers).properties(width=width, height=26 * len(rows))


_DRAW: dict[Shape, Callable[[ReleasedTable, Labels, Language, int], Drawing]] = {
    "trend": _trend,
    "trends": _trends,
    "ranking": _ranking,
    "comparison": comparison.comparison,
    "stacked": stacked.stacked,
    "week": heat.week,
    "matrix": heat.matrix,
}
