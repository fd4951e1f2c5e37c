"""Shifts: holidays, worked weekends, night shifts."""

from __future__ import annotations

import datetime as dt

import pytest

from fairwatch.errors import ConfigError
from fairwatch.simulate.shifts import FREE, PAUSE, WORK, is_workday, latest_ordinary_weeks, midnight_ms, shifts

NATIONAL_DAY = dt.date(2026, 10, 1)
WORKED_SATURDAY = dt.date(2026, 10, 10)


def test_a_day_is_work_break_work_and_free_time() -> None:
    blocks = shifts()["day"].blocks(dt.date(2026, 3, 2))
    assert blocks == [(WORK, 540, 720), (PAUSE, 720, 780), (WORK, 780, 1080), (FREE, 1100, 1380)]


def test_a_night_runs_past_midnight_with_its_break_after_it() -> None:
    night = shifts()["night"]
    assert night.span == (22 * 60, 30 * 60)
    assert night.pauses == [(26 * 60, 26 * 60 + 30)]


def test_public_holidays_are_free_except_in_continuous_operation() -> None:
    assert not shifts()["day"].works(NATIONAL_DAY)
    assert shifts()["night"].works(NATIONAL_DAY)
    assert [kind for kind, _, _ in shifts()["day"].blocks(NATIONAL_DAY)] == [FREE]


def test_a_worked_weekend_day_is_worked() -> None:
    assert shifts()["day"].works(WORKED_SATURDAY)


def test_an_unpublished_year_is_refused() -> None:
    with pytest.raises(ConfigError):
        is_workday(dt.date(2199, 1, 1))


def test_the_default_start_is_a_monday_of_ordinary_weeks_in_the_past() -> None:
    start = latest_ordinary_weeks(5, dt.date(2026, 10, 9))
    assert start == dt.date(2026, 9, 14)  # the next week has Mid-Autumn, the one after it National Day


def test_local_midnight_is_eight_hours_before_utc() -> None:
    assert midnight_ms(dt.date(1970, 1, 2)) == 16 * 3_600_000
