"""Apps on the published list, remote control and tunnels."""

from __future__ import annotations

import pytest
from tests.analyses.office import MONDAY, inputs, rows, us

from fairwatch.analyses import run

BUCKETS = [
    {"site": "desk", "action": "remote_control", "requests": 4, "blocked": 0, "bytes_up": 10, "bytes_down": 20},
    {"site": "desk", "action": "remote_control", "requests": 1, "blocked": 1, "bucket_us": us(MONDAY, "15:00")},
    {"site": "gate", "action": "tunnel", "requests": 7, "blocked": 7, "subject": "p0002"},
    {"site": "gate", "action": "tunnel", "requests": 2, "blocked": 0, "subject": "p0003", "department": "legal"},
    {"site": "daily", "action": "page_view", "requests": 99, "blocked": 0},
]


@pytest.fixture(scope="module")
def tables(engine):
    return run("violations", inputs(engine, {("violations", "buckets"): rows("violations", "buckets", BUCKETS)})).tables


def test_what_one_person_used_or_tried_on_a_day(tables) -> None:
    found = tables["findings"].frame.select("subject", "day", "site", "action", "requests", "blocked", "bytes_up")
    assert found.rows() == [
        ("p0001", MONDAY, "desk", "remote_control", 5, 1, 10),
        ("p0002", MONDAY, "gate", "tunnel", 7, 7, None),
        ("p0003", MONDAY, "gate", "tunnel", 2, 0, None),
    ]


def test_groups(tables) -> None:
    by_action = tables["by-action"].frame.drop("members")
    assert by_action.rows() == [("remote_control", 1, 5, 5, 5, 1), ("tunnel", 2, 7, 9, 9, 7)]
    assert tables["by-department"].frame.select("department", "action", "persons", "requests").rows() == [
        ("legal", "tunnel", 1, 2),
        ("sales", "remote_control", 1, 5),
        ("sales", "tunnel", 1, 7),
    ]
