"""The only way into the lake."""

from __future__ import annotations

from typing import Protocol

import polars as pl

from fairwatch.gate.admission import Admission


class RawTables(Protocol):
    """The part of the lake that the gate uses."""

    def append(
        self, purpose: str, frame: pl.DataFrame, /, *, source: str, start: int, end: int, policy_hash: str
    ) -> int:
        """Commit rows and the read position ``end`` together; returns rows written, 0 when it was there already."""
        ...


def store(admission: Admission, lake: RawTables, *, source: str, start: int, end: int) -> int:
    """Store what was admitted of the bytes ``start`` … ``end`` of a source; returns the rows written."""
    return sum(
        lake.append(
            admitted.purpose_id,
            admitted.frame,
            source=source,
            start=start,
            end=end,
            policy_hash=admitted.policy_hash,
        )
        for admitted in admission.admitted
    )
