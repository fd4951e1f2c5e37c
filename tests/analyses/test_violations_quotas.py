"""Days beyond a quota: the person reads them, others count them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.analyses.office import MONDAY, inputs, rows

from fairwatch.analyses import run

MB = 1_000_000


def day(subject: str = "p0001", **other: Any) -> dict[str, Any]:
    usual = {"subject": subject, "limited": "video", "category": "video", "action": "quota", "bytes": 700 * MB}
    return usual | {"low_s": 900.0, "high_s": 5400.0, "most_bytes": 500 * MB, "most_s": None} | other


DAYS = [
    day(),
    day(day=MONDAY + dt.timedelta(1)),
    day("p0002"),
    day(limited="films", bytes=None, most_bytes=None, most_s=3600.0, low_s=4500.0),
]


@pytest.fixture(scope="module")
def tables(engine):
    return run("violations", inputs(engine, {("violations", "quotas"): rows("violations", "quotas", DAYS)})).tables


def test_a_row_says_how_much_was_used_and_how_much_was_allowed(tables) -> None:
    assert tables["quotas"].frame.filter(subject="p0001", day=MONDAY).rows() == [
        ("p0001", MONDAY, "films", None, 4500, 5400, None, 3600),
        ("p0001", MONDAY, "video", 700 * MB, 900, 5400, 500 * MB, None),
    ]


def test_r25_the_days_are_for_their_person_alone(tables) -> None:
    assert tables["quotas"].subject_only
    assert not any(table.subject_only for name, table in tables.items() if name != "quotas")


def test_others_learn_how_many_people_and_days(tables) -> None:
    frame = tables["by-quota"].frame.drop("members")
    assert frame.rows() == [("films", 1, 1, 1, 1), ("video", 2, 2, 3, 3)]


def test_r31_a_quota_brings_no_risk_points(tables) -> None:
    assert tables["risk"].frame.is_empty()
    assert tables["risk-parts"].frame.is_empty()


def test_the_findings_of_forbidden_apps_do_not_name_it(tables) -> None:
    assert tables["findings"].frame.is_empty()
    assert tables["by-action"].frame.is_empty()
