"""Correcting stored rows: a person's rows of a day and site get another category, or go (R37).

As with erasure, each file that holds such rows is rewritten and the old one leaves the disk; it stays as old as it was.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from fairwatch.lake.retention import SUBJECT
from fairwatch.lake.table import Table

_SITE, _CATEGORY = "site", "category"


@dataclass(frozen=True, slots=True)
class Correction:
    """Which rows are wrong, and what they really were."""

    subject: str
    day: dt.date | None = None
    """None: every day."""
    site: str | None = None
    """None: every site. A table without sites has all rows of the day corrected."""
    category: str | None = None
    """None: the rows go, as they do in a table without categories."""


def correct(table: Table, correction: Correction) -> int:
    """Correct the rows of one table; returns how many were changed or removed."""
    schema = table.schema()
    if SUBJECT not in schema:
        return 0
    wrong = pl.col(SUBJECT).eq_missing(correction.subject)
    if correction.site is not None and _SITE in schema:
        wrong &= pl.col(_SITE).eq_missing(correction.site)
    relabel = correction.category is not None and correction.site is not None and {_SITE, _CATEGORY} <= schema.keys()
    if relabel:
        wrong &= pl.col(_CATEGORY).ne_missing(correction.category)
    corrected = 0
    for file in table.files(None if correction.day is None else [correction.day]):
        rows = table.read([file])
        found = rows.select(wrong.sum()).item()
        if not found:
            continue
        if relabel:
            right = rows.with_columns(
                pl.when(wrong).then(pl.lit(correction.category)).otherwise(_CATEGORY).alias(_CATEGORY)
            )
        else:
            right = rows.remove(wrong)
        table.commit(right, policies=table.policies([file]), replacing=[file], ingested_us=file.ingested_us)
        corrected += found
    table.vacuum()
    return corrected
