"""Sites used most, and new ones, as groups only."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.analyses.office import MONDAY, PERIOD, inputs, rows

from fairwatch.analyses import run, sites

LAST = PERIOD[1]
K = 10


def use(site: str | None, day: dt.date, people: int = K, size: int = 10, *, first: int = 0) -> list[dict]:
    """So many people, each with that many bytes."""
    usual = {"site": site, "category": "news", "day": day, "bytes_up": 1, "requests": 1, "bytes_down": size}
    return [usual | {"subject": f"p{first + number:04}"} for number in range(people)]


OLD = [row for day in range(8) for row in use("daily", PERIOD[0] + dt.timedelta(day))]


@pytest.fixture
def ask(engine):
    def tables(*buckets):
        return run("sites", inputs(engine, {("traffic", "buckets"): rows("traffic", "buckets", buckets)})).tables

    return tables


def test_each_site_with_its_people_and_bytes(ask) -> None:
    found = ask(*OLD, *use("mart", MONDAY, 12, 500), *use("mart", MONDAY, 1, 100), *use(None, MONDAY))
    assert found["by-site"].frame.select("site", "persons", "top1", "bytes_down").rows() == [
        ("daily", 10, 80, 800),
        ("mart", 12, 600, 6100),
    ]


@pytest.mark.e2e
def test_a_cluster_finds_the_same(ask, spark) -> None:
    buckets = [*OLD, *use("daily", LAST), *use("fresh", LAST, 15)]
    here = ask(*buckets)
    there = run("sites", inputs(spark, {("traffic", "buckets"): rows("traffic", "buckets", buckets)})).tables
    for name in ("by-site", "new-sites"):
        assert here[name].frame.height, name
        assert here[name].frame.sort("site").equals(there[name].frame.sort("site")), name


def test_a_site_of_few_people_is_not_named(ask) -> None:
    """Its name is the information: whether it has one user, nine or none makes no difference to anything."""
    clinic = [ask(*OLD, *use("clinic", MONDAY, people, 10**6))["by-site"].frame.rows() for people in (0, 1, 9)]
    assert clinic[0] == clinic[1] == clinic[2]


def test_a_site_that_one_person_dominates_is_not_named(ask) -> None:
    frame = ask(*OLD, *use("films", MONDAY, 20), *use("films", MONDAY, 1, 10**6))["by-site"].frame
    assert frame["site"].to_list() == ["daily"]


def test_those_that_may_not_be_shown_take_no_place_in_the_list(ask, monkeypatch) -> None:
    monkeypatch.setattr(sites, "MOST", 1)
    frame = ask(*OLD, *use("films", MONDAY, 9, 10**6), *use("mart", MONDAY, 11, 1))["by-site"].frame
    assert frame["site"].to_list() == ["daily", "mart"], "most bytes, and most people"


def test_a_site_is_new_when_nobody_used_it_before(ask) -> None:
    spreading = [*use("fresh", LAST, 15), *use("fresh", LAST - dt.timedelta(7), 10)]
    found = ask(*OLD, *use("daily", LAST), *spreading)["new-sites"].frame
    assert found.select("site", "week", "persons").rows() == [
        ("fresh", dt.date(2026, 9, 21), 10),
        ("fresh", dt.date(2026, 9, 28), 15),
    ]


def test_a_new_site_appears_in_the_week_in_which_enough_people_use_it(ask) -> None:
    spreading = [*use("fresh", LAST, 12), *use("fresh", LAST - dt.timedelta(7), 3), *use("other", LAST, 9)]
    found = ask(*OLD, *spreading)["new-sites"].frame
    assert found.select("site", "week").rows() == [("fresh", dt.date(2026, 9, 28))]


def test_without_a_past_nothing_is_new(ask) -> None:
    assert ask(*use("fresh", LAST), *use("daily", LAST - dt.timedelta(20)))["new-sites"].frame.is_empty()
