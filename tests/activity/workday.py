"""Building raw rows by hand: what a proxy saw of invented people on one working day (UTC, 9–12 and 13–18 o'clock)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import polars as pl

from fairwatch import columns
from fairwatch.policy import Purpose
from fairwatch.text import Text

DAY = dt.date(2026, 9, 1)
MORNING, AFTERNOON = ("09:00", "12:00"), ("13:00", "18:00")
KEPT = ("ts_us", "span_start_us", "span_end_us", "site", "category", "action", "duration_us", "bytes_down", "grade")
SCHEMA = {name: columns.STORED[name] for name in ("day", "subject", "department", *KEPT)}
CATEGORIES = {
    "daily": "news",
    "wiki": "reference",
    "films": "video",
    "radio": "music",
    "mart": "shopping",
    "jobs": "recruitment",
}

Row = dict[str, Any]


def us(time: str, day: dt.date = DAY) -> int:
    """``"09:30"`` or ``"09:30:15"`` on the day, as UTC microseconds."""
    moment = dt.datetime.combine(day, dt.time.fromisoformat(time), dt.UTC)
    return int(moment.timestamp()) * 1_000_000


def row(
    time: str,
    site: str,
    action: str,
    *,
    day: dt.date = DAY,
    seconds: float = 0,
    size: int | None = 40_000,
    **other: Any,
) -> Row:
    start, end = MORNING if time < "12:30" else AFTERNOON
    return {
        "day": day,
        "subject": "p0001",
        "department": "sales",
        "ts_us": us(time, day),
        "span_start_us": us(start, day),
        "span_end_us": us(end, day),
        "site": site,
        "category": CATEGORIES[site],
        "action": action,
        "duration_us": int(seconds * 1e6),
        "bytes_down": size,
        "grade": "sni" if action == "connection" else "full_url",
    } | other


def view(time: str, site: str, **other: Any) -> Row:
    """A page view whose URL the proxy saw."""
    return row(time, site, "page_view", **other)


def connection(time: str, site: str, **other: Any) -> Row:
    """A tunnel: only the host is seen."""
    return row(time, site, "connection", **other)


def media(start: str, site: str, *, minutes: float, every: int = 10, **other: Any) -> list[Row]:
    """A stream: one piece every so many seconds."""
    return [
        row(start, site, "media", seconds=1, **other) | {"ts_us": us(start) + at * 1_000_000}
        for at in range(0, int(minutes * 60), every)
    ]


def sign(time: str, site: str, **other: Any) -> Row:
    """Something that a page fetched."""
    return row(time, site, "embedded", size=None, **other)


def train(
    start: str, site: str, *, every: float, times: int, jitter: Iterable[float] = (0,), **other: Any
) -> list[Row]:
    """The same request again and again, each late by the next of ``jitter`` (seconds, cycled)."""
    late = list(jitter)
    first = other.pop("make", connection)(start, site, **other)
    return [first | {"ts_us": first["ts_us"] + int((n * every + late[n % len(late)]) * 1e6)} for n in range(times)]


def usual(*own: float, others: Iterable[float] = ()) -> float:
    """Seconds that a page goes on when nobody can see it: what pages of its category and of others held that day."""
    every = [*own, *others]
    of_all = (5 * 60 + sum(every)) / (5 + len(every))
    return (5 * of_all + sum(own)) / (5 + len(own))


def raw(*rows: Row | list[Row]) -> pl.DataFrame:
    """Raw rows as the gate stores them."""
    flat = [one for part in rows for one in (part if isinstance(part, list) else [part])]
    return pl.DataFrame(flat, schema=SCHEMA)


def purpose(kind: str = "work-time", kept: tuple[str, ...] = KEPT) -> Purpose:
    return Purpose(
        id=kind,
        kind=kind,
        version=1,
        version_hash="",
        title=Text("", ""),
        categories=frozenset(),
        actions=frozenset(),
        columns=kept,
        grain="event",
        needs_consent=False,
        individual=True,
        departments=None,
        active_from_us=0,
        active_until_us=2**62,
        raw_hours=48,
        rollup_days=30,
        min_group=10,
        key=b"",
    )
