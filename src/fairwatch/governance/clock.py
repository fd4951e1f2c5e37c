"""Moments and days. Every service takes ``now``, so that tests and rehearsals can travel in time."""

from __future__ import annotations

import calendar
import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def moment(now: dt.datetime | None) -> dt.datetime:
    """``now`` in UTC; the real time when it is None. A time without a zone is a fault of the caller."""
    if now is None:
        return dt.datetime.now(dt.UTC)
    if now.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return now.astimezone(dt.UTC)


def microseconds(at: dt.datetime) -> int:
    """UTC microseconds since 1970, exactly (a float timestamp would round)."""
    return (at - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def midnight(day: dt.date, time_zone: str) -> dt.datetime:
    """The first instant of a local day, in UTC."""
    return dt.datetime.combine(day, dt.time(), ZoneInfo(time_zone)).astimezone(dt.UTC)


def day_after_waiting(day: dt.date, days: int) -> dt.date:
    """The first day after a period of ``days``: the starting day does not count (Civil Code art. 201)."""
    return day + dt.timedelta(days=days + 1)


def is_time_zone(name: str) -> bool:
    """Whether this is the name of an IANA time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(name)


def local_day(at: dt.datetime, time_zone: str) -> dt.date:
    """The day on the wall of somebody in that time zone."""
    return at.astimezone(ZoneInfo(time_zone)).date()


def months_later(at: dt.datetime, months: int) -> dt.datetime:
    """The same day some months on; the last day of the month where it has no such day."""
    year, month = divmod(at.month - 1 + months, 12)
    first = at.replace(year=at.year + year, month=month + 1, day=1)
    last_day = calendar.monthrange(first.year, first.month)[1]
    return first.replace(day=min(at.day, last_day))
