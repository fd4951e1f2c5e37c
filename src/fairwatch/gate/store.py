"""The only way into the lake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Protocol

import polars as pl

from fairwatch.gate.admission import Admission, Admitted

_YES_OR_NO = {"day", "subject", "department", "line"}
"""Columns of the grain ``day``: that somebody was seen on that day, and nothing else."""


class RawTables(Protocol):
    """The part of the lake that the gate uses."""

    def read(self, purpose: str, table: str, days: Iterable[dt.date] | None = None) -> pl.DataFrame:
        """Rows of a table."""
        ...

    def append(
        self, purpose: str, frame: pl.DataFrame, /, *, source: str, start: int, end: int, policy_hash: str
    ) -> int:
        """Commit rows and the read position ``end`` together; returns rows written, 0 when it was there already."""
        ...


def store(admission: Admission, lake: RawTables, *, source: str, start: int, end: int) -> int:
    """Store what was admitted of the bytes ``start`` … ``end`` of a source; returns the rows written.

    What is to be sealed does not come here: ``pipeline.sealer`` takes it to the vault.
    """
    return sum(
        lake.append(
            admitted.purpose_id,
            _once_a_day(admitted, lake),
            source=source,
            start=start,
            end=end,
            policy_hash=admitted.policy_hash,
        )
        for admitted in admission.admitted
        if not admitted.sealed
    )


def _once_a_day(admitted: Admitted, lake: RawTables) -> pl.DataFrame:
    """The rows; of the grain ``day`` only those that are not there yet.

    One row per batch would tell how often somebody was seen, and, by the times of the commits, roughly when.
    """
    rows = admitted.frame
    if set(rows.columns) != _YES_OR_NO or rows.is_empty():
        return rows
    there = lake.read(admitted.purpose_id, "raw", rows["day"].unique().to_list())
    return rows if there.is_empty() else rows.join(there, on=["day", "subject"], how="anti")
