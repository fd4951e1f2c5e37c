"""Which dimensions of tables are the same, and which tables can be shown together."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from fairwatch.disclosure.links import is_acyclic, keys_of, showable

MONDAY = dt.date(2026, 9, 7)


def test_days_say_their_month_week_and_weekday(office: Any) -> None:
    days = [MONDAY, MONDAY + dt.timedelta(days=6)]
    (keys,) = keys_of([office.groups("traffic", {"day": days})])
    assert keys["weekday"] == ["1", "7"]
    assert keys["week"] == ["2026-09-07", "2026-09-07"]
    assert keys["month"] == ["2026-09", "2026-09"]


def test_a_week_says_nothing_of_the_day_and_month_of_its_monday(office: Any) -> None:
    (keys,) = keys_of([office.groups("traffic", {"week": [MONDAY, MONDAY + dt.timedelta(days=7)]})])
    assert keys == {"week": ["2026-09-07", "2026-09-14"]}


def test_departments_say_their_branch_where_branches_are_shown(office: Any) -> None:
    departments = office.groups("traffic", {"department": ["north/sales", "legal"]})
    branches = office.groups("traffic", {"branch": ["north", "south"]}, name="branches")
    assert keys_of([departments, branches])[0]["branch"] == ["north", ""]
    assert "branch" not in keys_of([departments])[0]


def test_sites_are_sorted_into_categories_by_another_table(office: Any) -> None:
    both = office.groups("traffic", {"site": ["douyin", "jd"], "category": ["short_video", "shopping"]})
    sites = office.groups("traffic", {"site": ["jd", "douyin"]}, name="sites")
    assert keys_of([both, sites])[1]["category"] == ["shopping", "short_video"]


def test_a_site_table_that_cannot_be_sorted_gives_way_to_categories(office: Any) -> None:
    sites = office.groups("traffic", {"site": ["jd", "douyin"]}, name="sites")
    categories = office.groups("traffic", {"category": ["shopping", "short_video"]})
    assert showable(keys_of([sites, categories])) == [1]
    assert showable(keys_of([sites])) == [0]


@pytest.mark.parametrize(
    ("edges", "acyclic"),
    [
        ([], True),
        (["ab"], True),
        (["ab", "bc"], True),
        (["ab", "cd"], True),
        (["ab", "ab"], True),
        (["ab", "bc", "ca"], False),
        (["ab", "bc", "ca", "abc"], True),
        (["ab", "bc", "cd", "da"], False),
        (["abc", "cd", "de", "a"], True),
        (["abc", "cde", "efa"], False),
    ],
)
def test_acyclic(edges: list[str], acyclic: bool) -> None:
    assert is_acyclic(edges) is acyclic


def test_the_table_that_closes_a_circle_is_left_out(office: Any) -> None:
    pairs = (("day", "department"), ("department", "category"), ("day", "category"), ("category", "hour"))
    tables = [office.groups("traffic", {one: ["x", "y"], two: ["x", "y"]}, name=one + two) for one, two in pairs]
    assert showable(keys_of(tables)) == [0, 1, 3]
