"""The life cycle: no order of calls reaches ACTIVE without every record for the same wording (LAW section 6)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.governance.sample import DIGEST, NOW

from fairwatch.errors import Refused
from fairwatch.governance import scope
from fairwatch.governance.models import PurposeVersion, State
from fairwatch.governance.prohibited import INFERENCES
from fairwatch.governance.records import (
    ASSESSMENT_QUESTIONS,
    AssessmentRecord,
    BasisRecord,
    ConsultationRecord,
    Document,
    KeyRecord,
    PublicationRecord,
)
from fairwatch.governance.services import laws, procedure

WORDING = dataclasses.replace(scope.template("work-time"), until=dt.date(2027, 3, 31))
SUBMITTED = dt.date(2026, 6, 1)
ASSESSMENT = AssessmentRecord("p0004", dt.date(2026, 6, 3), "low", dict.fromkeys(ASSESSMENT_QUESTIONS, "answered"))
CONSULTATION = ConsultationRecord(dt.date(2026, 6, 4), dt.date(2026, 7, 3), "staff meeting", (), "agreed", "p0005")
BASIS = BasisRecord(
    "hr_rules", (Document("rulebook", DIGEST),), DIGEST, dt.date(2026, 7, 6), "CC-2026-1", dt.date(2028, 12, 31)
)
PUBLICATION = PublicationRecord(dt.date(2026, 7, 6), "notice board")
DPO_KEY = KeyRecord("p0004", dt.datetime(2026, 7, 21, tzinfo=dt.UTC))
UNION_KEY = KeyRecord("p0005", dt.datetime(2026, 7, 21, tzinfo=dt.UTC))
BY: dict[str, Any] = {"actor": "p0004", "now": NOW}


def new(wording: scope.Scope = WORDING) -> PurposeVersion:
    return procedure.draft(wording, "p0003", **BY)


STEPS = {
    "submit": lambda version: procedure.submit(version, SUBMITTED, **BY),
    "assess": lambda version: procedure.sign_assessment(version, ASSESSMENT, **BY),
    "consult": lambda version: procedure.conclude_consultation(version, CONSULTATION, **BY),
    "prove": lambda version: procedure.prove_basis(version, BASIS, **BY),
    "publish": lambda version: procedure.publish(version, PUBLICATION, **BY),
    "dpo": lambda version: procedure.turn_key(version, "dpo", DPO_KEY, **BY),
    "union": lambda version: procedure.turn_key(version, "union", UNION_KEY, **BY),
    "activate": lambda version: procedure.activate(version, **BY),
}


def test_all_steps_in_order_reach_active(organisation: None) -> None:
    version = new()
    for step in STEPS.values():
        step(version)
    version.refresh_from_db()
    assert version.state == State.ACTIVE


@pytest.mark.parametrize("missing", [name for name in STEPS if name != "activate"])
def test_without_any_one_step_active_is_not_reached(organisation: None, missing: str) -> None:
    version, refused = new(), []
    for name, step in STEPS.items():
        try:
            if name != missing:
                step(version)
        except Refused as refusal:
            refused.append(refusal.code)
    assert refused
    assert not PurposeVersion.objects.filter(state=State.ACTIVE).exists()


def test_r06_records_do_not_carry_over_to_another_wording(organisation: None) -> None:
    first = new()
    for name in ("submit", "assess", "consult"):
        STEPS[name](first)
    second = new(dataclasses.replace(WORDING, rollup_days=29))
    first.refresh_from_db()
    assert (first.state, second.state) == (State.REJECTED, State.DRAFT)
    with pytest.raises(Refused, match="E_STATE"):
        STEPS["consult"](second)


def test_r06_a_wording_changed_behind_the_procedures_back_is_noticed(organisation: None) -> None:
    version = new()
    for name in list(STEPS)[:-1]:
        STEPS[name](version)
    changed = {**version.scope, "rollup_days": 29}
    PurposeVersion.objects.filter(pk=version.pk).update(scope=changed)
    with pytest.raises(Refused, match="E_STATE"):
        STEPS["activate"](version)
    PurposeVersion.objects.filter(pk=version.pk).update(scope_hash=scope.from_json(changed).hash)
    with pytest.raises(Refused, match="E_PIA_MISSING"):
        STEPS["activate"](version)


@pytest.mark.parametrize("inference", sorted(INFERENCES))
def test_r05_whoever_signs_a_prohibited_purpose_goes_no_further(organisation: None, inference: str) -> None:
    version = new(dataclasses.replace(WORDING, infers=(inference,)))
    with pytest.raises(Refused, match="E_PURPOSE_PROHIBITED"):
        STEPS["submit"](version)


def test_r05_prohibition_is_checked_again_at_the_end(organisation: None) -> None:
    version = new()
    for name in list(STEPS)[:-1]:
        STEPS[name](version)
    forbidden = dataclasses.replace(WORDING, categories=("health",))
    PurposeVersion.objects.filter(pk=version.pk).update(scope=forbidden.as_json(), scope_hash=forbidden.hash)
    for records in (version.assessments, version.keys):
        records.update(scope_hash=forbidden.hash)
    for record in (version.consultation, version.basis):
        record.scope_hash = forbidden.hash
        record.save()
    with pytest.raises(Refused, match="E_PURPOSE_PROHIBITED"):
        STEPS["activate"](version)


@pytest.mark.parametrize("count", [0, 1])
def test_r04_fewer_than_two_alternatives_are_refused(organisation: None, count: int) -> None:
    version = new(dataclasses.replace(WORDING, alternatives=WORDING.alternatives[:count]))
    with pytest.raises(Refused, match="E_NECESSITY"):
        STEPS["submit"](version)


@pytest.mark.parametrize(
    "change", [{"rollup_days": 31}, {"raw_hours": 49}, {"min_group": 9}], ids=["retention", "raw", "group"]
)
def test_r46_a_wording_beyond_the_pack_is_refused(organisation: None, change: dict[str, Any]) -> None:
    version = new(dataclasses.replace(WORDING, **change))
    with pytest.raises(Refused, match="E_PACK_LOOSENS"):
        STEPS["submit"](version)


def test_r06_every_question_of_the_assessment_is_answered(organisation: None) -> None:
    version = new()
    STEPS["submit"](version)
    for question in ASSESSMENT_QUESTIONS:
        answers = {**ASSESSMENT.answers, question: " "}
        with pytest.raises(Refused, match="E_PIA_MISSING"):
            procedure.sign_assessment(version, dataclasses.replace(ASSESSMENT, answers=answers), **BY)


def test_the_later_of_waiting_and_keys_begins_the_term(organisation: None) -> None:
    version = new()
    for name in list(STEPS)[:-1]:
        STEPS[name](version)
    procedure.turn_key(version, "union", KeyRecord("p0005", NOW - dt.timedelta(days=1)), **BY)
    STEPS["activate"](version)
    version.refresh_from_db()
    assert version.active_from == NOW - dt.timedelta(days=1)


class Procedure(RuleBasedStateMachine):
    """Any person calls any step with any record, in any order, and rewords the purpose in between."""

    def __init__(self) -> None:
        super().__init__()
        self.version = new()
        self.wordings = [WORDING, dataclasses.replace(WORDING, rollup_days=29)]

    def attempt(self, step: Any) -> None:
        try:
            step()
        except Refused:
            self.version.refresh_from_db()

    @rule(name=st.sampled_from(sorted(STEPS)))
    def good_step(self, name: str) -> None:
        self.attempt(lambda: STEPS[name](self.version))

    @rule()
    def the_next_steps_in_order(self) -> None:
        for step in STEPS.values():
            self.attempt(lambda step=step: step(self.version))

    @rule(other=st.booleans())
    def reword(self, *, other: bool) -> None:
        self.version = new(self.wordings[other])

    @rule(person=st.sampled_from(["p0001", "p0003", "p0004", "p0005", "p9999"]), risk=st.sampled_from(["low", "high"]))
    def assess_somehow(self, person: str, risk: str) -> None:
        record = dataclasses.replace(ASSESSMENT, signed_by=person, residual_risk=risk)
        self.attempt(lambda: procedure.sign_assessment(self.version, record, **BY))

    @rule(result=st.sampled_from(["negotiated", "objected"]), closed=st.dates(dt.date(2026, 6, 1), dt.date(2026, 9, 9)))
    def consult_somehow(self, result: str, closed: dt.date) -> None:
        record = dataclasses.replace(CONSULTATION, union_result=result, closed_on=closed)
        self.attempt(lambda: procedure.conclude_consultation(self.version, record, **BY))

    @rule(day=st.dates(dt.date(2026, 8, 20), dt.date(2026, 9, 9)))
    def publish_too_late(self, day: dt.date) -> None:
        self.attempt(lambda: procedure.publish(self.version, PublicationRecord(day, "notice board"), **BY))

    @rule(role=st.sampled_from(["dpo", "union", "hr"]), person=st.sampled_from(["p0003", "p0004", "p0005"]))
    def turn_some_key(self, role: str, person: str) -> None:
        self.attempt(lambda: procedure.turn_key(self.version, role, KeyRecord(person, DPO_KEY.signed_at), **BY))

    @invariant()
    def active_means_every_record_for_this_very_wording(self) -> None:
        for version in PurposeVersion.objects.filter(state=State.ACTIVE):
            wording = scope.from_json(version.scope).hash
            assert version.scope_hash == wording
            assessment = version.assessments.get()
            assert (assessment.scope_hash, assessment.signed_by) == (wording, "p0004")
            assert assessment.residual_risk != "high"
            assert (version.consultation.scope_hash, version.consultation.union_result) == (wording, "agreed")
            assert version.basis.scope_hash == wording
            assert version.published_on is not None
            assert version.published_on + dt.timedelta(days=14) < NOW.date()
            keys = {key.role: key for key in version.keys.all()}
            assert {role: key.person for role, key in keys.items()} == {"dpo": "p0004", "union": "p0005"}
            assert {key.scope_hash for key in keys.values()} == {wording}

    @invariant()
    def at_most_one_version_is_active_and_one_undecided(self) -> None:
        assert PurposeVersion.objects.filter(state=State.ACTIVE).count() <= 1
        undecided = (State.DRAFT, State.PIA, State.CONSULTATION, State.NOTICE)
        assert PurposeVersion.objects.filter(state__in=undecided).count() <= 1


def test_r06_no_order_of_calls_reaches_active_without_the_whole_procedure(organisation: None) -> None:
    reached = []

    class Isolated(Procedure):
        def __init__(self) -> None:
            self.savepoint = transaction.savepoint()
            super().__init__()

        def teardown(self) -> None:
            reached.append(PurposeVersion.objects.filter(state=State.ACTIVE).exists())
            transaction.savepoint_rollback(self.savepoint)

    assert connection.in_atomic_block
    run_state_machine_as_test(
        Isolated,
        settings=settings(
            max_examples=10,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert any(reached)


def test_a_pack_that_was_adopted_meanwhile_is_obeyed_at_the_end(organisation: None) -> None:
    version = new()
    for name in list(STEPS)[:-1]:
        STEPS[name](version)
    laws.adopt("eu", now=NOW)
    with pytest.raises(Refused, match="E_PURPOSE_PROHIBITED"):
        STEPS["activate"](version)
