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
    found = tables["by-day"].frame.select("day", "persons", "top1", "top2", "bytes_down", "bytes_up", "requests")
    assert found.rows() == [(MONDAY, 3, 9000, 9600, 10_000, 100, 8), (TUESDAY, 1, 50, 50, 50, 0, 1)]


def test_the_hours_of_the_week_are_local(tables) -> None:
    found = tables["by-hour"].frame.select("weekday", "hour", "persons", "bytes_down")
    assert found.rows() == [(1, 17, 3, 10_000), (2, 23, 1, 50)]


def test_a_mean_rate_is_over_the_whole_hour(tables) -> None:
    """10,000 bytes in an hour of one Monday."""
    found = tables["by-hour"].frame.filter(weekday=1)["rate_down"]
    assert found.to_list() == pytest.approx([10_000 * 8 / 3600])


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
