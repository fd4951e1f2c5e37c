"""Work on the distinct values of a column, which are few, instead of on every row."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt
import polars as pl


def by_distinct(values: pl.Series, clean: Callable[[pl.Series], pl.DataFrame]) -> pl.DataFrame:
    """Apply ``clean`` to the distinct values (not null) and give its columns for every row; null where the value is.

    ``clean`` returns a frame of the same height as what it gets.
    """
    codes, distinct = coded(values)
    return clean(distinct).select(pl.all().gather(codes))


def coded(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """A number for each value (unsigned; null where it is null), and the distinct values that they count from 0.

    Of an Enum these are all that it could have, for they are numbered already.
    """
    if isinstance(values.dtype, pl.Enum):
        return values.to_physical(), values.dtype.categories.alias("distinct")
    # A private name space: numbers count from 0, and the strings are forgotten with the values.
    numbers = values.cast(pl.Categorical(pl.Categories.random())).to_physical()
    highest = numbers.max()
    count = highest + 1 if isinstance(highest, int) else 0
    one_of_each = np.zeros(count + 1, np.int64)
    one_of_each[numbers.fill_null(count).to_numpy()] = np.arange(len(values))
    return numbers, values.gather(one_of_each[:count]).alias("distinct")


def among_values(values: pl.Series, wanted: Iterable[str]) -> npt.NDArray[np.bool_]:
    """Whether each value is one of these; false where it is null."""
    codes, distinct = coded(values)
    flags = np.append(distinct.is_in(sorted(wanted)).to_numpy(), False)
    if codes.null_count():
        codes = codes.cast(pl.UInt32).fill_null(len(distinct))
    return flags.take(codes.to_numpy())


def decoded(values: pl.Series, marks: str, decode: Callable[[str], str]) -> pl.Series:
    """The values, with ``decode`` applied to those in which the regular expression ``marks`` finds something."""
    marked = values.str.contains(marks).fill_null(value=False)
    if not marked.any():
        return values
    old = values.filter(marked).unique()
    return values.replace(old, pl.Series([decode(value) for value in old], dtype=pl.String))
