"""The roll-up ``correlations``: where a published correlation was true of a person, by the instants of raw rows.

One row per person, day and correlation, with the quarter of an hour in which it first came true and the most hits of a
span; instants and fingerprints stay behind and go with the raw rows. A span may reach over midnight, so days are looked
at together with those before and after them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

import polars as pl
from ibis import _

from fairwatch import columns
from fairwatch.analyses.correlated import HITS, correlated
from fairwatch.engine import Engine
from fairwatch.lake import RAW, Lake
from fairwatch.policy import PolicySnapshot, Purpose
from fairwatch.rule_list import PART, QUARTER_US, ListedCorrelation

TABLE = "correlations"

_REACH = 2
"""Days. A span is one day at the most, and a shift that begins on a day may end on the next."""

_MINUTE_US = 60_000_000
_ROW: dict[str, pl.DataType | type[pl.DataType]] = {
    name: columns.STORED[name] for name in ("day", "subject", "department", "bucket_us", "detection", "requests")
}
_MARKS = ("day", "subject", "department", "detection", *PART)


def correlate(lake: Lake, engine: Engine, policy: PolicySnapshot, purpose: Purpose, days: Collection[dt.date]) -> None:
    """Look for correlations anew on days with new raw rows, and on those after them whose spans may reach back.

    Rows of before stay where a day in reach is closed, since its hits are gone and can only be missing. To be called
    under the lake's exclusive lock.
    """
    correlations = policy.rule_list.by_instant(purpose.columns)
    if not correlations:
        return
    open_days = set(lake.days(purpose.id, RAW))
    made = {day for day in open_days if any(_reaches(day, one) for one in days)}
    looked_at = sorted(day for day in open_days if any(_reaches(one, day) for one in made))
    quarter_us = max(QUARTER_US, policy.limits.bucket_minutes * _MINUTE_US)
    found = _found(_parts(lake, engine, purpose, looked_at), correlations, quarter_us)
    closed = {day for name, day in lake.closed_days() if name == purpose.id}
    incomplete = [day for day in made if any(_reaches(day, one) for one in closed)]
    if incomplete and TABLE in lake.tables(purpose.id):
        found = pl.concat([found, lake.read(purpose.id, TABLE, incomplete).select(_ROW.keys())])
    first = pl.col("bucket_us").min(), pl.col("department").first(), pl.col("requests").max()
    once = found.group_by("day", "subject", "detection", maintain_order=True).agg(first)
    lake.replace_days(purpose.id, TABLE, made, once.filter(pl.col("day").is_in(made)).select(_ROW.keys()))


def _reaches(later: dt.date, earlier: dt.date) -> bool:
    """Whether a span that ends on the later day may begin on the earlier one."""
    return 0 <= (later - earlier).days <= _REACH


def _parts(lake: Lake, engine: Engine, purpose: Purpose, days: list[dt.date]) -> pl.DataFrame:
    """The raw rows that are parts of correlations (columns ``_MARKS``) of these days."""
    files = lake.files(purpose.id, RAW, days)
    kept = pl.Schema({name: columns.STORED[name] for name in purpose.columns})
    raw = engine.parquet(files.paths, files.days, {**kept, **files.schema})
    return engine.execute(raw.filter(_[PART[0]].notnull()).select(_MARKS))


def _found(parts: pl.DataFrame, correlations: Iterable[ListedCorrelation], quarter_us: int) -> pl.DataFrame:
    """Where they are true, in columns ``_ROW``."""
    named = parts.rename({"hit_us": "at_us", "detection": "rule", "hit_value": "value", "hit_group": "group"})
    found = correlated(named.with_columns(requests=1).select(*HITS), correlations, 1)
    departments = parts.group_by("day", "subject").agg(pl.col("department").sort_by("hit_us").last())
    return (
        found.join(departments, on=["day", "subject"], how="left", maintain_order="left")
        .with_columns(bucket_us=pl.col("at_us") - pl.col("at_us") % quarter_us)
        .select(pl.col(name).cast(kind) for name, kind in _ROW.items())
    )
