"""The matrix of LAW section 10, and that whatever it does not say is refused."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwatch.disclosure.matrix import is_shown, verdict
from fairwatch.refusals import refusals
from fairwatch.viewer import Role

ROLES = get_args(Role)


def test_only_the_person_sees_own_rows_and_only_the_analyst_sees_aliases() -> None:
    for kind in ("work-time", "leak", "violations"):
        assert verdict(kind, "person", "employee") == "own"
        others = {verdict(kind, "person", role) for role in ROLES if role not in ("employee", "analyst")}
        assert not any(is_shown(word) for word in others)
    assert verdict("leak", "person", "analyst") == verdict("violations", "person", "analyst") == "alias"
    assert verdict("work-time", "person", "analyst") == "E_PURPOSE_MISMATCH"


def test_hr_union_manager_and_dpo_see_groups() -> None:
    for role in ("hr", "union", "manager", "dpo"):
        for kind in ("traffic", "work-time", "violations", "departure-group"):
            assert verdict(kind, "group", role) == "cells"


@pytest.mark.parametrize("role", ["operator", "analyst", "auditor", "counsel"])
def test_the_leaving_groups_are_not_for_those_who_need_no_group(role: Role) -> None:
    assert not is_shown(verdict("departure-group", "group", role))


@pytest.mark.parametrize("role", ["auditor", "operator"])
def test_auditor_and_operator_see_open_tables_only(role: Role) -> None:
    kinds = ("traffic", "work-time", "departure-group", "leak", "violations")
    assert not any(is_shown(verdict(kind, grain, role)) for kind in kinds for grain in ("person", "group"))
    assert verdict("", "open", role) == "open"


def test_counsel_sees_nothing_without_a_case() -> None:
    for kind in ("traffic", "work-time", "leak", "violations"):
        assert {verdict(kind, grain, "counsel") for grain in ("group", "open")} == {"E_NO_CASE"}


@given(kind=st.text(max_size=20), grain=st.sampled_from(["person", "group"]), role=st.sampled_from(ROLES))
def test_an_unknown_purpose_kind_is_refused(kind: str, grain: str, role: Role) -> None:
    known = {"traffic", "work-time", "departure-group", "departure-self", "leak", "violations", "any"}
    if kind not in known:
        assert verdict(kind, grain, role) == "E_DISCLOSURE"  # type: ignore[arg-type]


@given(
    kind=st.sampled_from(["traffic", "work-time", "departure-group", "departure-self", "leak", "violations", ""]),
    grain=st.sampled_from(["person", "group", "open"]),
    role=st.sampled_from([*ROLES, "preview"]),
)
def test_every_answer_is_a_verdict_or_a_known_refusal(kind: str, grain: str, role: Role) -> None:
    word = verdict(kind, grain, role)  # type: ignore[arg-type]
    assert is_shown(word) or word in refusals()
