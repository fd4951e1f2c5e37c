"""One registered file through its steps: fetched, renamed and sent outside by the same person within a day.

A single file is no collection, and a registered file that is sent is a finding by itself. That it was given another
name in between makes a sequence of it, however few they are: whatever the name, the file is known (``gate.renames``).
"""

from __future__ import annotations

import polars as pl

COLLECTING = ("download", "collect")
WITHIN_US = 24 * 3_600_000_000


def followed(events: pl.DataFrame) -> pl.DataFrame:
    """Per person and day of fetching: ``subject``, ``collected_on``, ``files`` (so many), ``first_us`` and ``last_us``
    (when they were fetched), ``packed_us`` (the first renaming), ``action`` and ``category`` of the fetching.

    ``events``: as of ``leak_sequence.sequences``.
    """
    fetched = _of_files(events, pl.col("action").is_in(COLLECTING), "fetched_us", "day", "action", "category")
    renamed = _of_files(events, pl.col("action") == "rename", "renamed_us")
    sent = _of_files(events, (pl.col("action") == "upload") & pl.col("outside"), "sent_us")
    until = pl.col("fetched_us") + WITHIN_US
    return (
        fetched.join(renamed, on=["subject", "file"])
        .filter(pl.col("renamed_us") >= pl.col("fetched_us"))
        .join(sent, on=["subject", "file"])
        .filter(pl.col("sent_us").is_between("renamed_us", until))
        .group_by("subject", collected_on="day")
        .agg(
            files=pl.col("file").n_unique().cast(pl.Int64),
            first_us=pl.col("fetched_us").min(),
            last_us=pl.col("fetched_us").max(),
            packed_us=pl.col("renamed_us").min(),
            action=pl.col("action").min(),
            category=pl.col("category").min(),
        )
    )


def _of_files(events: pl.DataFrame, step: pl.Expr, when: str, *more: str) -> pl.DataFrame:
    """Quarter hours in which such a step was taken with a registered file."""
    return events.filter(step, pl.col("file").is_not_null()).select(
        "subject", "file", *more, pl.col("bucket_us").alias(when)
    )
