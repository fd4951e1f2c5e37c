"""What came through the door out. Nothing but :mod:`fairwatch.disclosure.door` can make a ``Released``."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import InitVar, dataclass
from typing import Any, Final

import polars as pl

from fairwatch.findings import Column, Grain
from fairwatch.text import Text
from fairwatch.viewer import Viewer

DOOR: Final = object()
"""The key of the door: known to this package only, and not kept in what it makes."""

SUPPRESSED: Final = "suppressed"
"""Name of the flag column of group tables. A suppressed row keeps its dimensions and shows nothing else."""

REASON: Final = Text(
    "「—」和未列出的：该格无人、人数不足、由少数人主导，或为防止反推其他单元格而隐去（R28）",
    "“—”, and what is not listed: nobody is in the group, it is too small, a few people dominate it, or it would give"
    " away another cell (R28)",
)
"""One reason for all hidden cells: to tell a small cell from the partner hidden for its sake would undo the hiding."""


@dataclass(frozen=True, slots=True)
class ReleasedTable:
    """One table as the viewer may see it: ``frame`` has exactly ``columns``, and ``suppressed`` in group tables.

    A share (unit ``share``) at 0.05 or 0.95 means "at most" and "at least": rates near 0 and 1 are coded (R28).
    """

    name: str
    title: Text
    grain: Grain
    purpose: str
    columns: tuple[Column, ...]
    frame: pl.DataFrame
    main: str = ""
    suppressed: int = 0
    """How many rows are suppressed."""
    reason: Text | None = None
    """Why, when any is."""

    def columns_with(self, *roles: str) -> tuple[Column, ...]:
        """The columns with one of these roles, in order."""
        return tuple(column for column in self.columns if column.role in roles)


@dataclass(frozen=True, slots=True)
class Released:
    """A result that may be shown to ``viewer``, and to nobody else. ``viewer`` is None for a preview."""

    analysis: str
    title: Text
    viewer: Viewer | None
    tables: Mapping[str, ReleasedTable]
    withheld: Mapping[str, str]
    """Table name -> refusal code, for the tables of the result that this role may not see."""
    notes: tuple[Text, ...]
    policy_hash: str
    time: dt.datetime
    time_zone: str
    """IANA name of the viewer's zone, in which instants are to be shown."""
    door: InitVar[object]

    def __post_init__(self, door: object) -> None:
        if door is not DOOR:
            raise TypeError("only fairwatch.disclosure.release makes a Released")

    @property
    def suppressed(self) -> int:
        """Suppressed rows in all tables."""
        return sum(table.suppressed for table in self.tables.values())

    def as_json(self) -> dict[str, Any]:
        """Everything released, as plain values. Instants are int64 UTC microseconds, shares 0–1, durations seconds."""
        return {
            "analysis": self.analysis,
            "title": _text(self.title),
            "viewer": {"person": self.viewer.person, "role": self.viewer.role} if self.viewer else None,
            "time": self.time.isoformat(),
            "time_zone": self.time_zone,
            "policy_hash": self.policy_hash,
            "notes": [_text(note) for note in self.notes],
            "tables": {name: _table(table) for name, table in self.tables.items()},
            "withheld": dict(self.withheld),
        }

    def to_json(self) -> str:
        """:meth:`as_json` as one JSON document."""
        return json.dumps(self.as_json(), ensure_ascii=False, allow_nan=False)


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _table(table: ReleasedTable) -> dict[str, Any]:
    return {
        "title": _text(table.title),
        "grain": table.grain,
        "purpose": table.purpose,
        "columns": [
            {"name": column.name, "role": column.role, "unit": column.unit, "title": _text(column.title)}
            for column in table.columns
        ],
        "suppressed": table.suppressed,
        "reason": _text(table.reason) if table.reason else None,
        "rows": [{name: _plain(value) for name, value in row.items()} for row in table.frame.iter_rows(named=True)],
    }


def _plain(value: Any) -> Any:
    """A JSON value; days as ISO dates, no NaN."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN
        return None
    return value
