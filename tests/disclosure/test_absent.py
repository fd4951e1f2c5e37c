"""Nobody and one person look alike: worlds that differ in nothing else are released byte for byte the same."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.disclosure.conftest import Books, Office, policy, result
from tests.disclosure.crowd import groups, subject

from fairwatch.disclosure import preview

CATEGORIES = ("games", "news", "remote_control", "tunnel", "video")
DEPARTMENTS = ("design", "legal", "sales")
CUBE = (("department", "category"), ("category",), ("department",), ())
SCHEMA = {"person": pl.String, "department": pl.String, "category": pl.String, "bytes": pl.Int64}
LONER = "f" * 32
"""One of legal, whose part is of one kind or another."""


@pytest.fixture
def office() -> Office:
    return _office()


def _office() -> Office:
    rules = policy(DEPARTMENTS)
    purposes = tuple(dataclasses.replace(one, categories=frozenset(CATEGORIES)) for one in rules.purposes)
    return Office(dataclasses.replace(rules, purposes=purposes))


def world(others: list[tuple[Any, ...]], category: str) -> pl.DataFrame:
    """What the others did, and the one person of legal in this category."""
    mine = [(LONER, "legal", category, 700), (LONER, "legal", "news", 300)]
    return pl.DataFrame([*others, *mine], schema=SCHEMA, orient="row")


@st.composite
def others(draw: st.DrawFn) -> list[tuple[Any, ...]]:
    """Many people in two departments and fewer in legal: news and video, some games, and few or none of the rest."""
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    people = draw(st.integers(15, 90))
    places = random.choice(DEPARTMENTS, people, p=[0.45, 0.1, 0.45])
    often = {"news": 0.9, "video": 0.8, "games": draw(st.floats(0, 0.5))}
    return [
        (subject(number), place, category, int(random.integers(50, 150)))
        for number, place in enumerate(places)
        for category, share in often.items()
        if random.random() < share
    ]


def shown(office: Office, rows: pl.DataFrame, kind: str, books: Books | None = None) -> dict[str, Any]:
    return office.ask("hr", *(groups(rows, *by, kind=kind) for by in CUBE), books=books).as_json()["tables"]


@settings(max_examples=40, derandomize=True, deadline=None)
@given(others=others(), kind=st.sampled_from(["traffic", "work-time", "violations"]))
def test_one_user_of_a_small_department_looks_like_none(others: list[tuple[Any, ...]], kind: str) -> None:
    """Remote control has one user in legal and tunnels none, or the other way round; rows, order and flags too."""
    office = _office()
    one, other = (shown(office, world(others, category), kind) for category in ("remote_control", "tunnel"))
    assert one == other
    assert "remote_control" not in {row.get("category") for row in one["category"]["rows"] if not row["suppressed"]}


def test_what_everybody_may_see_of_a_log_file_tells_no_more() -> None:
    everybody = [(subject(number), DEPARTMENTS[number % 3], "news", 100) for number in range(60)]
    few = [(subject(number), "sales", category, 50) for number, category in enumerate(("remote_control", "tunnel"))]
    one, other = (
        preview(result(*(groups(world(everybody + few, category), *by) for by in CUBE)), now=None).tables
        for category in ("remote_control", "tunnel")
    )
    assert {name: table.frame.to_dicts() for name, table in one.items()} == {
        name: table.frame.to_dicts() for name, table in other.items()
    }


def test_an_empty_cell_does_not_follow_from_the_sum_of_the_others(office: Office) -> None:
    """Everybody but those of legal watches videos: the total would say that legal does not."""
    rows = [(subject(number), DEPARTMENTS[number % 3], "news", 100) for number in range(90)]
    rows += [(subject(number), DEPARTMENTS[number % 3], "video", 100) for number in range(90) if number % 3 != 1]
    found = shown(office, pl.DataFrame(rows, schema=SCHEMA, orient="row"), "traffic")["department-category"]["rows"]
    video = {row["department"]: row["suppressed"] for row in found if row["category"] == "video"}
    assert video["legal"]
    assert sum(video.values()) >= 2


def test_a_kind_of_which_nothing_is_shown_is_not_listed_and_a_department_is(office: Office) -> None:
    rows = [
        (subject(number), ("design", "sales")[number % 2], category, amount)
        for number in range(60)
        for category, amount in (("news", 100), ("video", 200), ("games", 300))
    ]
    cube = ("department", "category"), ("category",)
    tables = office.ask("hr", *(groups(world(rows, "tunnel"), *by) for by in cube)).tables
    one, both = tables["category"], tables["department-category"]
    assert one.frame.select("category", "suppressed").rows() == [("games", False), ("video", False)]
    assert one.reason is not None
    assert "not listed" in one.reason.en
    assert set(both.frame["category"]) <= {"games", "news", "video"}
    assert set(both.frame["department"]) == {*DEPARTMENTS}


def test_a_table_that_shows_nothing_keeps_the_rows_that_are_the_same_for_everybody(office: Office) -> None:
    """Else it would look like a table about nothing. Names of sites come from rows, and go."""
    rows = pl.DataFrame([(LONER, "legal", "tunnel", 9)], schema=SCHEMA, orient="row")
    categories = office.ask("hr", groups(rows, "category")).tables["category"].frame
    assert categories["category"].to_list() == sorted(CATEGORIES)
    assert categories["suppressed"].all()
    sites = office.ask("hr", groups(rows.rename({"category": "site"}), "site")).tables["site"]
    assert (sites.frame.height, sites.suppressed) == (0, 0)


def test_answers_of_a_time_when_absence_told_something_tell_it_no_more(office: Office) -> None:
    """Of an older version the books know hidden cells, and none where there was nobody."""
    everybody = [(subject(number), DEPARTMENTS[number % 2 * 2], "news", 100) for number in range(60)]
    rows = world(everybody, "video")
    books = Books()
    first = shown(office, rows, "traffic", books)
    series = "analysis/department-category"
    books.kept[series] = [
        answer
        for answer in books.kept[series]
        if (answer.row["department"], answer.row["category"]) == ("legal", "video") or answer.row["category"] == "news"
    ]
    assert shown(office, rows, "traffic", books) == first
