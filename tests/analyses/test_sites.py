"""Sites used most, and new ones, as groups only."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.analyses.office import MONDAY, PERIOD, inputs, rows

from fairwatch.analyses import run

LAST = PERIOD[1]


def use(site: str | None, day: dt.date, subject: str = "p0001", size: int = 10) -> dict:
    return {
        "site": site,
        "category": "news",
        "day": day,
        "subject": subject,
        "bytes_down": size,
        "bytes_up": 1,
        "requests": 1,
    }


OLD = [use("daily", PERIOD[0] + dt.timedelta(day)) for day in range(8)]


@pytest.fixture
def ask(engine):
    def tables(*buckets):
        return run("sites", inputs(engine, {("traffic", "buckets"): rows("traffic", "buckets", buckets)})).tables

    return tables


def test_each_site_with_its_people_and_bytes(ask) -> None:
    found = ask(*OLD, use("mart", MONDAY, "p0002", 500), use("mart", MONDAY, "p0001", 100), use(None, MONDAY))
    assert found["by-site"].frame.select("site", "persons", "top1", "bytes_down").rows() == [
        ("daily", 1, 80, 80),
        ("mart", 2, 500, 600),
    ]


def test_a_site_is_new_when_nobody_used_it_before(ask) -> None:
    spreading = [
        use("fresh", LAST, "p0001"),
        use("fresh", LAST, "p0002"),
        use("fresh", LAST - dt.timedelta(7), "p0003"),
    ]
    found = ask(*OLD, use("daily", LAST), *spreading)["new-sites"].frame
    assert found.select("site", "week", "persons").rows() == [
        ("fresh", dt.date(2026, 9, 21), 1),
        ("fresh", dt.date(2026, 9, 28), 2),
    ]


def test_without_a_past_nothing_is_new(ask) -> None:
    assert ask(use("fresh", LAST), use("daily", LAST - dt.timedelta(20)))["new-sites"].frame.is_empty()
