"""The organisation's own clock. Engines disagree about time zones, so the offsets are computed here, per period."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from fairwatch.engine import floor_divide, modulo

HOUR_US = 3_600_000_000
_STEP = dt.timedelta(minutes=15)


def local_hour(ts_us: ir.IntegerValue, zone: str, period: tuple[dt.date, dt.date]) -> ir.IntegerValue:
    """Hour of the day (0–23) in ``zone`` of an instant in UTC µs that lies in ``period``."""
    (_, first), *changes = offsets(zone, period)
    offset: ir.IntegerValue = ibis.literal(first, "int64")
    for start_us, change in changes:
        offset = ibis.ifelse(ts_us >= start_us, change, offset)
    return modulo(floor_divide(ts_us + offset, HOUR_US), 24)


def offsets(zone: str, period: tuple[dt.date, dt.date]) -> list[tuple[int, int]]:
    """(from when on in UTC µs, offset from UTC in µs), ascending; reaches a day beyond the period on both sides."""
    first, last = (dt.datetime.combine(day, dt.time(), dt.UTC) for day in period)
    moments = [first - dt.timedelta(1)]
    while moments[-1] < last + dt.timedelta(2):
        moments.append(moments[-1] + _STEP)
    here = ZoneInfo(zone)
    found = [
        (_us(moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)), _us(moment.astimezone(here).utcoffset()))
        for moment in moments
    ]
    return [found[0], *(after for before, after in pairwise(found) if after[1] != before[1])]


def _us(span: dt.timedelta | None) -> int:
    return (span or dt.timedelta()) // dt.timedelta(microseconds=1)
