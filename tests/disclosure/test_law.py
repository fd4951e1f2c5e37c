"""One test per requirement of LAW.md that the door out holds."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, get_args

import polars as pl
import pytest

from fairwatch.errors import Refused
from fairwatch.viewer import AccessEntry, Role, Viewer

ROLES = get_args(Role)
CANARY = "p0042"


def test_r07_file_transfer_data_is_not_for_judging_performance(office: Any) -> None:
    """Given file-transfer data, when HR queries under "performance", then denied and logged."""
    for table in (office.rows("leak"), office.groups("leak")):
        assert office.code("hr", table) == "E_PURPOSE_MISMATCH"
        assert office.log.entries[-1].purpose == "leak"


def test_r07_rows_of_one_purpose_are_nobodys_under_another(office: Any) -> None:
    """A table with leak rows that calls itself work time shows the person nothing: the keys differ."""
    disguised = dataclasses.replace(office.rows("leak", [CANARY]), purpose="work-time")
    assert office.ask("employee", disguised, person=CANARY).tables["rows"].frame.is_empty()


@pytest.mark.parametrize("role", ROLES)
def test_r12_asking_does_not_tell_who_consented(role: Role, office: Any) -> None:
    """The answer to everybody else, and the log, are the same whether nobody, somebody or many take part."""
    answers = set()
    for people in ([], [CANARY], [CANARY, "p0050", "p0051"]):
        try:
            answers.add(office.ask(role, office.rows("departure-self", people)).to_json())
        except Refused as refused:
            answers.add(refused.message("en"))
    assert len(answers) == 1
    assert len({(entry.outcome, entry.code, str(entry.details)) for entry in office.log.entries}) == 1


@pytest.mark.parametrize("role", ROLES)
def test_r12_nobody_counts_those_who_consented(role: Role, office: Any) -> None:
    assert office.code(role, office.groups("departure-self")) == "E_CONSENT_STATE_HIDDEN"


def test_r25_recruitment_is_no_category_of_any_other_purpose(office: Any) -> None:
    groups = office.groups("work-time", {"category": ["recruitment", "video"]}, [30, 30], [500.0, 500.0])
    assert office.code("hr", groups) == "E_CATEGORY_TOO_FINE"
    assert office.code("analyst", office.rows("violations", category="recruitment")) == "E_LEAVING_INDIVIDUAL"


@pytest.mark.parametrize("role", ROLES)
def test_r26_leaving_is_off_until_its_purpose_is_active(role: Role, office: Any) -> None:
    fresh = dataclasses.replace(office.policy, purposes=())
    for table in (office.groups("departure-group"), office.rows("departure-self")):
        assert office.code(role, table, policy=fresh) == "E_LEAVING_OFF"


def test_r27_nobody_sees_anothers_leaving_tendency(office: Any) -> None:
    others = office.rows("departure-self", [CANARY])
    for role in ROLES:
        if role != "employee":
            assert office.code(role, others) == "E_LEAVING_INDIVIDUAL"
    assert office.ask("employee", others).tables["rows"].frame.is_empty()


@pytest.mark.parametrize("role", ROLES)
def test_r27_people_see_their_own_in_whatever_role(role: Role, office: Any) -> None:
    table = office.rows("departure-self", [CANARY, office.holder(role)])
    assert office.ask(role, table).tables["rows"].frame.height == 2


def test_r28_a_unit_of_49_is_hidden_where_the_law_pack_says_50(office: Any) -> None:
    limits = dataclasses.replace(office.policy.limits, min_group_departure=50)
    units = office.groups("departure-group", {"department": ["a", "b", "c"]}, [49, 80, 90], [4900.0, 8000.0, 9000.0])
    released = office.ask("hr", units, policy=dataclasses.replace(office.policy, limits=limits))
    hidden = dict(released.tables["groups"].frame.select("department", "suppressed").iter_rows())
    assert hidden["a"]
    assert not hidden["c"]


def test_r28_a_purpose_may_ask_for_larger_groups(office: Any) -> None:
    rules = tuple(dataclasses.replace(rule, min_group=30) for rule in office.policy.purposes)
    table = office.groups("traffic", {"department": ["a", "b", "c"]}, [29, 40, 50], [29e6, 40e6, 50e6])
    released = office.ask("hr", table, policy=dataclasses.replace(office.policy, purposes=rules))
    hidden = dict(released.tables["groups"].frame.select("department", "suppressed").iter_rows())
    assert [hidden[name] for name in "abc"] == [True, True, False]


def test_r28_departments_without_anybody_look_like_small_ones(office: Any) -> None:
    """Only sales was seen. If design and legal had no row, the hidden row of sales would say "somebody"."""
    frame = (
        office.ask("hr", office.groups("departure-group", {"department": ["sales"]}, [1], [1.0])).tables["groups"].frame
    )
    assert frame["department"].to_list() == ["design", "legal", "sales"]
    assert frame["suppressed"].all()


@pytest.mark.parametrize("role", ROLES)
def test_r29_leaving_data_joined_with_anything_is_tainted(role: Role, office: Any) -> None:
    assert office.code(role, office.groups("departure-group"), office.rows("violations")) == "E_TAINTED"


def test_r30_columns_without_a_permitted_role_stay_inside(office: Any) -> None:
    table = office.groups("traffic")
    named = dataclasses.replace(table, frame=table.frame.with_columns(name=pl.lit("somebody"), subject=pl.lit("one")))
    frame = office.ask("hr", named).tables["groups"].frame
    assert frame.columns == ["department", "persons", "bytes", "suppressed"]


def test_r30_aliases_cannot_be_joined_across_releases(office: Any) -> None:
    """Another day, analyst or purpose: another alias. On the same day the same, or findings fall apart."""
    second = pl.col("person") == "p0050"
    roles = pl.when(second).then(pl.lit(["analyst"], dtype=pl.List(pl.String))).otherwise("roles")
    policy = dataclasses.replace(office.policy, people=office.policy.people.with_columns(roles=roles))

    def aliases(kind: str, person: str, day: int) -> set[str]:
        now = dt.datetime(2026, 9, day, tzinfo=dt.UTC)
        released = office.ask("analyst", office.rows(kind, [CANARY, "p0051"]), person=person, policy=policy, now=now)
        assert policy.purpose(kind).pseudonym(CANARY) not in released.to_json()
        return set(released.tables["rows"].frame["subject"])

    first = aliases("leak", "p0004", 15)
    assert len(first) == 2
    assert first == aliases("leak", "p0004", 15)
    for other in (aliases("leak", "p0004", 16), aliases("leak", "p0050", 15), aliases("violations", "p0004", 15)):
        assert not first & other


def test_r30_an_alias_does_not_come_with_a_small_department(office: Any) -> None:
    nine = pl.when(pl.col("person") <= "p0009").then(pl.lit("sales")).otherwise(pl.lit("design"))
    policy = dataclasses.replace(office.policy, people=office.policy.people.with_columns(department=nine))
    frame = office.ask("analyst", office.rows("leak", [CANARY]), policy=policy).tables["rows"].frame
    assert frame["department"].to_list() == [None, None]


@pytest.mark.parametrize("role", ["hr", "manager", "dpo", "counsel", "union"])
def test_r35_rows_of_one_person_need_a_case(role: Role, office: Any) -> None:
    for kind in ("work-time", "violations"):
        assert office.code(role, office.rows(kind)) == "E_NO_CASE"


def test_r41_own_rows_are_logged_under_the_logs_own_name_of_the_person(office: Any) -> None:
    office.ask("employee", office.rows("leak"), person=CANARY)
    assert office.log.entries == [
        AccessEntry(
            viewer=Viewer(CANARY, "employee"),
            action="analyse analysis",
            purpose="leak",
            outcome="released",
            policy_hash=office.policy.hash,
            people=frozenset({CANARY}),
            details={"tables": 1, "rows": 2, "suppressed": 0},
        )
    ]


def test_r41_an_analysts_release_names_everybody_in_it(office: Any) -> None:
    office.ask("analyst", office.rows("leak", [CANARY, "p0050"]))
    pseudonym = office.policy.purpose("leak").pseudonym
    assert office.log.entries[0].subjects == {pseudonym(CANARY), pseudonym("p0050")}
    assert office.log.entries[0].people == set()


def test_r41_groups_have_no_subjects(office: Any) -> None:
    office.ask("hr", office.groups("traffic"))
    assert office.log.entries[0].subjects == frozenset()


@pytest.mark.parametrize("role", ["employee", "hr", "counsel"])
def test_r41_when_the_log_is_down_nothing_is_shown(role: Role, office: Any) -> None:
    office.log.down = True
    for table in (office.rows("work-time"), office.groups("work-time"), office.refusals()):
        with pytest.raises(Refused, match="E_LOG_DOWN"):
            office.ask(role, table)


def test_r41_a_log_that_breaks_in_its_own_way_is_down_too(office: Any) -> None:
    class Full:
        def record(self, entry: AccessEntry) -> None:
            raise OSError(f"no space left for {entry.action}")

    with pytest.raises(Refused, match="E_LOG_DOWN"):
        office.ask("employee", office.rows("work-time"), access_log=Full())
