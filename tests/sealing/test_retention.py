"""How long a sealed day lives."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwatch.sealing import NETWORK_LOGS, Retention

days = st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1))


@pytest.mark.parametrize(
    ("day", "last_held"),
    [
        ("2026-03-01", "2026-09-01"),
        ("2026-08-28", "2027-02-28"),
        ("2026-08-29", "2027-02-28"),
        ("2026-08-30", "2027-02-28"),  # there is no 31 February
        ("2026-08-31", "2027-02-28"),
        ("2027-08-30", "2028-02-29"),
        ("2026-12-31", "2027-06-30"),
    ],
)
def test_six_months_are_counted_from_the_end_of_the_day(day: str, last_held: str) -> None:
    logged, held = dt.date.fromisoformat(day), dt.date.fromisoformat(last_held)
    assert NETWORK_LOGS.held(logged, held)
    assert not NETWORK_LOGS.over(logged, held)
    assert not NETWORK_LOGS.held(logged, held + dt.timedelta(days=1))
    assert NETWORK_LOGS.over(logged, held + dt.timedelta(days=1))


@given(days, st.integers(0, 400))
def test_a_day_is_never_held_and_over_at_once(day: dt.date, age: int) -> None:
    today = day + dt.timedelta(days=age)
    assert NETWORK_LOGS.held(day, today) != NETWORK_LOGS.over(day, today)
    assert NETWORK_LOGS.over(day, today) or age <= 184
    assert NETWORK_LOGS.held(day, today) or age >= 181


@given(days, st.integers(150, 220))
def test_an_older_day_goes_first(day: dt.date, age: int) -> None:
    today, older = day + dt.timedelta(days=age), day - dt.timedelta(days=1)
    assert NETWORK_LOGS.over(older, today) >= NETWORK_LOGS.over(day, today)


def test_a_week_after_its_time_the_retention_job_has_stalled() -> None:
    day, due = dt.date(2026, 3, 1), dt.date(2026, 9, 2)
    assert not NETWORK_LOGS.stalled(day, due + dt.timedelta(days=7))
    assert NETWORK_LOGS.stalled(day, due + dt.timedelta(days=8))


def test_without_a_duty_to_keep_nothing_is_held() -> None:
    free = Retention(hold_months=0, life_months=6, grace_days=7)
    assert not free.held(dt.date(2026, 9, 1), dt.date(2026, 9, 2))
    assert not free.over(dt.date(2026, 9, 1), dt.date(2026, 9, 2))


def test_a_day_cannot_be_held_longer_than_it_may_live() -> None:
    with pytest.raises(ValueError, match="held longer"):
        Retention(hold_months=7, life_months=6, grace_days=7)
