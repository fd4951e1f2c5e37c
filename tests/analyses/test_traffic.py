"""Traffic of the organisation, as groups only."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.analyses.office import MONDAY, inputs, policy, rows, us

from fairwatch.analyses import run

TUESDAY = MONDAY + dt.timedelta(1)
BUCKETS = [
    {"category": "news", "bytes_down": 600, "bytes_up": 60, "requests": 6, "blocked": 0},
    {"category": "news", "subject": "p0002", "bytes_down": 400, "bytes_up": 40, "requests": 2, "blocked": 2},
    {"category": "video", "subject": "p0003", "department": "legal", "bytes_down": 9000, "requests": 0, "blocked": 0},
    {
        "category": "news",
        "day": TUESDAY,
        "bucket_us": us(TUESDAY, "15:45"),
        "bytes_down": 50,
        "requests": 1,
        "blocked": 0,
    },
]


@pytest.fixture(scope="module")
def tables(engine):
    given = inputs(engine, {("traffic", "buckets"): rows("traffic", "buckets", BUCKETS)}, time_zone="Asia/Shanghai")
    return run("traffic", given).tables


def test_the_trend_by_day(tables) -> None:
    found = tables["by-day"].frame.select("day", "persons", "top1", "top2", "bytes_down", "bytes_up", "blocked_share")
    assert found.rows() == [(MONDAY, 3, 9000, 9600, 10_000, 100, 0.25), (TUESDAY, 1, 50, 50, 50, 0, 0.0)]


def test_the_hours_of_the_week_are_local(tables) -> None:
    found = tables["by-hour"].frame.select("weekday", "hour", "persons", "requests")
    assert found.rows() == [(1, 17, 3, 8), (2, 23, 1, 1)]


def test_hours_of_the_week_are_shown_by_requests_because_a_film_would_hide_them(tables) -> None:
    """What is dominated is judged by requests, so nothing that few people dominate may stand beside them."""
    table = tables["by-hour"]
    assert table.main == "requests"
    assert table.frame.filter(weekday=1).select("top1", "top2").rows() == [(6, 8)]
    assert table.columns_with("measure") == ("requests", "mean_requests", "blocked_share")


def test_requests_of_days_are_not_told_beside_those_of_weekdays(tables) -> None:
    """They would add up, so a day that is hidden for its bytes would take all the hours of its weekday with it."""
    assert "requests" not in tables["by-day"].frame.columns


def test_requests_an_hour_are_those_of_a_usual_day(engine) -> None:
    """Eight on one Monday, two on the next."""
    next_week = {"day": MONDAY + dt.timedelta(7), "bucket_us": us(MONDAY + dt.timedelta(7)), "requests": 2}
    given = {("traffic", "buckets"): rows("traffic", "buckets", [*BUCKETS, next_week])}
    found = run("traffic", inputs(engine, given, time_zone="Asia/Shanghai")).tables["by-hour"].frame
    assert found.filter(weekday=1).select("requests", "mean_requests").rows() == [(10, 5.0)]


def test_weeks_are_compared_per_day_with_data(tables) -> None:
    found = tables["category-weeks"].frame.select("week", "category", "bytes_down", "days", "mean_bytes")
    assert found.rows() == [(MONDAY, "news", 1050, 2, 525), (MONDAY, "video", 9000, 2, 4500)]


def test_without_branches_in_the_directory_there_is_no_table_of_them(tables) -> None:
    assert "by-branch" not in tables


@pytest.mark.parametrize("place", ["engine", pytest.param("spark", marks=pytest.mark.e2e)])
def test_a_department_may_name_its_branch(place: str, request) -> None:
    rules = policy([{"person": "p0001", "department": "north/sales"}])
    buckets = [
        {"department": "north/sales", "category": "news", "bytes_down": 3, "requests": 1, "blocked": 1},
        {"department": "north/legal/contracts", "category": "news", "bytes_down": 4, "requests": 1, "blocked": 0},
        {"department": "board", "category": "news", "bytes_down": 5, "requests": 1, "blocked": 0},
    ]
    given = {("traffic", "buckets"): rows("traffic", "buckets", buckets)}
    found = run("traffic", inputs(request.getfixturevalue(place), given, rules)).tables["by-branch"].frame
    assert found.select("branch", "bytes_down", "blocked_share").rows() == [("north", 7, 0.5)]


def test_by_category_with_the_share_that_was_blocked(tables) -> None:
    found = tables["by-category"].frame.select("category", "persons", "bytes_down", "blocked_share")
    assert found.rows() == [("news", 2, 1050, 2 / 9), ("video", 1, 9000, None)]


def test_by_department_and_category(tables) -> None:
    found = tables["by-department"].frame.select("department", "category", "persons", "top1")
    assert found.rows() == [("legal", "video", 1, 9000), ("sales", "news", 2, 650)]


def test_there_is_no_row_of_one_person(tables) -> None:
    assert all(table.grain == "group" and "subject" not in table.frame.columns for table in tables.values())
