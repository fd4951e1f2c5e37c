"""Public-holiday calendars."""

from __future__ import annotations

import datetime as dt

import pytest

from fairwatch.governance import calendars


@pytest.mark.parametrize(("name", "known"), [("cn", True), ("de", True), ("de-by", True), ("DE", False), ("xx", False)])
def test_calendars_are_named_by_country_and_region(name: str, known: bool) -> None:
    assert calendars.is_known(name) is known


def test_a_region_has_its_own_holidays() -> None:
    epiphany = dt.date(2026, 1, 6)
    assert epiphany in calendars.calendar("de-by", 2026).off
    assert epiphany not in calendars.calendar("de", 2026).off


def test_working_days_leave_out_holidays_and_count_exchanged_days() -> None:
    # National Day 2026: off 1 to 7 October, the 10th (a Saturday) is worked instead.
    assert calendars.working_days("cn", dt.date(2026, 10, 1), dt.date(2026, 10, 10)) == 3


def test_days_that_no_calendar_knows_yet_are_not_counted() -> None:
    assert calendars.working_days("cn", dt.date(2190, 1, 1), dt.date(2190, 1, 31)) == 0


def test_a_deadline_counts_working_days_without_the_first() -> None:
    assert calendars.working_day_after("cn", dt.date(2026, 9, 1), 15) == dt.date(2026, 9, 21)
    assert calendars.working_day_after("cn", dt.date(2026, 9, 1), 0) == dt.date(2026, 9, 1)


def test_where_the_calendar_ends_a_deadline_does_not_come_late() -> None:
    known = calendars.calendar("cn", 2026).last_day
    assert calendars.working_day_after("cn", known, 5) <= known + dt.timedelta(days=7)
