"""Lineage: which stored rows a report rests on, so that they can be found and checked again (R33).

Rows are named by what they are (purpose, table, day) and by a digest of their content, not by a file: compaction moves
rows from file to file and changes none.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class StoredRows:
    """One person's rows of one table and day."""

    purpose: str
    table: str
    day: dt.date
    rows: int
    digest: str
    """SHA-256 of the rows, whatever their order."""
    files: tuple[tuple[str, ...], ...]
    """For each file that holds rows of that day: hashes of the policies it was collected under."""
    refused: tuple[str, ...] = ()
    """Codes of the gates that would not have let some of the rows in under those policies."""

    def as_json(self) -> dict[str, Any]:
        """A plain form for the database."""
        return {**dataclasses.asdict(self), "day": self.day.isoformat()}


Lineage = Sequence[StoredRows]
Trace = Callable[[str], Lineage]
"""Finds the rows of a case, by its key, as they are stored now. The data plane has it (``pipeline.lineage``)."""


def from_json(rows: Sequence[dict[str, Any]]) -> tuple[StoredRows, ...]:
    """The lineage that :meth:`StoredRows.as_json` wrote."""
    return tuple(
        StoredRows(
            purpose=row["purpose"],
            table=row["table"],
            day=dt.date.fromisoformat(row["day"]),
            rows=row["rows"],
            digest=row["digest"],
            files=tuple(tuple(hashes) for hashes in row["files"]),
            refused=tuple(row["refused"]),
        )
        for row in rows
    )
