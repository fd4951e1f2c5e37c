"""schedule.csv: ``record,shift,person,weekdays,hours,breaks,calendar,start,end``."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path

from fairwatch.governance import calendars, csv_rows
from fairwatch.governance.csv_rows import Row
from fairwatch.policy import Span
from fairwatch.text import Text

COLUMNS = ("record", "shift", "person", "weekdays", "hours", "breaks", "calendar", "start", "end")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY = 24 * 60
_HOURS = re.compile(r"([0-2]\d):([0-5]\d)-([0-2]\d):([0-5]\d)")


@dataclass(slots=True)
class ShiftRecord:
    """A weekly pattern, breaks cut out; ``spans[0]`` is Monday. Several lines of one shift add up."""

    calendar: str
    spans: list[list[Span]] = field(default_factory=lambda: [[] for _ in WEEKDAYS])


@dataclass(frozen=True, slots=True)
class ExceptionRecord:
    """Leave or overtime in the person's local time."""

    person: str
    kind: str
    start: dt.datetime
    end: dt.datetime


@dataclass(slots=True)
class Roster:
    """The whole file. ``assigned`` maps a person to a shift. ``rows`` says where a person was first mentioned."""

    shifts: dict[str, ShiftRecord] = field(default_factory=dict)
    assigned: dict[str, str] = field(default_factory=dict)
    exceptions: set[ExceptionRecord] = field(default_factory=set)
    rows: dict[str, Row] = field(default_factory=dict)


def read(path: Path) -> Roster:
    """The whole file, checked; the first bad line is a ``ConfigError``. A shift must stand before its assignments."""
    roster = Roster()
    for row in csv_rows.read(path, COLUMNS):
        match row["record"]:
            case "shift":
                _add_shift(roster, row)
            case "assign":
                _assign(roster, row)
            case "leave" | "overtime":
                roster.exceptions.add(_exception(row))
                roster.rows.setdefault(row["person"], row)
            case _:
                raise row.wrong(
                    "record", Text("应为 shift、assign、leave 或 overtime", "must be shift, assign, leave or overtime")
                )
    return roster


def _add_shift(roster: Roster, row: Row) -> None:
    name, calendar = row.required("shift"), row["calendar"]
    if calendar and not calendars.is_known(calendar):
        raise row.wrong(
            "calendar",
            Text("未知的节假日历", "unknown holiday calendar"),
            Text(
                "写国家代码，如 cn、de；连续运转的班次留空",
                "a country code like cn or de; empty for continuous operation",
            ),
        )
    shift = roster.shifts.setdefault(name, ShiftRecord(calendar))
    if shift.calendar != calendar:
        raise row.wrong("calendar", Text("同一班次的日历须一致", "all lines of a shift need the same calendar"))
    hours = _span(row, "hours", row.required("hours"))
    working = _without_breaks(row, hours, [_span(row, "breaks", text) for text in row.items("breaks")])
    for day in _weekdays(row):
        if shift.spans[day]:
            raise row.wrong("weekdays", Text("该班次的这一天已有时间", "the shift already has hours on this weekday"))
        shift.spans[day] = working
    if _overlaps_next_day(shift):
        raise row.wrong("hours", Text("与次日的工作时间重叠", "the hours run into those of the next day"))


def _weekdays(row: Row) -> list[int]:
    days: list[int] = []
    for part in row.required("weekdays").split(","):
        first, _, last = part.strip().partition("-")
        try:
            start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        except ValueError:
            start, end = 1, 0
        if start > end or set(days) & set(range(start, end + 1)):
            raise row.wrong(
                "weekdays",
                Text("星期格式不对", "not a list of weekdays"),
                Text("写成 Mon-Fri 或 Mon,Wed,Sat", "write it like Mon-Fri or Mon,Wed,Sat"),
            )
        days += range(start, end + 1)
    return days


def _span(row: Row, column: str, text: str) -> Span:
    """``09:00-18:00`` as minutes; an end before the start is on the next day."""
    found = _HOURS.fullmatch(text.strip())
    if found:
        hour1, minute1, hour2, minute2 = map(int, found.groups())
        start, end = hour1 * 60 + minute1, hour2 * 60 + minute2
        if start < DAY and end <= DAY and start != end:
            return (start, end) if end > start else (start, end + DAY)
    raise row.wrong(
        column, Text("时间段格式不对", "not a span of time"), Text("写成 09:00-18:00", "write it like 09:00-18:00")
    )


def _without_breaks(row: Row, hours: Span, breaks: list[Span]) -> list[Span]:
    """The hours with the breaks cut out. A break of a night shift may lie after midnight."""
    start, end = hours
    working: list[Span] = []
    placed = sorted((first, last) if first >= start else (first + DAY, last + DAY) for first, last in breaks)
    for first, last in placed:
        if first < start or last > end:
            raise row.wrong("breaks", Text("休息须在工作时间内且不重叠", "breaks must lie inside the hours and apart"))
        if first > start:
            working.append((start, first))
        start = last
    return [*working, (start, end)] if start < end else working


def _overlaps_next_day(shift: ShiftRecord) -> bool:
    return any(
        today and tomorrow and today[-1][1] - DAY > tomorrow[0][0]
        for today, tomorrow in zip(shift.spans, [*shift.spans[1:], shift.spans[0]], strict=True)
    )


def _assign(roster: Roster, row: Row) -> None:
    person, shift = row.required("person"), row.required("shift")
    if shift not in roster.shifts:
        raise row.wrong(
            "shift", Text("没有这个班次", "there is no such shift"), Text("先写班次", "put the shift before it")
        )
    if person in roster.assigned:
        raise row.wrong("person", Text("此人已有班次", "the person already has a shift"))
    roster.assigned[person] = shift
    roster.rows.setdefault(person, row)


def _exception(row: Row) -> ExceptionRecord:
    start, end = _local_time(row, "start"), _local_time(row, "end")
    if end <= start:
        raise row.wrong("end", Text("结束须晚于开始", "the end must be after the start"))
    return ExceptionRecord(row.required("person"), row["record"], start, end)


def _local_time(row: Row, column: str) -> dt.datetime:
    try:
        value = dt.datetime.fromisoformat(row[column])
    except ValueError:
        value = None
    if value is None or value.tzinfo:
        raise row.wrong(
            column,
            Text("不是当地时间", "not a local time"),
            Text("写成 2026-09-01T09:00", "write it like 2026-09-01T09:00"),
        )
    return value
