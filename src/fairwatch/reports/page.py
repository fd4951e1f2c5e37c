"""The report: one self-contained HTML file in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
from altair.utils.schemapi import debug_mode
from markupsafe import Markup

from fairwatch.disclosure import Released, ReleasedTable
from fairwatch.findings import Column
from fairwatch.refusals import refusals
from fairwatch.reports import heat, refused
from fairwatch.reports.charts import chart, partly
from fairwatch.reports.grid import grid
from fairwatch.reports.peers import beside_department
from fairwatch.reports.plain import plain
from fairwatch.reports.repeats import without_repeats
from fairwatch.reports.scopes import Scope
from fairwatch.reports.shape import RANGE
from fairwatch.reports.spans import span_of
from fairwatch.reports.summary import sentence
from fairwatch.reports.svg import draw
from fairwatch.reports.words import Labels, grades, intros, words
from fairwatch.text import LANGUAGES, Language, Text

WIDTHS: Mapping[str, int] = {"wide": 690, "narrow": 320}
"""Every chart is drawn twice: shrunk to a phone's width the letters of a wide one could not be read."""


@dataclass(frozen=True, slots=True)
class Section:
    """What one analysis shows."""

    analysis: str
    title: Text
    tables: Mapping[str, ReleasedTable]
    time_zone: str
    notes: tuple[Text, ...]


def html(
    released: Sequence[Released],
    *,
    title: Text,
    scope: Scope = "organisation",
    language: Language = "zh",
    labels: Labels | None = None,
) -> str:
    """One HTML document that shows ``released`` and needs nothing else: no script, no network, no font file.

    ``language`` is the one shown first; the reader can switch. ``labels`` are the names of sites and categories by key
    (``Catalogue``); keys without a name are shown as they are. ``scope`` is whom the plain words at the head are about;
    it hides nothing that was released. Equal input gives equal bytes.
    """
    with debug_mode(False):  # Altair validates each part of a chart; our tests do that, and it takes half a second
        return _rendered(released, title, scope, language, labels or {})


def _rendered(released: Sequence[Released], title: Text, scope: Scope, language: Language, labels: Labels) -> str:
    order = list(intros())
    sections = sorted(
        (_section(one) for one in released if one.tables),
        key=lambda one: order.index(one.analysis) if one.analysis in order else len(order) - 1.5,
    )
    return _template().render(
        title=title,
        language=language,
        labels=labels,
        sections=sections,
        plain=plain(released, labels, scope),
        has_data=any(table.frame.height for one in sections for table in one.tables.values()),
        about_people=any(table.grain != "open" for one in sections for table in one.tables.values()),
        withheld=sorted({code for one in released for code in one.withheld.values()}),
        first=released[0] if released else None,
        **_viewer(released),
        made=_made(released[0]) if released else "",
        notes=list(dict.fromkeys(note for one in sections for note in one.notes)),
        suppressed=any(one.suppressed for one in released),
        grades=_grades(sections),
        ranged=_has_column(sections, lambda column: column.name.startswith(RANGE[0])),
        rates=_has_column(sections, lambda column: column.unit == "share"),
        intros=intros(),
        reasons=refusals(),
        words=words(),
    )


def _section(released: Released) -> Section:
    """One's own time stands beside the department's; everything else is as it was released."""
    own = released.analysis == "work-time" and released.viewer is not None and released.viewer.role == "employee"
    tables = without_repeats(beside_department(released.tables) if own else released.tables)
    return Section(released.analysis, released.title, tables, released.time_zone, released.notes)


def _viewer(released: Sequence[Released]) -> dict[str, Text | None]:
    """Whose view it is: the name of the role, and what that role may see; none of a preview."""
    viewer = released[0].viewer if released else None
    return {name: words()[name, viewer.role] if viewer else None for name in ("role", "view")}


def _made(released: Released) -> str:
    return f"{released.time.astimezone(ZoneInfo(released.time_zone)):%Y-%m-%d %H:%M} ({released.time_zone})"


def _has_column(sections: Sequence[Section], wanted: Callable[[Column], bool]) -> bool:
    return any(wanted(column) for one in sections for table in one.tables.values() for column in table.columns)


def _grades(sections: Sequence[Section]) -> dict[str, Text]:
    """What the evidence grades mean that occur in the report."""
    tables = [table for one in sections for table in one.tables.values()]
    there = {
        grade
        for table in tables
        for column in table.columns
        if column.unit == "grade"
        for grade in table.frame.get_column(column.name).unique().to_list()
    }
    return {grade: text for grade, text in grades().items() if grade in there}


def _both(text: Text) -> Markup:
    """Both languages, of which the style sheet shows one; once, where they are the same."""
    if text.zh == text.en:
        return Markup("{}").format(text.zh)
    return Markup('<span lang="zh">{}</span><span lang="en">{}</span>').format(text.zh, text.en)


def _charts(table: ReleasedTable, labels: Labels) -> list[dict[str, Any]]:
    """The chart of a table in every language and width; empty when it has none."""
    drawn = []
    for language in LANGUAGES:
        for name, width in WIDTHS.items():
            drawing = chart(table, labels, language, width)
            if drawing is not None:
                drawn.append({"lang": language, "width": name, "svg": Markup(draw(drawing))})  # noqa: S704 - Vega escapes
    return drawn


def _said(table: ReleasedTable, section: Section, labels: Labels) -> Text | None:
    return sentence(table, labels, span_of(table, section.tables, section.time_zone))


def _empty_ones(tables: Sequence[ReleasedTable], hidden: bool) -> Text | None:
    """The titles of the tables without rows: those of which all is hidden, or those of which there is nothing."""
    bare = [one for one in tables if not one.frame.height and not refused.is_about_refusals(one)]
    titles = [one.title for one in bare if (one.reason is not None) == hidden]
    return Text("、".join(one.zh for one in titles), "; ".join(one.en for one in titles)) if titles else None


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("fairwatch.reports"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"both": _both}
    environment.globals |= {
        "T": Text,
        "charts": _charts,
        "empty_ones": _empty_ones,
        "grid": grid,
        "legend": heat.legend,
        "refused": refused,
        "sentence": _said,
        "partly": partly,
        "style": Markup(files("fairwatch.reports").joinpath("templates/report.css").read_text(encoding="utf-8")),  # noqa: S704 - our own file
    }
    return environment.get_template("report.html")
