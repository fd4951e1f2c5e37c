"""Working hours: shift, calendar, leave and overtime of one person -> instants (R14).

Everything unknown is not working time: no shift, an unknown calendar or time zone, a date the calendar does not cover.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from fairwatch.policy import Calendar, Shift, Span

Interval = tuple[int, int, dt.date]
"""Start and end (exclusive) in µs, and the working day they belong to."""

Block = tuple[int, int]
"""Start and end (exclusive) of a leave or overtime in µs."""

EPOCH = dt.date(1970, 1, 1)
"""Days are counted from here."""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """What decides a person's working hours; people with equal schedules share one look-up."""

    shift: Shift | None
    zone: ZoneInfo | None
    leave: tuple[Block, ...] = ()
    overtime: tuple[Block, ...] = ()


def working_intervals(schedule: Schedule, calendars: Mapping[str, Calendar], days: Iterable[dt.date]) -> list[Interval]:
    """Working intervals whose working day is among ``days``: sorted, not overlapping, breaks and leave cut out.

    The working day is the local day on which the shift began, also for what lies after midnight; overtime belongs to
    the local day on which the overtime began. Leave wins over everything, also over overtime.
    """
    if schedule.shift is None or schedule.zone is None:
        return []
    days = set(days)
    planned = [
        (*_instants(day, span, schedule.zone), day)
        for day in sorted(days)
        for span in spans_on(schedule.shift, calendars, day) or ()
    ]
    intervals = _without_overlaps(planned)
    for start, end in schedule.overtime:
        day = (_EPOCH + start * _MICROSECOND).astimezone(schedule.zone).date()
        if day in days and spans_on(schedule.shift, calendars, day) is not None:
            intervals += _cut([(start, end, day)], [(begin, stop) for begin, stop, _ in intervals])
    return sorted(_cut(intervals, schedule.leave))


def spans_on(shift: Shift, calendars: Mapping[str, Calendar], day: dt.date) -> tuple[Span, ...] | None:
    """Working spans of one local day; None when it is not known whether the day is worked.

    A weekend day that is worked instead of another (调休) has the spans of its own weekday if the shift has any, else
    those of the shift's first working weekday: which day it replaces is not in the calendar.
    """
    own = shift.spans[day.weekday()]
    if shift.calendar is None:
        return own
    calendar = calendars.get(shift.calendar)
    if calendar is None or not calendar.first_day <= day <= calendar.last_day:
        return None
    if day in calendar.off:
        return ()
    if day in calendar.worked:
        return own or next(filter(None, shift.spans), ())
    return own


def _instants(day: dt.date, span: Span, zone: ZoneInfo) -> tuple[int, int]:
    """The instants of a span of local wall-clock minutes.

    Where the clock is put forward or back, a wall time has two readings (``fold``, PEP 495). The start takes the later
    and the end the earlier one, so that only time counts that is working time under both.
    """
    return max(_readings(day, span[0], zone)), min(_readings(day, span[1], zone))


def _readings(day: dt.date, minute: int, zone: ZoneInfo) -> tuple[int, int]:
    wall = dt.datetime.combine(day, dt.time(), zone) + dt.timedelta(minutes=minute)  # wall-clock arithmetic
    return (wall - _EPOCH) // _MICROSECOND, (wall.replace(fold=1) - _EPOCH) // _MICROSECOND


def _without_overlaps(intervals: list[Interval]) -> list[Interval]:
    """Sorted; what two of them share belongs to the earlier one. Empty ones are left out."""
    clean: list[Interval] = []
    free_from = -(2**62)
    for start, end, day in sorted(intervals):
        if max(start, free_from) < end:
            clean.append((max(start, free_from), end, day))
            free_from = end
    return clean


def _cut(intervals: list[Interval], blocks: Iterable[Block]) -> list[Interval]:
    """What remains of the intervals outside the blocks."""
    for start, end in blocks:
        if start >= end:
            continue
        intervals = [
            (first, last, day)
            for begin, stop, day in intervals
            for first, last in ((begin, min(stop, start)), (max(begin, end), stop))
            if first < last
        ]
    return intervals
