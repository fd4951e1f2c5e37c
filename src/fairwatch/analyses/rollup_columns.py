"""The columns of the roll-ups (docs/architecture.md, "Roll-ups"), for purposes that have no rows yet."""

from __future__ import annotations

import polars as pl

from fairwatch import columns

RollUp = tuple[str, str]
"""(purpose kind, table)."""

_WHO = ("day", "subject", "department")
_COLUMNS: dict[RollUp, tuple[str, ...]] = {
    ("traffic", "buckets"): ("bucket_us", "site", "category", "bytes_up", "bytes_down", "requests", "blocked"),
    ("work-time", "buckets"): ("bucket_us", "site", "category", "grade", "low_s", "point_s", "high_s", "views"),
    ("work-time", "visits"): ("site", "category", "start_us", "end_us", "views", "point_s", "grade"),
    ("departure-group", "days"): (),
    ("departure-self", "events"): ("ts_us", "site", "action", "grade"),
    ("departure-self", "visits"): ("site", "category", "start_us", "end_us", "views", "point_s", "grade"),
    ("leak", "buckets"): (
        *("bucket_us", "category", "action", "device_class"),
        *("bytes_up", "requests", "registered", "file"),
    ),
    ("violations", "buckets"): (
        *("bucket_us", "site", "category", "action"),
        *("requests", "blocked", "bytes_up", "bytes_down", "detection"),
    ),
    ("violations", "correlations"): ("bucket_us", "detection", "requests"),
    ("violations", "quotas"): (
        *("bucket_us", "limited", "category", "action"),
        *("bytes", "low_s", "high_s", "most_bytes", "most_s"),
    ),
}
_TYPES = columns.STORED | dict.fromkeys(("low_s", "point_s", "high_s"), pl.Float64)
_TYPES |= {"most_s": pl.Float64, "limited": pl.String}
_TYPES |= dict.fromkeys(("start_us", "end_us", "views", "bytes", "most_bytes"), pl.Int64)


def schemas() -> dict[RollUp, pl.Schema]:
    """Columns and types of every roll-up."""
    return {key: pl.Schema({name: _TYPES[name] for name in (*_WHO, *names)}) for key, names in _COLUMNS.items()}


def empty(kind: str, table: str) -> pl.DataFrame | None:
    """A roll-up without rows; None when there is no such roll-up."""
    schema = schemas().get((kind, table))
    return None if schema is None else pl.DataFrame(schema=schema)
