"""What an analysis hands to disclosure: named tables whose columns say what they are.

Disclosure decides from the column roles alone, so a new analysis needs no new rule at the door.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from fairwatch.text import Text

Role = Literal["subject", "dimension", "persons", "top1", "top2", "members", "measure", "detail"]
"""``subject``: pseudonym. ``dimension``: what a group is (department, category, hour …). ``persons``: how many people
contribute to the cell. ``top1``/``top2``: the largest contributor's, and the two largest contributors', part of the
cell's main measure (dominance rule). ``members``: who contributes how much, as marks of slices of them; with it the
door tells how many people's parts have changed since the cell was last shown (differencing). ``measure``: a figure.
``detail``: shown with a person's own rows."""

Unit = Literal["text", "day", "instant", "hour", "seconds", "pace", "bytes", "rate", "count", "share", "score", "grade"]
"""``pace``: seconds per day. ``rate``: bits per second."""
Grain = Literal["person", "group", "open"]
"""``person``: one subject per row. ``group``: cells of several people. ``open``: nobody behind it (refusal counts)."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a result table."""

    name: str
    role: Role
    title: Text
    unit: Unit = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a result. ``purpose`` is the purpose whose lake it was computed from (R07)."""

    name: str
    title: Text
    grain: Grain
    purpose: str
    columns: tuple[Column, ...]
    frame: pl.DataFrame
    main: str = ""
    """The measure that suppression protects."""
    subject_only: bool = False
    """Of one person's rows: nobody but that person sees them, whatever others may see of the purpose (R25)."""

    def column(self, role: Role) -> str | None:
        """Name of the first column with this role."""
        return next((column.name for column in self.columns if column.role == role), None)

    def columns_with(self, role: Role) -> tuple[str, ...]:
        """Names of all columns with this role."""
        return tuple(column.name for column in self.columns if column.role == role)


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one analysis, not yet fit to be shown: only ``disclosure.release`` makes it so."""

    analysis: str
    title: Text
    tables: Mapping[str, Table]
    notes: tuple[Text, ...] = ()
    """What the reader must know: evidence grade, coverage, method."""
