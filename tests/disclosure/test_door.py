"""The door out: who sees what, and what is refused with which code."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.disclosure.conftest import Office, policy

from fairwatch.disclosure import Released
from fairwatch.errors import Refused
from fairwatch.viewer import Role

ROLES = get_args(Role)
KINDS = ("traffic", "work-time", "departure-group", "departure-self", "leak", "violations")
CANARY = "p0042"

GROUPS = {
    "traffic": {"manager", "hr", "dpo", "union", "analyst"},
    "work-time": {"employee", "manager", "hr", "dpo", "union"},
    "violations": {"manager", "hr", "dpo", "union", "analyst"},
    "departure-group": {"employee", "manager", "hr", "dpo", "union"},
    "leak": {"union"},
}
ROWS = {
    "work-time": {"employee"},
    "leak": {"employee", "analyst"},
    "violations": {"employee", "analyst"},
    "departure-self": set(ROLES),
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, derandomize=True)
@given(role=st.sampled_from(ROLES), kind=st.sampled_from(KINDS), grain=st.sampled_from(["person", "group"]))
def test_deny_by_default(office: Any, role: Role, kind: str, grain: str) -> None:
    """LAW section 10 once more, written as sets instead of as a matrix: nobody else gets anything."""
    allowed = role in (GROUPS if grain == "group" else ROWS).get(kind, set())
    table = office.groups(kind) if grain == "group" else office.rows(kind)
    if allowed:
        assert office.ask(role, table).tables
    else:
        assert office.code(role, table).startswith("E_")


def test_an_employee_sees_exactly_the_own_rows(office: Any) -> None:
    released = office.ask("employee", office.rows("work-time"), person=CANARY)
    frame = released.tables["rows"].frame
    assert frame.columns == ["department", "category", "at", "seconds"]
    assert frame.height == 2
    assert released.time_zone == "Asia/Shanghai"
    assert released.policy_hash == office.policy.hash


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, derandomize=True)
@given(people=st.sets(st.integers(1, 60).map("p{:04}".format)), kind=st.sampled_from(sorted(ROWS)))
def test_an_employee_never_sees_a_row_of_another(office: Any, people: set[str], kind: str) -> None:
    released = office.ask("employee", office.rows(kind, sorted(people)), person=CANARY)
    assert released.tables["rows"].frame.height == (2 if CANARY in people else 0)
    pseudonym = office.policy.purpose(kind).pseudonym
    assert not any(pseudonym(person) in released.to_json() for person in people)


def test_times_shown_to_the_person_are_quarter_hours(office: Any) -> None:
    frame = office.ask("employee", office.rows("work-time"), person=CANARY).tables["rows"].frame
    assert (frame["at"] % (15 * 60 * 1_000_000)).to_list() == [0, 0]


def test_what_people_keep_for_themselves_has_its_exact_time(office: Any) -> None:
    table = office.rows("departure-self", [CANARY], category="recruitment")
    released = office.ask("employee", table, person=CANARY)
    assert released.tables["rows"].frame["at"].to_list() == table.frame["at"].to_list()


def test_everybody_sees_the_same_leaving_table(office: Any) -> None:
    roles = ("employee", "manager", "hr", "dpo", "union")
    seen = {json.dumps(office.ask(role, office.groups("departure-group")).as_json()["tables"]) for role in roles}
    assert len(seen) == 1


def test_a_role_that_the_directory_does_not_give_is_refused(office: Any) -> None:
    assert office.code("hr", office.groups("traffic"), person=CANARY) == "E_DISCLOSURE"
    assert office.code("employee", office.rows("work-time"), person="p9999") == "E_DISCLOSURE"


@pytest.mark.parametrize("kind", ["traffic", "work-time", "leak", "violations"])
def test_nobody_gets_a_table_of_a_purpose_that_is_not_active(kind: str, office: Any) -> None:
    tables = office.groups(kind), office.rows(kind)
    rest = tuple(rule for rule in office.policy.purposes if rule.id != kind)
    off = dataclasses.replace(office.policy, purposes=rest)
    for role in ROLES:
        for table in tables:
            assert office.code(role, table, policy=off) == "E_PURPOSE_INACTIVE"


def test_a_purpose_that_ended_after_the_snapshot_is_not_active(office: Any) -> None:
    later = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    assert office.code("hr", office.groups("traffic"), now=later) == "E_PURPOSE_INACTIVE"


def test_tables_of_one_result_are_decided_one_by_one(office: Any) -> None:
    released = office.ask("hr", office.groups("work-time"), office.rows("work-time"))
    assert list(released.tables) == ["groups"]
    assert released.withheld == {"rows": "E_NO_CASE"}
    assert [(entry.outcome, entry.code) for entry in office.log.entries] == [("released", ""), ("refused", "E_NO_CASE")]


def test_a_table_without_a_subject_column_is_nobodys_own(office: Any) -> None:
    anonymous = dataclasses.replace(office.groups("work-time"), grain="person")
    assert office.code("employee", anonymous) == "E_DISCLOSURE"


def test_an_open_table_with_people_in_it_is_refused(office: Any) -> None:
    for table in (office.groups("work-time"), office.rows("work-time")):
        assert office.code("employee", dataclasses.replace(table, grain="open")) == "E_DISCLOSURE"


def test_a_group_table_that_cannot_be_checked_for_dominance_is_refused(office: Any) -> None:
    table = office.groups("traffic")
    blind = dataclasses.replace(table, columns=tuple(column for column in table.columns if column.role != "top2"))
    assert office.code("hr", blind) == "E_GROUP_TOO_SMALL"


def test_a_result_without_tables_is_refused(office: Any) -> None:
    assert office.code("employee") == "E_DISCLOSURE"


def test_only_the_door_makes_a_released() -> None:
    now = dt.datetime(2026, 9, 15, tzinfo=dt.UTC)
    with pytest.raises(TypeError, match="only"):
        Released("a", None, None, {}, {}, (), "", now, "UTC", door=object())  # type: ignore[arg-type]


def test_a_released_cannot_be_altered(office: Any) -> None:
    released = office.ask("hr", office.groups("traffic"))
    with pytest.raises(dataclasses.FrozenInstanceError):
        released.viewer = None
    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(released, viewer=None)


def test_json_says_what_columns_mean_and_nothing_more() -> None:
    office = Office(policy(("sales", "design")))
    table = json.loads(office.ask("hr", office.groups("traffic")).to_json())["tables"]["groups"]
    assert [column["name"] for column in table["columns"]] == ["department", "persons", "bytes"]
    assert table["rows"][0] == {"department": "design", "persons": 19, "bytes": 900.0, "suppressed": False}


def test_an_error_names_no_person(office: Any) -> None:
    with pytest.raises(Refused) as refused:
        office.ask("hr", office.rows("work-time"))
    assert not any(person in refused.value.message() for person in office.policy.people["person"])
