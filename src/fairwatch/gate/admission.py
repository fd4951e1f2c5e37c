"""What comes out of the gate."""

from __future__ import annotations

from dataclasses import InitVar, dataclass

import polars as pl

REFUSALS: dict[str, pl.DataType | type[pl.DataType]] = {
    "day": pl.Date,  # the person's working day where the line was in one, else the UTC day; null: no time
    "code": pl.String,
    "lines": pl.Int64,
    "bytes": pl.Int64,  # up and down together
}
"""What was not collected. Counts only: no person, department, site or category."""

_GATE = object()
"""Only this package may say that something was admitted."""


@dataclass(frozen=True, slots=True, eq=False)
class Admitted:
    """Rows that one purpose may keep. Only the gate can make it, so whoever holds one holds lawful rows."""

    purpose_id: str
    policy_hash: str
    frame: pl.DataFrame
    """``day``, ``subject``, ``department``, the purpose's columns (columns.STORED), and ``line`` for the store."""
    sealed: bool = False
    """Whether these rows only name lines that go to the vault of sealed evidence, never to the lake."""
    made_by: InitVar[object] = None

    def __post_init__(self, made_by: object) -> None:
        if made_by is not _GATE:
            raise TypeError("only the gate makes an Admitted")


def admitted(purpose_id: str, policy_hash: str, frame: pl.DataFrame, *, sealed: bool = False) -> Admitted:
    """The gate's own way to make an Admitted."""
    return Admitted(purpose_id, policy_hash, frame, sealed, made_by=_GATE)


@dataclass(frozen=True, slots=True, eq=False)
class Admission:
    """The gate's decision on one batch. ``lines == admitted_lines + refusals["lines"].sum()``, always."""

    admitted: tuple[Admitted, ...]
    """One for each active purpose asked for, with an empty frame where nothing was admitted to it."""
    refusals: pl.DataFrame
    """Columns REFUSALS, one row per day and code, sorted."""
    lines: int
    admitted_lines: int
    """Lines that at least one purpose keeps."""
