"""Released results in the terminal: the same tables, words and units as on the page, in one language."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text as Line

from fairwatch.disclosure import Released, ReleasedTable
from fairwatch.refusals import refusals
from fairwatch.reports import refused
from fairwatch.reports.grid import MOST_ROWS, grid
from fairwatch.reports.words import Labels
from fairwatch.text import Language, Text


def text(
    released: Released, language: Language, labels: Labels | None = None, *, most: int = MOST_ROWS
) -> list[RenderableType]:
    """Title, tables (their first ``most`` rows) and notes, for ``rich``; nothing in them is read as markup."""
    parts: list[RenderableType] = [Line(released.title.in_(language), style="bold")]
    for table in released.tables.values():
        parts += [Line(), *_table(table, language, labels or {}, released.time_zone, most)]
    for note in released.notes:
        parts.append(Line(f"· {note.in_(language)}", style="dim"))
    for code in sorted(set(released.withheld.values())):
        rule = refusals()[code]
        hidden = Text(
            f"未显示：{rule.text.zh}（{rule.requirement}）", f"Not shown: {rule.text.en} ({rule.requirement})"
        )
        parts.append(Line(hidden.in_(language), style="dim"))
    return parts


def _table(table: ReleasedTable, language: Language, labels: Labels, zone: str, most: int) -> Iterator[RenderableType]:
    if not table.frame.height:
        yield Line(f"{table.title.in_(language)}: {Text('没有内容', 'nothing to show').in_(language)}", style="dim")
        return
    yield (
        _refusals(table, language) if refused.is_about_refusals(table) else _cells(table, language, labels, zone, most)
    )
    if table.reason:
        yield Line(table.reason.in_(language), style="dim")


def _cells(table: ReleasedTable, language: Language, labels: Labels, zone: str, most: int) -> Table:
    shown = grid(table, labels, zone, most)
    made = _empty(table.title.in_(language))
    for heading in shown.headings:
        number = heading.style == "number"
        made.add_column(
            heading.title.in_(language),
            justify="right" if number else "left",
            no_wrap=number or heading.style == "time",
        )
    for row in shown.rows:
        made.add_row(*(Line(cell.in_(language)) for cell in row.cells), style="dim" if row.suppressed else None)
    if shown.left_out:
        made.caption = Text(f"另有 {shown.left_out} 行", f"{shown.left_out} more rows").in_(language)
    return made


def _refusals(table: ReleasedTable, language: Language) -> Table:
    made = _empty(table.title.in_(language))
    made.add_column(Text("原因", "Reason").in_(language))
    made.add_column(Text("要求", "Law").in_(language))
    for measure in refused.measures(table):
        made.add_column(measure.title.in_(language), justify="right")
    for reason in refused.reasons(table):
        figures = (figure.in_(language) for figure in reason.figures)
        made.add_row(reason.rule.text.in_(language), reason.rule.requirement, *figures)
    return made


def _empty(title: str) -> Table:
    return Table(title=Line(title, style="bold"), title_justify="left", header_style="dim", box=None, pad_edge=False)
