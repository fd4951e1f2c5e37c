"""Rates of quarter-hours, as groups only."""

from __future__ import annotations

import pytest
from tests.analyses.office import MONDAY, inputs, rows, us

from fairwatch.analyses import run

QUARTER_US = 900_000_000


def quarter(number: int, size: int, people: int = 20, heavy: int = 0) -> list[dict]:
    """People who receive ``size`` bytes each in one quarter-hour of Monday; the first of them ``heavy`` more."""
    return [
        {
            "subject": f"p{person:04}",
            "bucket_us": us(MONDAY) + number * QUARTER_US,
            "category": "news",
            "bytes_down": size + (heavy if person == 0 else 0),
            "bytes_up": size // 10,
        }
        for person in range(people)
    ]


@pytest.fixture
def ask(engine):
    def levels(*quarters):
        buckets = [row for one in quarters for row in one]
        given = {("traffic", "buckets"): rows("traffic", "buckets", buckets)}
        return run("bandwidth", inputs(engine, given)).tables["levels"].frame

    return levels


def test_the_median_the_95th_percentile_and_the_peak(ask) -> None:
    """A hundred quarter-hours of 20 people with 9, 18, … 900 bytes each."""
    found = ask(*(quarter(number, 9 * (number + 1)) for number in range(100)))
    rates = dict(found.select("level", "rate_down").iter_rows())
    assert rates == {"median": 50 * 20 * 8 / 100, "p95": 95 * 20 * 8 / 100, "peak": 100 * 20 * 8 / 100}
    assert found.filter(level="peak")["rate_up"].item() == 90 * 20 * 8 / 900


@pytest.mark.e2e
def test_a_cluster_finds_the_same(ask, spark) -> None:
    buckets = [row for number in range(5) for row in quarter(number, 90 * (number + 1))]
    given = {("traffic", "buckets"): rows("traffic", "buckets", buckets)}
    there = run("bandwidth", inputs(spark, given)).tables["levels"].frame
    assert there.equals(ask(buckets))


def test_each_level_is_a_quarter_hour_with_its_own_people(ask) -> None:
    found = ask(quarter(0, 900, people=12), quarter(1, 1800, people=30))
    assert found.select("level", "persons", "top1", "bytes_down").rows() == [
        ("median", 12, 900, 10_800),
        ("p95", 30, 1800, 54_000),
        ("peak", 30, 1800, 54_000),
    ]


def test_a_level_is_about_everybody_because_one_person_can_put_another_quarter_hour_there(ask) -> None:
    """So the door gives its earlier answer again as long as few people's parts have changed."""
    found = ask(quarter(0, 900, people=12), quarter(1, 1800, people=30))
    assert found["members"].n_unique() == 1
    assert ask(quarter(0, 901, people=12), quarter(1, 1800, people=30))["members"][0] != found["members"][0]


@pytest.mark.parametrize("unsafe", [quarter(1, 9000, people=9), quarter(1, 900, people=20, heavy=9_000_000)])
def test_quarter_hours_of_few_people_are_no_level(ask, unsafe: list[dict]) -> None:
    """Neither nine people, nor one of twenty who receives nearly everything."""
    assert set(ask(quarter(0, 900), unsafe)["bytes_down"]) == {18_000}


def test_without_rows_there_is_no_level(ask) -> None:
    assert ask().is_empty()
    assert ask(quarter(0, 900, people=3)).is_empty()
