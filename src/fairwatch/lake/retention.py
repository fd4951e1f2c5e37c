"""Removing rows: expiry by whole files, erasure by rewriting the files that hold the person, compaction by merging.

No deletion is ever written as a predicate: Delta would keep it, with the person's pseudonym, in the table's log.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import polars as pl

from fairwatch.lake.parquet import StoredFile
from fairwatch.lake.table import Table

SUBJECT = "subject"


def remove(table: Table, files: Sequence[StoredFile]) -> int:
    """Take files out of the table; returns the number of their rows."""
    if files:
        table.commit(None, replacing=files)
    return sum(file.rows for file in files)


def erase(table: Table, subject: str) -> int:
    """Rewrite each file that holds the subject without their rows, then delete it; returns the rows removed."""
    if SUBJECT not in table.schema():
        return 0
    erased = 0
    for file in table.files():
        if subject in table.read([file], [SUBJECT]).get_column(SUBJECT):
            kept = table.read([file]).filter(pl.col(SUBJECT).ne_missing(subject))
            table.commit(kept, policies=table.policies([file]), replacing=[file], ingested_us=file.ingested_us)
            erased += file.rows - kept.height
    table.vacuum()
    return erased


def erase_others(table: Table, subjects: frozenset[str]) -> int:
    """Rewrite each file with the rows of these subjects only, then delete it; returns the rows removed."""
    spared = pl.col(SUBJECT).is_in(sorted(subjects)) if SUBJECT in table.schema() else pl.lit(value=False)
    erased = 0
    for file in table.files():
        kept = table.read([file]).filter(spared) if subjects else None
        table.commit(kept, policies=table.policies([file]), replacing=[file], ingested_us=file.ingested_us)
        erased += file.rows - (kept.height if kept is not None else 0)
    table.vacuum()
    return erased


def compact(table: Table) -> int:
    """One file per day. The merged file is as old as its oldest part, so that no row outlives its time."""
    merged = 0
    for _, day_files in groupby(table.files(), key=lambda file: file.day):
        files = list(day_files)
        if len(files) > 1:
            table.commit(
                table.read(files),
                policies=table.policies(files),
                replacing=files,
                ingested_us=min(file.ingested_us for file in files),
                same_rows=True,
            )
            merged += len(files) - 1
    return merged
