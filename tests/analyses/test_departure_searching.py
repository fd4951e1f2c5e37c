"""Whom the group table counts, and that one visit of anybody never shows in it."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.analyses.departure_searching import LEAST_DAYS, WITHIN_DAYS, searching
from fairwatch.analyses.headings import MONTH, QUARTER

SCHEMA = {"day": pl.Date, "subject": pl.String, "department": pl.String}
FIRST, LAST = dt.date(2026, 7, 1), dt.date(2026, 12, 31)

Day = tuple[dt.date, str, str]


def counted(rows: list[Day], period=MONTH) -> list[tuple[str, str, str]]:
    """(subject, period, department) of everybody who counts."""
    found = searching(pl.DataFrame(rows, schema=SCHEMA, orient="row"), period)
    return sorted(found.select("subject", period.name, "department").rows())


def seen(*days: str, subject: str = "a", department: str = "sales") -> list[Day]:
    return [(dt.date.fromisoformat(day), subject, department) for day in days]


@pytest.mark.parametrize(
    ("days", "months"),
    [
        (["2026-09-07"], []),
        (["2026-09-07", "2026-09-08"], ["2026-09"]),
        (["2026-10-01", "2026-10-31"], ["2026-10"]),
        (["2026-09-30", "2026-10-01"], []),
        (["2026-09-01", "2026-09-02", "2026-10-05", "2026-11-02", "2026-11-20", "2026-11-27"], ["2026-09", "2026-11"]),
    ],
)
def test_a_month_counts_who_was_seen_on_two_of_its_days(days: list[str], months: list[str]) -> None:
    assert counted(seen(*days)) == [("a", month, "sales") for month in months]


@pytest.mark.parametrize(
    ("days", "quarters"),
    [
        (["2026-07-31", "2026-08-03"], ["2026-Q3"]),
        (["2026-07-31", "2026-08-30"], ["2026-Q3"]),
        (["2026-07-31", "2026-08-31"], []),
        (["2026-07-01", "2026-08-15", "2026-09-05"], ["2026-Q3"]),
        (["2026-07-01", "2026-08-15", "2026-09-30"], []),
    ],
)
def test_a_quarter_counts_who_was_seen_on_two_days_of_one_search(days: list[str], quarters: list[str]) -> None:
    assert counted(seen(*days), QUARTER) == [("a", quarter, "sales") for quarter in quarters]


def test_a_day_of_moving_is_one_day_although_it_has_two_rows() -> None:
    moving = seen("2026-09-07") + seen("2026-09-07", department="legal")
    assert counted(moving) == []
    assert counted(moving + seen("2026-09-14", department="legal")) == [("a", "2026-09", "legal")]


def test_nobody_at_all_is_counted_of_nothing() -> None:
    assert counted([]) == []


days = st.tuples(st.dates(FIRST, LAST), st.sampled_from(["a", "b", "c", "d"]), st.sampled_from(["sales", "legal"]))


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.lists(days, max_size=40), st.lists(days, max_size=6), st.sampled_from([MONTH, QUARTER]))
def test_one_visit_of_anybody_changes_nothing(rows: list[Day], visits: list[Day], period) -> None:
    """A visit of whoever has no other day in its period; whether they are known from other periods or not."""

    def whose(row: Day) -> tuple[str, str]:
        label = f"{row[0]:%Y-%m}" if period is MONTH else f"{row[0].year}-Q{(row[0].month + 2) // 3}"
        return row[1], label

    known = {whose(row) for row in rows}
    curious = {whose(visit): visit for visit in visits if whose(visit) not in known}
    assert counted(rows + list(curious.values()), period) == counted(rows, period)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.lists(days, max_size=40), days, st.sampled_from([MONTH, QUARTER]))
def test_a_visit_changes_at_most_whether_its_own_person_counts_in_its_own_period(
    rows: list[Day], visit: Day, period
) -> None:
    """So with noise one person still changes one count by one, and no other period or person moves."""
    before, after = set(counted(rows, period)), set(counted([*rows, visit], period))
    assert {subject for subject, *_ in before ^ after} <= {visit[1]}
    assert {(subject, label) for subject, label, _ in before} <= {(subject, label) for subject, label, _ in after}
    assert len(after) - len(before) in (0, 1)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.lists(days, max_size=40), st.sampled_from([MONTH, QUARTER]))
def test_it_is_what_somebody_would_count_with_a_pencil(rows: list[Day], period) -> None:
    expected = {}
    for subject in "abcd":
        for month in range(7, 13):
            label, of_period = (
                (f"2026-{month:02}", lambda day, month=month: day.month == month)
                if period is MONTH
                else (f"2026-Q{(month + 2) // 3}", lambda day, month=month: (day.month + 2) // 3 == (month + 2) // 3)
            )
            own = sorted({day for day, who, _ in rows if who == subject and of_period(day)})
            if any(0 < (later - day).days <= WITHIN_DAYS for day in own for later in own):
                last = max((day, where) for day, who, where in rows if who == subject and of_period(day))
                expected[subject, label] = last[1]
    assert LEAST_DAYS == 2
    assert counted(rows, period) == sorted((*key, where) for key, where in expected.items())
