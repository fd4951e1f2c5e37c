"""Working hours of one person, day by day (R14)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from tests.gate.office import CALENDAR, DAY_SHIFT, NIGHT_SHIFT, us

from fairwatch.gate.hours import Schedule, spans_on, working_intervals
from fairwatch.policy import Shift

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
CALENDARS = {"cn": CALENDAR}
TUESDAY, WEDNESDAY = dt.date(2026, 9, 1), dt.date(2026, 9, 2)


def hours(schedule: Schedule, *days: dt.date) -> list[tuple[str, str, dt.date]]:
    """Working intervals in local time, for reading."""

    def local(instant: int) -> str:
        moment = dt.datetime.fromtimestamp(instant / 1_000_000, schedule.zone)
        return moment.isoformat(timespec="minutes")

    return [(local(start), local(end), day) for start, end, day in working_intervals(schedule, CALENDARS, days)]


def every_day(*spans: tuple[int, int]) -> Shift:
    return Shift("test", (spans,) * 7)


def test_breaks_are_cut_out() -> None:
    assert hours(Schedule(DAY_SHIFT, SHANGHAI), TUESDAY) == [
        ("2026-09-01T09:00+08:00", "2026-09-01T12:00+08:00", TUESDAY),
        ("2026-09-01T13:00+08:00", "2026-09-01T18:00+08:00", TUESDAY),
    ]


def test_a_shift_over_midnight_belongs_to_the_day_it_began() -> None:
    assert hours(Schedule(NIGHT_SHIFT, SHANGHAI), TUESDAY) == [
        ("2026-09-01T22:00+08:00", "2026-09-02T02:00+08:00", TUESDAY),
        ("2026-09-02T02:30+08:00", "2026-09-02T06:00+08:00", TUESDAY),
    ]


def test_a_shift_over_midnight_into_a_leap_day() -> None:
    day = dt.date(2024, 2, 28)
    [before_break, after_break] = hours(Schedule(NIGHT_SHIFT, SHANGHAI), day)
    assert before_break == ("2024-02-28T22:00+08:00", "2024-02-29T02:00+08:00", day)
    assert after_break == ("2024-02-29T02:30+08:00", "2024-02-29T06:00+08:00", day)


def test_a_leap_day_is_worked_like_any_thursday() -> None:
    day = dt.date(2024, 2, 29)
    assert [start for start, _, _ in hours(Schedule(DAY_SHIFT, SHANGHAI), day)] == [
        "2024-02-29T09:00+08:00",
        "2024-02-29T13:00+08:00",
    ]


@pytest.mark.parametrize(
    ("day", "spans"),
    [
        (dt.date(2026, 10, 1), ()),  # a public holiday, though a Thursday
        (dt.date(2026, 9, 27), DAY_SHIFT.spans[0]),  # a Sunday worked instead: the first working weekday's hours
        (dt.date(2026, 9, 26), ()),  # an ordinary Saturday
        (dt.date(2023, 12, 29), None),  # before the calendar begins: unknown
        (dt.date(2027, 1, 4), None),  # after it ends
    ],
)
def test_public_holidays_and_worked_weekends(day: dt.date, spans: tuple[tuple[int, int], ...] | None) -> None:
    assert spans_on(DAY_SHIFT, CALENDARS, day) == spans


def test_a_worked_weekend_day_has_its_own_hours_where_the_shift_has_any() -> None:
    short_sunday = Shift("test", (*DAY_SHIFT.spans[:6], ((600, 720),)), "cn")
    assert spans_on(short_sunday, CALENDARS, dt.date(2026, 9, 27)) == ((600, 720),)


def test_continuous_operation_knows_no_holiday() -> None:
    assert spans_on(NIGHT_SHIFT, CALENDARS, dt.date(2026, 10, 1)) == NIGHT_SHIFT.spans[3]


@pytest.mark.parametrize(
    "schedule",
    [
        Schedule(None, SHANGHAI),
        Schedule(DAY_SHIFT, None),
        Schedule(Shift("test", DAY_SHIFT.spans, "an unknown calendar"), SHANGHAI),
        Schedule(None, SHANGHAI, overtime=((us("2026-09-01T19:00+08:00"), us("2026-09-01T20:00+08:00")),)),
    ],
)
def test_an_unknown_schedule_is_no_working_time(schedule: Schedule) -> None:
    assert hours(schedule, TUESDAY) == []


def test_leave_is_cut_out() -> None:
    leave = ((us("2026-09-01T11:00+08:00"), us("2026-09-01T14:00+08:00")),)
    assert hours(Schedule(DAY_SHIFT, SHANGHAI, leave=leave), TUESDAY) == [
        ("2026-09-01T09:00+08:00", "2026-09-01T11:00+08:00", TUESDAY),
        ("2026-09-01T14:00+08:00", "2026-09-01T18:00+08:00", TUESDAY),
    ]


def test_leave_inside_a_span_leaves_both_sides() -> None:
    leave = ((us("2026-09-01T14:00+08:00"), us("2026-09-01T14:30+08:00")),)
    assert [
        (start[11:16], end[11:16]) for start, end, _ in hours(Schedule(DAY_SHIFT, SHANGHAI, leave=leave), TUESDAY)
    ] == [
        ("09:00", "12:00"),
        ("13:00", "14:00"),
        ("14:30", "18:00"),
    ]


def test_a_leave_that_ends_before_it_begins_changes_nothing() -> None:
    upside_down = ((us("2026-09-01T14:00+08:00"), us("2026-09-01T11:00+08:00")),)
    plain = Schedule(DAY_SHIFT, SHANGHAI)
    assert hours(Schedule(DAY_SHIFT, SHANGHAI, leave=upside_down), TUESDAY) == hours(plain, TUESDAY)


def test_overtime_is_added_where_there_is_no_shift() -> None:
    overtime = ((us("2026-09-01T17:00+08:00"), us("2026-09-01T20:00+08:00")),)
    assert hours(Schedule(DAY_SHIFT, SHANGHAI, overtime=overtime), TUESDAY)[1:] == [
        ("2026-09-01T13:00+08:00", "2026-09-01T18:00+08:00", TUESDAY),
        ("2026-09-01T18:00+08:00", "2026-09-01T20:00+08:00", TUESDAY),
    ]


def test_overtime_over_midnight_belongs_to_the_day_it_began() -> None:
    overtime = ((us("2026-09-01T23:00+08:00"), us("2026-09-02T01:00+08:00")),)
    schedule = Schedule(DAY_SHIFT, SHANGHAI, overtime=overtime)
    assert ("2026-09-01T23:00+08:00", "2026-09-02T01:00+08:00", TUESDAY) in hours(schedule, TUESDAY, WEDNESDAY)


def test_overtime_where_the_calendar_is_unknown_is_no_working_time() -> None:
    overtime = ((us("2027-01-04T19:00+08:00"), us("2027-01-04T20:00+08:00")),)
    assert hours(Schedule(DAY_SHIFT, SHANGHAI, overtime=overtime), dt.date(2027, 1, 4)) == []


def test_leave_wins_over_overtime() -> None:
    evening = ((us("2026-09-01T19:00+08:00"), us("2026-09-01T20:00+08:00")),)
    all_day = ((us("2026-09-01T00:00+08:00"), us("2026-09-02T00:00+08:00")),)
    assert hours(Schedule(DAY_SHIFT, SHANGHAI, leave=all_day, overtime=evening), TUESDAY) == []


def test_overlapping_shifts_count_once_and_for_the_earlier_day() -> None:
    around_the_clock = Schedule(every_day((480, 480 + 26 * 60)), SHANGHAI)  # 08:00 to 10:00 of the next day
    assert hours(around_the_clock, TUESDAY, WEDNESDAY) == [
        ("2026-09-01T08:00+08:00", "2026-09-02T10:00+08:00", TUESDAY),
        ("2026-09-02T10:00+08:00", "2026-09-03T10:00+08:00", WEDNESDAY),
    ]


class TestClockChange:
    """Berlin: 29 March 2026 02:00 -> 03:00 (01:00 UTC); 25 October 2026 03:00 -> 02:00 (01:00 UTC)."""

    SPRING, AUTUMN = dt.date(2026, 3, 29), dt.date(2026, 10, 25)

    @staticmethod
    def utc(day: dt.date, *spans: tuple[int, int]) -> list[tuple[str, str]]:
        intervals = working_intervals(Schedule(every_day(*spans), BERLIN), {}, [day])
        return [
            tuple(f"{dt.datetime.fromtimestamp(instant / 1e6, dt.UTC):%d %H:%M}" for instant in interval[:2])
            for interval in intervals
        ]  # type: ignore[misc]

    def test_a_night_shift_is_an_hour_shorter_in_spring(self) -> None:
        assert self.utc(dt.date(2026, 3, 28), (22 * 60, 30 * 60)) == [("28 21:00", "29 04:00")]

    def test_and_an_hour_longer_in_autumn(self) -> None:
        assert self.utc(dt.date(2026, 10, 24), (22 * 60, 30 * 60)) == [("24 20:00", "25 05:00")]

    def test_a_start_that_the_clock_skips_is_read_late(self) -> None:
        assert self.utc(self.SPRING, (150, 360)) == [("29 01:30", "29 04:00")]  # 02:30 read as 03:30 summer time

    def test_an_end_that_the_clock_skips_is_read_early(self) -> None:
        assert self.utc(self.SPRING, (0, 150)) == [("28 23:00", "29 00:30")]  # 02:30 read as 01:30 winter time

    def test_a_start_that_comes_twice_is_the_second_one(self) -> None:
        assert self.utc(self.AUTUMN, (150, 360)) == [("25 01:30", "25 05:00")]

    def test_an_end_that_comes_twice_is_the_first_one(self) -> None:
        assert self.utc(self.AUTUMN, (0, 150)) == [("24 22:00", "25 00:30")]

    def test_what_lies_wholly_in_the_doubtful_hour_is_no_working_time(self) -> None:
        assert self.utc(self.SPRING, (130, 170)) == []
        assert self.utc(self.AUTUMN, (130, 170)) == []
