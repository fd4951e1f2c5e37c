"""Groups of one's own department: the same cells as everybody's, and none of another department."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.disclosure.conftest import Books

from fairwatch.disclosure.standing import compare, settle
from fairwatch.findings import Column
from fairwatch.text import Text

EMPLOYEE, DEPARTMENTS = "p0042", ["design", "legal", "sales"]
"""Of legal."""


def departments(office: Any, persons: list[int], name: str = "groups") -> Any:
    figures = [100.0 * count for count in persons]
    return office.groups("work-time", {"department": DEPARTMENTS}, persons, figures, name=name)


def test_an_employee_sees_the_own_department_only(office: Any) -> None:
    released = office.ask("employee", departments(office, [20, 23, 17]), person=EMPLOYEE)
    assert released.tables["groups"].frame.select("department", "persons", "bytes").rows() == [("legal", 23, 2300.0)]


def test_what_is_about_everybody_is_not_shown_to_an_employee(office: Any) -> None:
    everybody = office.groups("work-time", {"category": ["news", "video"]}, name="categories")
    released = office.ask("employee", departments(office, [20, 23, 17]), everybody, person=EMPLOYEE)
    assert list(released.tables) == ["groups"]
    assert released.withheld == {"categories": "E_DISCLOSURE"}


def test_nothing_is_shown_of_a_small_department(office: Any) -> None:
    (row,) = office.ask("employee", departments(office, [20, 9, 17]), person=EMPLOYEE).tables["groups"].frame.to_dicts()
    assert row == {"department": "legal", "persons": None, "bytes": None, "suppressed": True}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, derandomize=True, deadline=None)
@given(persons=st.lists(st.integers(1, 40), min_size=3, max_size=3), first=st.booleans())
def test_whoever_asks_first_sees_the_cells_that_all_others_see(office: Any, persons: list[int], first: bool) -> None:
    """So what employees of several departments lay together is at most HR's table."""
    books, tables = (
        Books(),
        (departments(office, persons), office.groups("work-time", {"category": ["a", "b"]}, name="c")),
    )

    def own() -> list[tuple[Any, ...]]:
        return [
            office.ask("employee", *tables, person=person, books=books).tables["groups"].frame.row(0)
            for person in ("p0041", "p0042", "p0040")  # of design, legal, sales
        ]

    before = own() if first else []
    hr = office.ask("hr", *tables, books=books).tables["groups"].frame.sort("department").rows()
    assert sorted(own()) == hr
    assert not before or sorted(before) == hr


def test_a_report_of_a_department_leaves_the_others_out(office: Any) -> None:
    manager = office.holder("manager")
    (own,) = office.policy.people.filter(pl.col("person") == manager)["department"]
    released = office.ask("manager", departments(office, [20, 23, 17]), own_department=True)
    assert released.tables["groups"].frame["department"].to_list() == [own]


def test_of_the_leaving_tendency_everybody_still_sees_the_same(office: Any) -> None:
    table = office.groups("departure-group", {"department": ["design", "sales"]})
    whole, own = (
        office.ask("manager", table, own_department=narrow).tables["groups"].frame for narrow in (False, True)
    )
    assert own.equals(whole)


@pytest.mark.parametrize("kind", ["traffic", "violations", "leak"])
def test_an_employee_sees_no_group_of_other_purposes(office: Any, kind: str) -> None:
    assert office.code("employee", office.groups(kind), person=EMPLOYEE) == "E_DISCLOSURE"


def test_an_answer_about_a_week_is_kept_until_its_sunday_is_gone(office: Any) -> None:
    """Else the week would be told anew, without the days that have expired."""
    monday = dt.date(2026, 9, 7)
    table = office.groups("work-time", {"week": [monday, monday + dt.timedelta(7)]})
    week = Column("week", "dimension", Text("", ""), "day")
    table = dataclasses.replace(table, columns=(week, *table.columns[1:]))
    purpose = office.policy.purpose("work-time")
    standing = compare(table, "a/groups", purpose, 10, ())
    (shown,) = [office.ask("hr", table).tables["groups"]]
    _, kept = settle(shown, standing, purpose, 10, dt.datetime(2026, 9, 20, tzinfo=dt.UTC))
    assert kept[0].until == monday + dt.timedelta(6 + purpose.rollup_days + 1)
