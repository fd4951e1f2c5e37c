"""Importing schedule.csv."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.governance.sample import NOW, SCHEDULE, SCHEDULE_HEADER

from fairwatch.errors import ConfigError
from fairwatch.governance import schedule_file
from fairwatch.governance.clock import microseconds
from fairwatch.governance.models import Shift, ShiftAssignment, TimeException
from fairwatch.governance.services import schedules
from fairwatch.governance.services.summary import Summary

Write = Callable[[str, str], Path]


def spans(write: Write, *lines: str) -> list[list[tuple[int, int]]]:
    text = "\n".join([SCHEDULE_HEADER, *lines]) + "\n"
    return schedule_file.read(write("schedule.csv", text)).shifts["x"].spans


def test_several_lines_of_a_shift_add_up(write: Write) -> None:
    week = spans(write, "shift,x,,Mon-Fri,09:00-18:00,,cn,,", "shift,x,,Sat,09:00-12:00,,cn,,")
    assert week[4:] == [[(540, 1080)], [(540, 720)], []]


def test_breaks_are_cut_out_in_any_order(write: Write) -> None:
    week = spans(write, "shift,x,,Mon,09:00-18:00,15:00-15:15;12:00-13:00,,,")
    assert week[0] == [(540, 720), (780, 900), (915, 1080)]


def test_a_break_may_begin_or_end_the_day(write: Write) -> None:
    assert spans(write, "shift,x,,Mon,09:00-18:00,09:00-09:30;17:00-18:00,,,")[0] == [(570, 1020)]


def test_a_day_may_end_at_midnight(write: Write) -> None:
    assert spans(write, "shift,x,,Mon,16:00-24:00,,,,")[0] == [(960, 1440)]


BAD_LINES = {
    "unknown record": "holiday,,p0001,,,,,,",
    "unknown weekday": "shift,x,,Monday,09:00-18:00,,,,",
    "weekdays backwards": "shift,x,,Fri-Mon,09:00-18:00,,,,",
    "weekday twice": 'shift,x,,"Mon-Wed,Tue",09:00-18:00,,,,',
    "no hours": "shift,x,,Mon,,,,,",
    "hour 25": "shift,x,,Mon,09:00-25:00,,,,",
    "empty span": "shift,x,,Mon,09:00-09:00,,,,",
    "break outside": "shift,x,,Mon,09:00-18:00,18:30-19:00,,,",
    "breaks overlap": "shift,x,,Mon,09:00-18:00,12:00-13:00;12:30-14:00,,,",
    "unknown calendar": "shift,x,,Mon,09:00-18:00,,atlantis,,",
    "shift again with another calendar": "shift,day,,Sat,09:00-18:00,,de,,",
    "shift again on the same day": "shift,day,,Mon,19:00-20:00,,cn,,",
    "runs into the next day": "shift,x,,Mon-Tue,05:00-04:00,,,,\nshift,x,,Wed,03:00-04:00,,,,",
    "assigned to no shift": "assign,x,p0003,,,,,,",
    "assigned twice": "assign,day,p0001,,,,,,",
    "assigned to nobody": "assign,day,,,,,,,",
    "stranger assigned": "assign,day,p9999,,,,,,",
    "leave of a stranger": "leave,,p9999,,,,,2026-09-07T09:00,2026-09-08T09:00",
    "leave ends before it starts": "leave,,p0001,,,,,2026-09-08T09:00,2026-09-07T09:00",
    "leave without a time": "leave,,p0001,,,,,,2026-09-07T09:00",
    "leave with an offset": "leave,,p0001,,,,,2026-09-07T09:00+08:00,2026-09-08T09:00",
}


@pytest.mark.parametrize("lines", BAD_LINES.values(), ids=BAD_LINES.keys())
def test_a_bad_line_changes_nothing_and_is_named_without_an_identity(
    organisation: None, write: Write, lines: str
) -> None:
    before = list(ShiftAssignment.objects.values_list("person__key", "shift__name"))
    changed = SCHEDULE.replace("assign,day,p0002", "assign,night,p0002") + lines + "\n"
    with pytest.raises(ConfigError) as error:
        schedules.import_schedule(write("schedule.csv", changed), now=NOW)
    assert str(error.value.where).startswith(("schedule.csv:9", "schedule.csv:10"))
    assert "p9999" not in error.value.message("en")
    assert list(ShiftAssignment.objects.values_list("person__key", "shift__name")) == before


def test_r14_somebody_the_roster_no_longer_assigns_has_no_known_schedule(organisation: None, write: Write) -> None:
    roster = "\n".join(line for line in SCHEDULE.splitlines() if not line.startswith("assign,day,p0002"))
    assert schedules.import_schedule(write("schedule.csv", roster), now=NOW).removed == 1
    assert not ShiftAssignment.objects.filter(person__key="p0002").exists()


def test_a_shift_may_be_changed_or_dropped(organisation: None, write: Write) -> None:
    roster = SCHEDULE.replace("09:00-18:00", "08:00-17:00")
    assert schedules.import_schedule(write("schedule.csv", roster), now=NOW).changed == 1
    assert Shift.objects.get(name="day").spans[0] == [[480, 720], [780, 1020]]
    only_day = "\n".join(line for line in SCHEDULE.splitlines() if "night" not in line)
    schedules.import_schedule(write("schedule.csv", only_day), now=NOW)
    assert list(Shift.objects.values_list("name", flat=True)) == ["day"]


def test_the_same_roster_again_changes_nothing(organisation: None, write: Write) -> None:
    assert schedules.import_schedule(write("schedule.csv", SCHEDULE), now=NOW) == Summary(unchanged=7)


def test_r14_leave_that_has_begun_stays_and_future_leave_may_be_corrected(organisation: None, write: Write) -> None:
    without = "\n".join(line for line in SCHEDULE.splitlines() if not line.startswith(("leave", "overtime")))
    during = dt.datetime(2026, 9, 7, 12, tzinfo=dt.UTC)
    schedules.import_schedule(write("schedule.csv", without), now=during)
    assert [row.kind for row in TimeException.objects.all()] == ["leave"]
    schedules.import_schedule(
        write(
            "schedule.csv",
            SCHEDULE.replace("2026-09-07T09:00", "2026-10-07T09:00").replace("2026-09-08T18:00", "2026-10-08T18:00"),
        ),
        now=during,
    )
    assert TimeException.objects.filter(kind="leave").count() == 2
    schedules.import_schedule(write("schedule.csv", without), now=during)
    assert TimeException.objects.filter(kind="leave").count() == 1


def test_r14_where_the_clock_is_set_back_leave_is_the_longer_and_overtime_the_shorter_reading(
    organisation: None, write: Write
) -> None:
    # In Berlin, 02:30 on 25 October 2026 occurs twice, an hour apart.
    lines = [
        "leave,,p0007,,,,,2026-10-25T02:30,2026-10-25T09:00",
        "overtime,,p0007,,,,,2026-10-25T02:30,2026-10-25T09:00",
    ]
    schedules.import_schedule(write("schedule.csv", SCHEDULE + "\n".join(lines) + "\n"), now=NOW)
    found = {row.kind: row for row in TimeException.objects.filter(person__key="p0007")}
    first = microseconds(dt.datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")))
    assert found["leave"].start_us == first
    assert found["overtime"].start_us == first + 3_600_000_000
    assert found["leave"].end_us == found["overtime"].end_us


minutes = st.integers(0, 24 * 60 - 1)


def clock_time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@settings(max_examples=80, deadline=None)
@given(start=minutes, end=minutes, cuts=st.lists(st.tuples(minutes, minutes), max_size=3))
def test_spans_lie_inside_the_hours_are_ordered_and_avoid_every_break(
    tmp_path_factory: pytest.TempPathFactory, start: int, end: int, cuts: list[tuple[int, int]]
) -> None:
    breaks = ";".join(f"{clock_time(first)}-{clock_time(last)}" for first, last in cuts)
    line = f"shift,x,,Mon,{clock_time(start)}-{clock_time(end)},{breaks},,,"
    path = tmp_path_factory.mktemp("roster") / "schedule.csv"
    path.write_text(f"{SCHEDULE_HEADER}\n{line}\n", encoding="utf-8")
    try:
        monday = schedule_file.read(path).shifts["x"].spans[0]
    except ConfigError:
        return
    hours = (start, end if end > start else end + 1440)
    edges = [edge for span in monday for edge in span]
    assert edges == sorted(edges)
    assert all(hours[0] <= edge <= hours[1] for edge in edges)
    working = {minute for first, last in monday for minute in range(first, last)}
    off = {minute for first, last in cuts for minute in _minutes(first, last, start)}
    assert working == set(range(*hours)) - off


def _minutes(first: int, last: int, start: int) -> range:
    last = last if last > first else last + 1440
    shift = 0 if first >= start else 1440
    return range(first + shift, last + shift)
