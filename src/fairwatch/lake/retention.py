"""Removing rows: expiry by whole files, erasure by rewriting the files that hold the person, compaction by merging.

No deletion is ever written as a predicate: Delta would keep it, with the person's pseudonym, in the table's log.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import polars as pl

from fairwatch.lake.parquet import StoredFile
from fairwatch.lake.table import Table

SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Held:
    """Rows that must stay although they should go: one subject's, of some days, both included."""

    subject: str
    first_day: dt.date
    last_day: dt.date


def remove(table: Table, files: Sequence[StoredFile], held: Iterable[Held] = ()) -> int:
    """Take files out of the table, but for the rows that are held; returns the number of rows removed."""
    held, whole, removed = tuple(held), [], 0
    for file in files:
        kept = _held_rows(table, file, held)
        if kept.is_empty():
            whole.append(file)
        elif kept.height < file.rows:
            table.commit(kept, policies=table.policies([file]), replacing=[file], ingested_us=file.ingested_us)
        removed += file.rows - kept.height
    if whole:
        table.commit(None, replacing=whole)
    return removed


def erase(table: Table, subject: str, held: Iterable[Held] = ()) -> int:
    """Rewrite each file that holds the subject without their rows, then delete it; returns the rows removed."""
    if SUBJECT not in table.schema():
        return 0
    held, erased = tuple(held), 0
    for file in table.files():
        if subject in _held_on(file, held):
            continue
        if subject in table.read([file], [SUBJECT]).get_column(SUBJECT):
            kept = table.read([file]).filter(pl.col(SUBJECT).ne_missing(subject))
            table.commit(kept, policies=table.policies([file]), replacing=[file], ingested_us=file.ingested_us)
            erased += file.rows - kept.height
    table.vacuum()
    return erased


def erase_others(table: Table, subjects: frozenset[str], held: Iterable[Held] = ()) -> int:
    """Rewrite each file with the rows of these subjects and those that are held, then delete it; returns the rows
    removed."""
    held, erased, has_subjects = tuple(held), 0, SUBJECT in table.schema()
    for file in table.files():
        spared = (subjects | _held_on(file, held)) if has_subjects else frozenset()
        kept = table.read([file]).filter(pl.col(SUBJECT).is_in(sorted(spared))) if spared else None
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


def _held_on(file: StoredFile, held: Iterable[Held]) -> frozenset[str]:
    """Whose rows of the file's day are held."""
    day = file.day
    return frozenset(one.subject for one in held if day and one.first_day <= day <= one.last_day)


def _held_rows(table: Table, file: StoredFile, held: Iterable[Held]) -> pl.DataFrame:
    """The rows of a file that are held; the file is not read when there are none."""
    subjects = _held_on(file, held)
    if not subjects or SUBJECT not in table.schema():
        return pl.DataFrame()
    return table.read([file]).filter(pl.col(SUBJECT).is_in(sorted(subjects)))
