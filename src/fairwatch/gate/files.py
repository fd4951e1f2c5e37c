"""Which registered confidential file a log line is about (R23)."""

from __future__ import annotations

from functools import partial

import polars as pl

from fairwatch.file_register import FileRegister


def file_id(register: FileRegister) -> pl.Expr:
    """Id in the register of the file in ``file_name``; null of any other file. Each distinct name is hashed once."""
    return pl.col("file_name").map_batches(partial(_ids, register), return_dtype=pl.String)


def _ids(register: FileRegister, names: pl.Series) -> pl.Series:
    found = {name: number for name in names.unique().drop_nulls() if (number := register.id_of(name))}
    if not found:
        return pl.Series(names.name, [None], dtype=pl.String).new_from_index(0, len(names))
    return names.replace_strict(found, default=None, return_dtype=pl.String)
