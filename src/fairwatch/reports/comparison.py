"""One figure beside another, both with their ranges: this week and the weeks before, oneself and the department."""

from __future__ import annotations

import re

import altair as alt

from fairwatch.disclosure import ReleasedTable
from fairwatch.reports import axes
from fairwatch.reports.data import Datum, data, rows_of, scale_of
from fairwatch.reports.shape import names, triples
from fairwatch.reports.words import Labels
from fairwatch.text import Language

MOST = 15
ROW = 34
"""Height of a row in CSS pixels."""
COLOURS = ["var(--accent)", "var(--series-2)"]


def comparison(table: ReleasedTable, labels: Labels, language: Language, width: int) -> alt.LayerChart | alt.FacetChart:
    """A bar with its range for the first figure; for the second its range as a band, and the figure as a stroke."""
    what = names(table)
    rows = data(table, labels, language)[:MOST]
    order = [row[what.name] for row in rows]
    # the unit, after the comma, stands at the axis
    first, second = (re.split("[,，]", point.title.in_(language))[0] for _, point, _ in triples(table))
    columns = 2 if width > 500 else 1
    legend = alt.Legend(title=None, orient="top", columns=columns, labelLimit=250, symbolType="square", symbolOpacity=1)
    seen = [which for key, which in (("value", first), ("value2", second)) if _with(rows, key, which)]
    colour = alt.Scale(domain=seen, range=[COLOURS[[first, second].index(which)] for which in seen])
    down = alt.Y(f"{what.name}:N", title=None, sort=order, axis=axes.names(max(140, width // 3)))
    along = axes.amount(table, language) | {"title": scale_of(table).name.in_(language)}

    colours = alt.Color("which:N", scale=colour, legend=legend)
    own, other = (
        alt.Chart(rows_of(_with(rows, key, which))).encode(y=down)
        for key, which in (("value", first), ("value2", second))
    )
    return alt.layer(
        other.mark_bar(opacity=0.22, height={"band": 0.84}).encode(
            x=alt.X("low2:Q", stack=None, **along), x2=alt.X2("high2:Q"), color=colours
        ),
        own.mark_bar(cornerRadiusEnd=3, height={"band": 0.4}).encode(x=alt.X("value:Q", stack=None), color=colours),
        own.mark_rule(color="var(--ink)", strokeWidth=1.5).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q")),
        other.mark_tick(thickness=3, height={"band": 0.84}).encode(x=alt.X("value2:Q"), color=colours),
    ).properties(width=width, height=ROW * len(rows))


def _with(rows: list[Datum], key: str, which: str) -> list[Datum]:
    return [{**row, "which": which} for row in rows if row[key] is not None]
