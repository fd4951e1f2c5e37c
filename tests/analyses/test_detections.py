"""Hits of published detection rules: per person and day, for groups, in correlations, and what they are worth."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from tests.analyses.office import MONDAY, inputs, policy, rows, us

from fairwatch.analyses import run
from fairwatch.rule_list import PART, ListedCorrelation, ListedRule, RuleList
from fairwatch.text import Text

TUESDAY = MONDAY + dt.timedelta(days=1)
HOUR_US = 3_600_000_000


def listed(name: str, level: str, *, alone: bool = True) -> ListedRule:
    return ListedRule(name, Text(f"规则 {name}", f"rule {name}"), level, attack=False, alone=alone, text="")


LIST = RuleList(
    (listed("beacon", "critical"), listed("dropper", "low"), listed("scan", "medium", alone=False)),
    (ListedCorrelation("many-scans", Text("多次", "many"), "high", "event_count", ("scan",), HOUR_US, 10, ""),),
)
PEOPLE = [{"person": f"p{number:04}"} for number in range(98)]
RULES = policy(PEOPLE, rule_list=LIST)
BUCKETS = [
    {"detection": "beacon", "requests": 4, "blocked": 1},
    {"detection": "beacon", "requests": 2, "blocked": 0, "bucket_us": us(MONDAY, "15:00")},
    {"detection": "beacon", "requests": 1, "day": TUESDAY, "bucket_us": us(TUESDAY)},
    {"detection": "dropper", "requests": 7, "blocked": 0, "subject": "p0002", "department": "legal"},
    {"detection": "scan", "requests": 6, "subject": "p0003"},
    {"detection": "scan", "requests": 5, "subject": "p0003", "bucket_us": us(MONDAY, "09:45")},
    {"detection": "scan", "requests": 9, "subject": "p0002"},
    {"detection": "withdrawn", "requests": 50, "subject": "p0002"},
    {"action": "tunnel", "site": "gate", "requests": 99, "subject": "p0002"},
]


@pytest.fixture(scope="module")
def tables(engine):
    given = {("violations", "buckets"): rows("violations", "buckets", BUCKETS)}
    return run("detections", inputs(engine, given, RULES)).tables


def test_which_rule_on_which_day_how_often(tables) -> None:
    found = tables["findings"].frame.select("subject", "day", "detection", "level", "requests", "blocked")
    assert found.rows() == [
        ("p0001", MONDAY, "beacon", "critical", 6, 1),
        ("p0001", TUESDAY, "beacon", "critical", 1, None),
        ("p0002", MONDAY, "dropper", "low", 7, 0),
        ("p0003", MONDAY, "many-scans", "high", 11, None),
    ]


def test_what_is_on_the_list_no_longer_is_no_finding(tables) -> None:
    of_rules = (table.frame for table in tables.values() if "detection" in table.frame.columns)
    named = {name for frame in of_rules for name in frame["detection"]}
    assert named == {"beacon", "dropper", "many-scans"}


def test_groups(tables) -> None:
    assert tables["by-rule"].frame.select("detection", "persons", "top1", "requests").rows() == [
        ("beacon", 1, 7, 7),
        ("dropper", 1, 7, 7),
    ]
    assert tables["by-department"].frame.select("department", "detection", "persons").rows() == [
        ("legal", "dropper", 1),
        ("sales", "beacon", 1),
    ]


def test_points_are_those_of_the_rarity_as_far_as_the_level_matters(tables) -> None:
    """One of 98: (1 + 1) / (98 + 2) is 17 points."""
    points = tables["risk-parts"].frame.group_by("detection").agg("points").rows()
    assert {name: [round(one, 1) for one in all_points] for name, all_points in points} == {
        "beacon": [17.0, 17.0],
        "dropper": [4.2],
        "many-scans": [12.7],
    }


def test_without_a_list_there_is_nothing(engine) -> None:
    given = {("violations", "buckets"): rows("violations", "buckets", BUCKETS)}
    result = run("detections", inputs(engine, given, policy(PEOPLE)))
    assert all(table.frame.is_empty() for table in result.tables.values())


def test_rows_from_before_there_were_detections(engine) -> None:
    old = rows("violations", "buckets", BUCKETS).drop("detection")
    result = run("detections", inputs(engine, {("violations", "buckets"): old}, RULES))
    assert result.tables["findings"].frame.is_empty()


FOUND = [{"detection": "many-scans", "requests": 12, "subject": "p0005"}, {"detection": "withdrawn", "requests": 3}]


def test_what_was_found_by_instants_is_not_looked_for_in_quarter_hours_again(engine) -> None:
    keeping = tuple(replace(one, columns=PART) for one in RULES.purposes)
    given = {
        ("violations", "buckets"): rows("violations", "buckets", BUCKETS),
        ("violations", "correlations"): rows("violations", "correlations", FOUND),
    }
    tables = run("detections", inputs(engine, given, replace(RULES, purposes=keeping))).tables
    found = tables["findings"].frame.filter(detection="many-scans")
    assert found.select("subject", "day", "level", "requests").rows() == [("p0005", MONDAY, "high", 12)]


def test_no_table_tells_when_it_was(tables) -> None:
    assert not {name for table in tables.values() for name in table.frame.columns if name.endswith("_us")}
