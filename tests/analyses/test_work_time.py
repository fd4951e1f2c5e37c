"""Non-work time: in detail for the person, by category for groups, coarse in a report about one person."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from tests.analyses.office import MONDAY, inputs, policy, rows, us

from fairwatch.analyses import run
from fairwatch.analyses.analysis import WORK
from fairwatch.policy import Shift

TUESDAY = MONDAY + dt.timedelta(1)
DAY_SHIFT = Shift("day", spans=(*(((540, 1080),),) * 5, (), ()))
"""Monday to Friday, nine to six."""


def spent(minutes: float, category: str = "video", *, day: dt.date = MONDAY, **other) -> dict:
    seconds = minutes * 60
    return {
        "day": day,
        "bucket_us": us(day),
        "site": category,
        "category": category,
        "grade": "full_url",
        "low_s": seconds / 2,
        "point_s": seconds,
        "high_s": seconds * 2,
        "views": 3,
    } | other


OTHER, THIRD = {"subject": "p0002"}, {"subject": "p0003", "department": "legal"}
BUCKETS = [
    spent(50),
    spent(20, "news", grade="sni"),
    spent(5, "news"),
    spent(40, day=TUESDAY),
    spent(30, **OTHER),
    spent(10, "news", **THIRD),
]


@pytest.fixture(scope="module")
def ask(engine):
    def tables(buckets=BUCKETS, **more):
        given = {("work-time", "buckets"): rows("work-time", "buckets", buckets)}
        return run("work-time", inputs(engine, given, more.pop("rules", None), **more)).tables

    return tables


def test_a_person_sees_their_time_by_category(ask) -> None:
    columns = ("category", "low_s", "point_s", "high_s", "views", "days", "grade")
    found = ask()["person"].frame.filter(subject="p0001").select(columns)
    assert found.rows() == [
        ("news", 750, 1500, 3000, 6, 1, "sni"),
        ("video", 2700, 5400, 10_800, 6, 2, "full_url"),
    ]


def test_and_by_day(ask) -> None:
    found = ask()["person-days"].frame.filter(subject="p0001").select("day", "category", "point_s")
    assert found.rows() == [(MONDAY, "news", 1500), (MONDAY, "video", 3000), (TUESDAY, "video", 2400)]


def test_forty_minutes_a_day_are_nobodys_business(ask) -> None:
    """R25: the coarse sum carries only what goes beyond the daily tolerance of 60 minutes, and no category."""
    table = ask()["person-coarse"]
    assert [column.name for column in table.columns] == ["subject", "day", "low_s", "point_s", "high_s"]
    assert table.frame.rows() == [("p0001", MONDAY, 0, 15 * 60, (150 - 60) * 60)]


def test_r35_a_case_can_take_its_window_out_of_the_coarse_sums(ask) -> None:
    """Monday has 75 minutes, Tuesday 130: one row each, so that neither tells the other."""
    found = ask([*BUCKETS, spent(90, day=TUESDAY)])["person-coarse"].frame.select("subject", "day", "point_s")
    assert found.rows() == [("p0001", MONDAY, 15 * 60), ("p0001", TUESDAY, 70 * 60)]


@pytest.mark.parametrize("work", [("sales", "video", None), ("sales", None, "video")])
def test_what_is_work_in_a_department_is_no_time_of_ones_own(ask, work: tuple[str | None, ...]) -> None:
    """A whole category or one site; the days on which only that was seen still count for the mean."""
    found = ask(work=pl.DataFrame([work], schema=WORK, orient="row"))
    assert set(found["person"].frame.select("subject", "category").rows()) == {("p0001", "news"), ("p0003", "news")}
    means = found["by-department"].frame.select("department", "category", "point_mean_s").rows()
    assert means == [("legal", "news", 600), ("sales", "news", 500)]


def test_departments_by_category_with_the_mean_of_all_person_days(ask) -> None:
    """Sales has three person-days: two of one person, one of another, who is not in the cell of news."""
    columns = ("department", "category", "persons", "top1", "top2", "point_s", "point_mean_s")
    assert ask()["by-department"].frame.select(columns).rows() == [
        ("legal", "news", 1, 600, 600, 600, 600),
        ("sales", "news", 1, 1500, 1500, 1500, 500),
        ("sales", "video", 2, 5400, 7200, 7200, 2400),
    ]


def test_the_trend_by_day(ask) -> None:
    found = ask()["by-day"].frame.select("day", "persons", "point_s", "point_mean_s")
    assert found.rows() == [(MONDAY, 3, 6900, 2300), (TUESDAY, 1, 2400, 2400)]


def test_how_good_the_evidence_is(ask) -> None:
    found = ask()["by-evidence"].frame.select("grade", "persons", "point_s", "point_mean_s")
    assert found.rows() == [("full_url", 3, 8100, 2025), ("sni", 1, 1200, 300)]


def test_the_mean_is_over_the_days_that_people_were_to_work(ask) -> None:
    """The second of sales was seen on Monday only, but their shift works on Tuesday as well: four person-days."""
    rules = policy([{"person": "p0001"}, {"person": "p0002"}], shifts={"day": DAY_SHIFT})
    known = {f"p{number:04}": rules.purpose("work-time").pseudonym(f"p{number:04}") for number in (1, 2, 3)}
    buckets = [row | {"subject": known[row.get("subject", "p0001")]} for row in BUCKETS]
    means = ask(buckets, rules=rules)["by-department"].frame.select("department", "category", "point_mean_s")
    assert means.filter(department="sales").rows() == [("sales", "news", 1500 / 4), ("sales", "video", 7200 / 4)]


def test_by_category_over_all_departments(ask) -> None:
    found = ask()["by-category"].frame.select("category", "persons", "point_s", "point_mean_s")
    assert found.rows() == [("news", 2, 2100, 525), ("video", 2, 7200, 1800)]


def test_departments_week_by_week(ask) -> None:
    later = spent(30, day=MONDAY + dt.timedelta(9))
    found = ask([*BUCKETS, later])["department-weeks"].frame.select("week", "department", "persons", "point_mean_s")
    assert found.rows() == [
        (MONDAY, "legal", 1, 600),
        (MONDAY, "sales", 2, 8700 / 3),
        (MONDAY + dt.timedelta(7), "sales", 1, 1800),
    ]


def test_the_mean_has_its_range(ask) -> None:
    found = ask()["by-day"].frame.select("low_mean_s", "point_mean_s", "high_mean_s")
    assert found.rows() == [(1150, 2300, 4600), (1200, 2400, 4800)]


def test_a_persons_weeks_have_every_category_of_theirs(ask) -> None:
    later = spent(30, day=MONDAY + dt.timedelta(9))
    found = ask([*BUCKETS, later])["person-weeks"].frame.filter(subject="p0001")
    assert found.select("week", "category", "point_mean_s", "days").rows() == [
        (MONDAY, "news", 750, 2),
        (MONDAY, "video", 2700, 2),
        (MONDAY + dt.timedelta(7), "news", 0, 1),
        (MONDAY + dt.timedelta(7), "video", 1800, 1),
    ]


def test_job_search_never_enters(ask) -> None:
    tables = ask([*BUCKETS, spent(300, "recruitment")])
    assert {name: table.frame.rows() for name, table in tables.items()} == {
        name: table.frame.rows() for name, table in ask().items()
    }


def test_without_rows_the_tables_are_empty_but_complete(ask) -> None:
    for table in ask([]).values():
        assert table.frame.height == 0
        assert {column.name for column in table.columns} == set(table.frame.columns)
