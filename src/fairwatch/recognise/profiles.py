"""The distinct profiles of a batch: what rules can be decided on once instead of row by row.

A batch of 300,000 rows has a few thousand combinations of category, method, status, MIME type and so on. Each row gets
the number of its combination, and the combinations become one small table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Codes = npt.NDArray[np.integer[Any]]

COMFORTABLE_SLOTS = 1 << 18
"""Up to here codes are combined without compacting them in between: the lookup table fits the processor's cache."""
MOST_SLOTS = 1 << 22
"""Largest lookup table (32 MiB); larger key spaces, which real logs do not have, are sorted instead."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A column as small integers: one code per row, and the value that each code stands for."""

    codes: Codes
    values: pl.Series

    @classmethod
    def strings(cls, frame: pl.DataFrame, *names: str) -> list[Coded]:
        """Codes of string columns; null is a value like any other. The columns are hashed side by side."""
        # A private name space each: codes count from 0, and the strings are forgotten with the batch.
        spaces = {name: pl.Categorical(pl.Categories.random()) for name in names if not _is_empty(frame[name])}
        numbers = frame.select(pl.col(name).cast(space).to_physical() for name, space in spaces.items())
        return [
            cls._of_dense(frame[name], numbers[name]) if name in spaces else cls._nothing(frame.height)
            for name in names
        ]

    @classmethod
    def of_few(cls, frame: pl.DataFrame, name: str) -> Coded:
        """Codes of a string column that nearly always says the same in all rows, which comparing tells faster."""
        column = frame[name].cast(pl.String)
        if _is_empty(column):
            return cls._nothing(frame.height)
        if column.null_count() == 0 and (column == column[0]).all():
            return cls(np.zeros(frame.height, dtype=np.uint8), column[:1])
        return cls.strings(frame, name)[0]

    @classmethod
    def _nothing(cls, height: int) -> Coded:
        """Of a column that the log does not have."""
        return cls(np.zeros(height, dtype=np.uint8), pl.Series([None], dtype=pl.String))

    @classmethod
    def _of_dense(cls, column: pl.Series, numbers: pl.Series) -> Coded:
        highest = numbers.max()
        count = highest + 1 if isinstance(highest, int) else 0
        codes = numbers.fill_null(count).to_numpy().astype(np.int64)  # numpy looks up nothing faster
        values = column.gather(_representatives(codes, count + 1)[:count]) if count else column.clear()
        return cls(codes, values.extend_constant(None, 1))

    @classmethod
    def of(cls, column: pl.Series) -> Coded:
        """Codes of an Enum, Boolean or integer column; null is a value like any other."""
        if isinstance(column.dtype, pl.Enum):
            numbers, values = column.to_physical(), column.dtype.categories.cast(column.dtype)
        elif column.dtype == pl.Boolean:
            numbers, values = column.cast(pl.UInt8), pl.Series([False, True])
        else:
            return cls._of_numbers(column)
        if column.null_count():
            numbers = numbers.cast(pl.Int32).fill_null(len(values))
        return cls(numbers.to_numpy(), values.extend_constant(None, 1))

    @classmethod
    def _of_numbers(cls, column: pl.Series) -> Coded:
        lowest, highest = column.min(), column.max()
        if not isinstance(lowest, int) or not isinstance(highest, int):
            return cls(np.zeros(len(column), dtype=np.int32), column.clear().extend_constant(None, 1))
        span = highest - lowest + 1
        codes, count = _compact((column.cast(pl.Int64) - lowest).fill_null(span).to_numpy(), span + 1)
        return cls(codes, column.gather(_representatives(codes, count)))

    def mapped(self, values: pl.Series) -> Coded:
        """The column with each distinct value replaced by one of an Enum; equal new values share one code."""
        new = Coded.of(values)
        return Coded(new.codes[self.codes], new.values)


@dataclass(frozen=True, slots=True)
class Profiles:
    """``ids[row]`` is the row of ``table`` that describes the row of the batch."""

    ids: Codes
    table: pl.DataFrame

    @classmethod
    def of(cls, fields: Mapping[str, Coded], height: int) -> Profiles:
        """The combinations that occur in ``height`` rows of the given columns."""
        ids: Codes = np.zeros(height, dtype=np.int64)
        slots = 1
        for field in fields.values():
            choices = int(field.codes.max(initial=0)) + 1
            if slots * choices > COMFORTABLE_SLOTS:
                ids, slots = _compact(ids, slots)
            if choices > 1:
                ids, slots = ids * choices + field.codes, slots * choices
        ids, count = _compact(ids, slots)
        rows = _representatives(ids, count)
        return cls(ids, pl.DataFrame({name: field.values.gather(field.codes[rows]) for name, field in fields.items()}))


def _is_empty(column: pl.Series) -> bool:
    return column.null_count() == len(column)


def _compact(codes: Codes, slots: int) -> tuple[Codes, int]:
    """The codes renumbered 0…count-1 in their order, and the count. All codes are below ``slots``."""
    if slots > MOST_SLOTS:
        distinct, dense = np.unique(codes, return_inverse=True)
        return dense.astype(np.int64), len(distinct)
    used = np.zeros(slots, dtype=np.bool_)
    used[codes] = True
    renumbered = np.cumsum(used) - 1
    return renumbered[codes], int(np.count_nonzero(used))


def _representatives(codes: Codes, count: int) -> Codes:
    """For each code one row that has it."""
    rows = np.zeros(count, dtype=np.int64)
    rows[codes] = np.arange(len(codes))
    return rows
