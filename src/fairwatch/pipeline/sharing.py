"""Sharing rows of one's own results: what is shared is what the door has just released to the person, nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from fairwatch.errors import ConfigError
from fairwatch.pipeline.answers import answer
from fairwatch.pipeline.installation import Installation
from fairwatch.text import Text
from fairwatch.viewer import Viewer


def push_rows(
    installation: Installation,
    viewer: Viewer,
    analysis: str,
    name: str,
    rows: Sequence[int],
    recipient: str,
    days: int,
    *,
    now: dt.datetime | None = None,
) -> str:
    """Show rows (numbered from 1) of a table of the person's own result to ``recipient``; returns the share's key."""
    from fairwatch.governance.services import shares  # noqa: PLC0415 - Django's models load after configure()

    [released] = answer(installation, [analysis], viewer, now=now)
    own = {key: table for key, table in released.tables.items() if table.grain == "person"}
    if name not in own:
        raise ConfigError(
            Text(f"您的结果中没有个人表 {name}", f"your result has no table {name} about yourself"),
            where=analysis,
            next_step=Text(f"可用：{'、'.join(own)}", f"there are: {', '.join(own)}"),
        )
    found = own[name].frame
    if wrong := [number for number in rows if not 1 <= number <= found.height]:
        raise ConfigError(
            Text(f"没有第 {wrong[0]} 行", f"there is no row {wrong[0]}"),
            where=name,
            next_step=Text(f"1 至 {found.height}", f"1 to {found.height}"),
        )
    items = [
        shares.Item(name, {key: _plain(value) for key, value in found.row(number - 1, named=True).items()})
        for number in dict.fromkeys(rows)
    ]
    purpose = own[name].purpose
    return shares.push(viewer.person, recipient, purpose, items, days, by=viewer.person, now=now)


def _plain(value: object) -> str | int | float | bool | None:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
