"""Which registered confidential file a log line is about (R23), and which lines belong to what was done with one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch.file_register import FileRegister

COLUMNS: Final = ("file_name", "file_hash", "former_name")
"""What a file is known by."""
PACKED_WITHIN_US: Final = 3_600_000_000
"""So long after a person did something with a registered file, an archive that they write may hold it."""


def file_id(register: FileRegister) -> pl.Expr:
    """Id in the register of the file in ``COLUMNS``; null of any other file.

    The contents count before the name, and the former name before one that was just given: whoever calls something like
    a registered file has not got that file.

    Each distinct name and digest is hashed once.
    """
    by_name = pl.coalesce("former_name", "file_name").map_batches(partial(_ids, register.id_of), return_dtype=pl.String)
    if not register.contents:
        return by_name
    by_contents = pl.col("file_hash").map_batches(partial(_ids, register.id_of_contents), return_dtype=pl.String)
    return pl.coalesce(by_contents, by_name)


def _ids(id_of: Callable[[str], str | None], values: pl.Series) -> pl.Series:
    found = {one: number for one in values.unique().drop_nulls() if (number := id_of(one))}
    if not found:
        return pl.Series(values.name, [None], dtype=pl.String).new_from_index(0, len(values))
    return values.replace_strict(found, default=None, return_dtype=pl.String)


def soon_after(
    person: npt.NDArray[np.int64], ts: npt.NDArray[np.int64], registered: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Of each line, whether at most ``PACKED_WITHIN_US`` before it the person did something with a registered file.

    Only lines of this batch are looked at: nothing is remembered from one to the next, so at the border of two batches
    an archive may go unseen, never one too many be kept.
    """
    lines = pl.DataFrame({"person": person, "ts": ts}).with_row_index("at")
    known = lines.filter(pl.Series(registered)).select("person", "ts").sort("ts")
    joined = lines.sort("ts").join_asof(
        known.with_columns(before="ts"), on="ts", by="person", tolerance=PACKED_WITHIN_US, check_sortedness=False
    )
    return joined.sort("at")["before"].is_not_null().to_numpy()
