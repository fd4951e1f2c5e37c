"""Released results in the terminal: the same tables, words and units as on the page, in one language."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text as Line

from fairwatch.disclosure import Released, ReleasedTable
from fairwatch.refusals import refusals
from fairwatch.reports import refused
from fairwatch.reports.fitting import FittingTable
from fairwatch.reports.grid import MOST_ROWS, grid
from fairwatch.reports.spans import total_span
from fairwatch.reports.units import HIDDEN
from fairwatch.reports.words import Labels
from fairwatch.text import Language, Text

_NOTHING = Text("没有内容", "nothing to show")


def text(
    released: Released, language: Language, labels: Labels | None = None, *, most: int = MOST_ROWS
) -> list[RenderableType]:
    """Title, tables (their first ``most`` rows) and notes, for ``rich``; nothing in them is read as markup."""
    parts: list[RenderableType] = [Line(released.title.in_(language), style="bold")]
    for table in released.tables.values():
        parts += [Line(), *_table(table, language, labels or {}, released.time_zone, most)]
        if (span := total_span(table, released.tables, released.time_zone)) and table.frame.height:
            parts.append(Line(Text(f"以上为{span.zh}的合计。", f"Totals {span.en}.").in_(language), style="dim"))
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
        nothing = Text("没有可以显示的内容", "nothing that can be shown") if table.reason else _NOTHING
        yield Line(f"{table.title.in_(language)}: {nothing.in_(language)}", style="dim")
        return
    if table.suppressed == table.frame.height:
        yield Line(f"{table.title.in_(language)}: {HIDDEN} ({Text('全部', 'all rows').in_(language)})", style="dim")
    elif refused.is_about_refusals(table):
        yield _refusals(table, language)
    else:
        yield FittingTable(table.title.in_(language), grid(table, labels, zone, most), language)
    if table.reason:
        yield Line(table.reason.in_(language), style="dim")


def _refusals(table: ReleasedTable, language: Language) -> Table:
    title = Line(table.title.in_(language), style="bold")
    made = Table(title=title, title_justify="left", header_style="dim", box=None, pad_edge=False)
    made.add_column(Text("原因", "Reason").in_(language), overflow="fold")
    made.add_column(Text("要求", "Law").in_(language))
    for measure in refused.measures(table):
        made.add_column(measure.title.in_(language), justify="right")
    for reason in refused.reasons(table):
        figures = (figure.in_(language) for figure in reason.figures)
        made.add_row(reason.rule.text.in_(language), reason.rule.requirement, *figures)
    return made
