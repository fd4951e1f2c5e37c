"""Tables for a terminal of any width: headings and names wrap, and where that is not enough the last figures are left
out and named. Who, when and what stay, and no number is ever cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.table import Table
from rich.text import Text as Line

from fairwatch.reports.grid import Grid, Heading
from fairwatch.text import Language, Text

GAP: Final = 2
"""Blanks between two columns."""
NARROWEST_WORD: Final = 8
"""Cells below which words in wide characters are not broken; they have no blanks to break at."""


@dataclass(frozen=True, slots=True)
class _Column:
    number: int
    """Place in the grid."""
    heading: Heading
    title: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class FittingTable:
    """A grid in one language, to be printed by ``rich``."""

    title: str
    grid: Grid
    language: Language

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        columns = self._columns()
        shown = fitting(columns, options.max_width)
        made = Table(
            title=Line(self.title, style="bold"), title_justify="left", header_style="dim", box=None, pad_edge=False
        )
        for column, width in zip(shown, _widths(shown, options.max_width), strict=True):
            made.add_column(
                column.title,
                justify="right" if column.heading.style == "number" else "left",
                width=width,
                overflow="fold",  # Chinese has no blanks to break at
            )
        for row in self.grid.rows:
            cells = (Line(row.cells[column.number].in_(self.language)) for column in shown)
            made.add_row(*cells, style="dim" if row.suppressed else None)
        if more := self.grid.left_out:
            made.caption = Text(f"另有 {more} 行", f"{more} more {'rows' if more > 1 else 'row'}").in_(self.language)
        yield made
        if hidden := [column.title for column in columns if column not in shown]:
            yield Line(_too_narrow(hidden).in_(self.language), style="dim")

    def _columns(self) -> list[_Column]:
        return [self._column(number, heading) for number, heading in enumerate(self.grid.headings)]

    def _column(self, number: int, heading: Heading) -> _Column:
        title = heading.title.in_(self.language)
        cells = [row.cells[number].in_(self.language) for row in self.grid.rows]
        longest = max(map(cell_len, cells), default=0)
        unbroken = longest if heading.style != "text" else max(map(_longest_word, cells), default=0)
        return _Column(number, heading, title, max(unbroken, _longest_word(title)), max(longest, cell_len(title)))


def fitting(columns: Sequence[_Column], room: int) -> list[_Column]:
    """The columns for which there is room, without the last ones that may be left out."""
    shown = list(columns)
    optional = [column for column in columns if not column.heading.kept]
    while optional and sum(column.least for column in shown) + GAP * (len(shown) - 1) > room:
        shown.remove(optional.pop())
    return shown


def _widths(columns: Sequence[_Column], room: int) -> Iterator[int]:
    """What each column needs, and from left to right what it would like to have."""
    left = room - sum(column.least for column in columns) - GAP * (len(columns) - 1)
    for column in columns:
        more = max(0, min(column.most - column.least, left))
        left -= more
        yield column.least + more


def _longest_word(text: str) -> int:
    return max(
        (cell_len(word) if word.isascii() else min(cell_len(word), NARROWEST_WORD) for word in text.split()), default=0
    )


def _too_narrow(titles: Sequence[str]) -> Text:
    return Text(
        f"终端过窄，未显示：{'、'.join(titles)}；加宽终端，或用 --json、报告查看",
        f"No room for: {', '.join(titles)}. A wider terminal, --json or the report shows them.",
    )
