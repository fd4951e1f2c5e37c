"""Cells that would say something about few people by themselves."""

from __future__ import annotations

import dataclasses
from typing import Any

import polars as pl
import pytest

from fairwatch.disclosure.links import keys_of
from fairwatch.disclosure.primary import extreme_rates, unsafe
from fairwatch.findings import Table
from fairwatch.policy import Limits

LIMITS = Limits(law="cn", pack_version="1")
AB = {"department": ["a", "b"]}


def flags(*tables: Table, headcount: dict[str, int] | None = None) -> list[list[bool]]:
    return [cells.tolist() for cells in unsafe(tables, keys_of(tables), 10, LIMITS, headcount)]


@pytest.mark.parametrize(("persons", "hidden"), [(0, True), (1, True), (9, True), (10, False), (500, False)])
def test_fewer_than_k_people(persons: int, hidden: bool, office: Any) -> None:
    assert flags(office.groups("traffic", AB, [persons, 40], [1e3, 1e3])) == [[hidden, False]]


def test_an_unknown_number_of_people_is_too_few(office: Any) -> None:
    table = office.groups("traffic", AB)
    unknown = table.frame.with_columns(persons=pl.lit(None, dtype=pl.Int64))
    assert flags(dataclasses.replace(table, frame=unknown)) == [[True, True]]


@pytest.mark.parametrize(
    ("top1", "top2", "hidden"), [(25, 40, False), (26, 40, True), (25, 41, True), (None, 40, True)]
)
def test_one_or_two_people_dominate(top1: float | None, top2: float, hidden: bool, office: Any) -> None:
    table = office.groups("traffic", AB, [40, 40], [100.0, 100.0], top1=[top1, 1], top2=[top2, 2])
    assert flags(table) == [[hidden, False]]


def test_all_but_a_few_people_of_a_parent(office: Any) -> None:
    """35 of the 40 people of department a used video: who did not is a group of five."""
    parents = office.groups("traffic", AB, [40, 40], [1e3, 1e3], name="parents")
    cells = {"department": ["a", "a", "b"], "category": ["video", "news", "video"]}
    assert flags(office.groups("traffic", cells, [35, 30, 40], [1e3] * 3), parents) == [
        [True, False, False],
        [False, False],
    ]


def test_the_same_cells_counted_twice_must_not_differ_by_a_few_people(office: Any) -> None:
    """Two overlapping groups: everybody, and everybody but one."""
    whole, rest = (
        office.groups("traffic", AB, [23, 40], [1e3, 1e3]),
        office.groups("traffic", AB, [22, 40], [1e3, 1e3], name="rest"),
    )
    assert flags(whole, rest) == [[False, False], [True, False]]


def test_nearly_everybody_where_membership_is_the_message(office: Any) -> None:
    table = office.groups("violations", AB, [11, 20], [1e3, 1e3])
    assert flags(table, headcount={"a": 12, "b": 40}) == [[True, False]]
    assert flags(table) == [[False, False]]


@pytest.mark.parametrize(("rate", "coded"), [(0.0, True), (0.049, True), (0.05, False), (0.5, False), (0.951, True)])
def test_rates_near_zero_and_one(rate: float, coded: bool, office: Any) -> None:
    table = office.groups("departure-group", AB, [40, 40], [rate, 0.2], main="share")
    rates = tuple(
        dataclasses.replace(column, unit="share") if column.name == "share" else column for column in table.columns
    )
    assert extreme_rates(dataclasses.replace(table, columns=rates)).tolist() == [coded, False]
    assert extreme_rates(table).tolist() == [False, False]


@pytest.mark.parametrize(
    ("persons", "people", "hidden"), [(11, 14, True), (11, 11, False), (11, 40, False), (30, 39, True)]
)
def test_a_rate_must_not_leave_a_few_people_over(persons: int, people: int, hidden: bool, office: Any) -> None:
    """11 of 14 under notice: the other three are a small group too, however large the department is."""
    table = office.groups("departure-group", AB, [persons, 40], [persons / people, 0.2], main="share")
    rates = tuple(
        dataclasses.replace(column, unit="share") if column.name == "share" else column for column in table.columns
    )
    assert flags(dataclasses.replace(table, columns=rates)) == [[hidden, False]]


@pytest.mark.parametrize(("whole", "hidden"), [(62, True), (64, False), (54, False)])
def test_who_moved_and_was_counted_in_both_places_cannot_be_told_from_the_sum(
    whole: int, hidden: bool, office: Any
) -> None:
    """Departments of 30, 20 and 14 people against 62 in all: two moved, and both were seen before and after."""
    places = {"department": ["sales", "design", "legal"], "action": ["tunnel"] * 3}
    departments = office.groups("violations", places, [30, 20, 14], [1e3] * 3)
    total = office.groups("violations", {"action": ["tunnel"]}, [whole], [3e3], name="all")
    secret = {"sales": 90, "design": 90, "legal": 90}
    assert flags(departments, total, headcount=secret)[0] == [False, False, hidden]
    assert flags(departments, total)[0] == [False] * 3, "where being in a cell is no secret"
