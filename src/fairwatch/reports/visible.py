"""What may be said of a table of which a part is hidden: only what is true of the whole, or of what can be shown.

What few people dominate is hidden, and that is often what is largest. So a superlative over the visible rows is said of
these, and not at all where they are the smaller part.
"""

from __future__ import annotations

from typing import Final

from fairwatch.disclosure import ReleasedTable
from fairwatch.reports.shape import PLACES
from fairwatch.reports.words import words
from fairwatch.text import Text

NEVER_WHOLE: Final = frozenset({"site"}) | PLACES
"""Dimensions of tables that are cut before they come here: sites of few people, and all departments but one's own."""


def is_whole(table: ReleasedTable) -> bool:
    """Whether what can be seen is all that there is: nothing is hidden, nor left out for what it would tell."""
    named = {column.name for column in table.columns_with("dimension")}
    return table.grain != "group" or not (table.suppressed or table.reason or named & NEVER_WHOLE)


def can_rank(table: ReleasedTable) -> bool:
    """Whether enough can be seen to say which is largest: at least half of the rows that are listed."""
    return 2 * table.suppressed <= table.frame.height


def of_seen(table: ReleasedTable, said: Text) -> Text:
    """A sentence that begins with a superlative, said of the rows that can be shown where these are not all."""
    if is_whole(table):
        return Text(f"{said.zh}。", f"{said.en[0].upper()}{said.en[1:]}.")
    rows, seen = _rows(table), table.frame.height - table.suppressed
    if seen == 1:
        return Text(f"在可显示的内容中，{said.zh}。", f"Of what can be shown, {said.en}.")
    return Text(f"在可显示的 {seen} {rows.zh}中，{said.zh}。", f"Of the {seen} {rows.en} that can be shown, {said.en}.")


def _rows(table: ReleasedTable) -> Text:
    """What a row of the table is called when it is counted; a dimension with one value does not count."""
    by = {column.name for column in table.columns_with("dimension")}
    several = {name for name in by if table.frame[name].n_unique() > 1} or by
    one = "hour" if several == {"weekday", "hour"} else next(iter(several)) if len(several) == 1 else "cell"
    return words().get(("rows", one), words()["rows", "cell"])
