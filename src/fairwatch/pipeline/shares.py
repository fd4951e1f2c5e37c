"""What people show of themselves: rows of their own results, ticked one by one (tier "shared").

Only what disclosure has released to the person themselves can be ticked, so a share is never more than what they see,
and never anything that somebody made up in their name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairwatch.disclosure import ReleasedTable
from fairwatch.errors import ConfigError
from fairwatch.pipeline.answers import answer
from fairwatch.pipeline.installation import Installation
from fairwatch.text import Text
from fairwatch.viewer import Viewer

if TYPE_CHECKING:
    from fairwatch.governance.services.shares import Item


_SEE_ROWS = Text("查看可勾选的行：fairwatch my share rows", "see what can be ticked: fairwatch my share rows")


@dataclass(frozen=True, slots=True)
class Tick:
    """One row of one table: ``self-submissions:3``. Rows are counted from 1, in the order shown."""

    table: str
    number: int


def tickable(
    installation: Installation, viewer: Viewer, analysis: str, *, now: dt.datetime | None = None
) -> dict[str, ReleasedTable]:
    """The person's own tables of one analysis, by name, whose rows can be ticked."""
    [released] = answer(installation, [analysis], Viewer(viewer.person, "employee"), now=now)
    return {name: table for name, table in released.tables.items() if table.grain == "person"}


def push(
    installation: Installation,
    viewer: Viewer,
    analysis: str,
    ticks: Iterable[Tick],
    recipient: str,
    days: int,
    *,
    now: dt.datetime | None = None,
) -> str:
    """Show the ticked rows to ``recipient`` for some days; returns the share's key."""
    from fairwatch.governance.services import shares  # noqa: PLC0415 - Django's models load after configure()

    tables = tickable(installation, viewer, analysis, now=now)
    items = [_item(tables, tick) for tick in ticks]
    purposes = {tables[item.table].purpose for item in items}
    if len(purposes) != 1:
        raise ConfigError(
            Text("勾选的行须属于同一目的", "tick rows of one purpose"),
            where="--item",
            next_step=_SEE_ROWS,
        )
    return shares.push(viewer.person, recipient, purposes.pop(), items, days, by=viewer.person, now=now)


def parse_tick(text: str) -> Tick:
    """``self-submissions:3`` as a tick."""
    table, _, number = text.rpartition(":")
    if not table or not number.isdecimal() or int(number) < 1:
        raise ConfigError(
            Text("勾选写作 表:行号", "a tick is written TABLE:ROW"),
            where=text,
            next_step=Text("例如 self-submissions:1", "for example self-submissions:1"),
        )
    return Tick(table, int(number))


def _item(tables: dict[str, ReleasedTable], tick: Tick) -> Item:
    from fairwatch.governance.services.shares import Item  # noqa: PLC0415 - as above

    table = tables.get(tick.table)
    if table is None or tick.number > table.frame.height:
        raise ConfigError(
            Text("没有这一行", "there is no such row"),
            where=f"{tick.table}:{tick.number}",
            next_step=_SEE_ROWS,
        )
    row = table.frame.row(tick.number - 1, named=True)
    plain = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in row.items()}
    return Item(tick.table, plain)
