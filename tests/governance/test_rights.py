"""Requests about one's own data (R36, R38, R39)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.governance.sample import DIGEST, NOW, PEOPLE

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance.models import AuditEntry, ErasureOrder, RightsRequest, StateChange
from fairwatch.governance.services import consents, directory, notices, rights, snapshot

Activate = Callable[..., None]
DAY = dt.timedelta(days=1)
DPO, UNION, MANAGER = "p0004", "p0005", "p0001"

pytestmark = pytest.mark.usefixtures("organisation")


def ask(kind: str, person: str = "p0002", **fields: object) -> RightsRequest:
    return rights.receive(person, kind, by=person, now=NOW, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", sorted(set(rights.KINDS) - {"correct", "kin", "withdraw"}))
def test_r36_every_request_is_received_and_due_in_fifteen_working_days(kind: str) -> None:
    request = ask(kind)
    assert request.state == "RECEIVED"
    # 1 September 2026 is a Tuesday; 25 September is the Mid-Autumn holiday, 20 September a Sunday worked instead.
    assert request.reply_by == dt.date(2026, 9, 21)


def test_r36_an_answer_settles_a_request_once() -> None:
    request = ask("explain")
    rights.answer(request, "the formula is published", by=DPO, now=NOW + DAY)
    assert (request.state, request.answer) == ("ANSWERED", "the formula is published")
    with pytest.raises(Refused, match="E_STATE"):
        rights.refuse(request, "on second thoughts", by=DPO, now=NOW + DAY)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_r36_no_refusal_without_a_reason(reason: str) -> None:
    request = ask("delete")
    with pytest.raises(ConfigError):
        rights.refuse(request, reason, by=DPO, now=NOW)
    assert RightsRequest.objects.get().state == "RECEIVED"


def test_r36_whoever_is_refused_reads_the_reason_and_how_to_complain() -> None:
    request = ask("delete")
    assert rights.how_to_complain(request) is None
    rights.refuse(request, "the retention period runs", by=DPO, now=NOW)
    told = rights.how_to_complain(RightsRequest.objects.get())
    assert told is not None
    assert told.en.startswith("E_RIGHT_REFUSED")
    assert "the retention period runs" in told.en
    assert "complain" in told.en
    assert "投诉" in told.zh


def test_r36_nobody_asks_for_somebody_else_and_only_the_dpo_decides() -> None:
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        rights.receive("p0002", "delete", by=MANAGER, now=NOW)
    request = ask("delete")
    for other in (MANAGER, UNION, "p0002"):
        with pytest.raises(Refused, match="E_DISCLOSURE"):
            rights.answer(request, "yes", by=other, now=NOW)
    own = ask("delete", DPO)
    with pytest.raises(Refused, match="E_SELF_APPROVAL"):
        rights.answer(own, "yes", by=DPO, now=NOW)


@pytest.mark.parametrize("kind", ["correct", "kin", "promotion"])
def test_what_has_its_own_way_in_or_does_not_exist_is_an_error(kind: str) -> None:
    with pytest.raises(ConfigError):
        ask(kind)


def test_r36_late_answers_are_counted() -> None:
    ask("explain")
    assert rights.overdue(dt.datetime(2026, 9, 21, 12, tzinfo=dt.UTC)) == 0
    assert rights.overdue(dt.datetime(2026, 9, 22, 12, tzinfo=dt.UTC)) == 1


def test_r10_withdrawing_needs_nobodys_decision(activate: Activate) -> None:
    activate("departure-self")
    consents.give("p0002", "departure-self", 30, now=NOW)
    assert ask("withdraw", purpose="departure-self").state == "ANSWERED"
    assert consents.state("p0002", "departure-self", by="p0002", now=NOW).state == "withdrawn"


def test_r36_what_rests_on_consent_is_deleted_without_a_decision_the_rest_with_one(activate: Activate) -> None:
    activate("departure-self")
    activate("work-time")
    assert ask("delete", purpose="departure-self").state == "ANSWERED"
    assert [order.purpose for order in ErasureOrder.objects.all()] == ["departure-self"]
    request = ask("delete")
    assert ErasureOrder.objects.count() == 1
    rights.answer(request, "granted", by=DPO, now=NOW)
    assert {order.purpose for order in ErasureOrder.objects.all()} == {"", "departure-self", "work-time"}


@pytest.mark.parametrize("kind", ["object", "restrict"])
@pytest.mark.parametrize("purpose", ["work-time", ""])
def test_r36_after_a_granted_objection_nothing_more_is_collected(activate: Activate, kind: str, purpose: str) -> None:
    activate("work-time")
    for person in ("p0001", "p0002"):
        notices.serve(person, "work-time", "zh", now=NOW)
        notices.acknowledge(person, "work-time", by=person, now=NOW)
    request = ask(kind, purpose=purpose)
    assert under_notice() == {"p0001", "p0002"}
    rights.answer(request, "granted", by=DPO, now=NOW)
    assert under_notice() == {"p0001"}
    rights.lift(request, by="p0002", now=NOW)
    assert under_notice() == {"p0001", "p0002"}


def under_notice() -> set[str]:
    return set(snapshot.compile_snapshot(NOW).notices["person"])


def test_r38_a_complaint_reaches_the_dpo_and_the_union_only_if_ticked() -> None:
    quiet, loud = ask("complain", words="w1"), ask("complain", "p0003", words="w2", to_union=True)
    ask("explain")
    assert {row.pk for row in rights.inbox(DPO, "dpo")} >= {quiet.pk, loud.pk}
    assert [row.pk for row in rights.inbox(UNION, "union")] == [loud.pk]


@pytest.mark.parametrize("upheld", [True, False])
def test_a_complaint_that_is_upheld_sends_its_purpose_to_review(activate: Activate, upheld: bool) -> None:
    activate("work-time")
    activate("leak")
    request = ask("complain", purpose="work-time", words="my own tools count as games")
    (rights.answer if upheld else rights.refuse)(request, "looked into", by=DPO, now=NOW)
    in_force = {purpose.id for purpose in snapshot.compile_snapshot(NOW).purposes}
    assert in_force == ({"leak"} if upheld else {"leak", "work-time"})
    assert not any("compl" in reason for reason in StateChange.objects.values_list("reason", flat=True))


def test_r38_managers_and_hr_see_no_complaint() -> None:
    ask("complain", words="about my manager", to_union=True)
    assert rights.inbox(MANAGER, "manager") == []
    assert rights.inbox("p0003", "hr") == []
    # Nor does it help to claim another role.
    assert rights.inbox(MANAGER, "dpo") == []


def test_r38_whoever_complained_is_protected_for_six_months() -> None:
    assert rights.protected_until("p0002", NOW) is None
    ask("complain")
    until = dt.datetime(2027, 3, 1, 8, tzinfo=dt.UTC)
    assert rights.protected_until("p0002", NOW) == until
    assert rights.protected_until("p0002", until) is None
    assert rights.protected_until("p0001", NOW) is None


def test_r39_kin_ask_through_the_dpo_with_proof(write: Callable[[str, str], Path]) -> None:
    without = "\n".join(line for line in PEOPLE.splitlines() if not line.startswith("p0002"))
    directory.import_people(write("people.csv", without), now=NOW)
    request = rights.receive_from_kin("p0002", "daughter", DIGEST, "a copy, please", by=DPO, now=NOW)
    assert (request.kind, request.kin, request.state) == ("kin", "daughter", "RECEIVED")
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        rights.receive_from_kin("p0002", "daughter", DIGEST, "", by=MANAGER, now=NOW)
    for kin, proof in (("", DIGEST), ("daughter", ""), ("daughter", "z" * 64)):
        with pytest.raises(ConfigError):
            rights.receive_from_kin("p0002", kin, proof, "", by=DPO, now=NOW)


def test_the_log_names_the_act_and_never_repeats_the_words() -> None:
    request = ask("complain", words="canary words")
    rights.refuse(request, "canary reason", by=DPO, now=NOW)
    entries = AuditEntry.objects.filter(action__in=("request complain", "refuse complain"))
    assert entries.count() == 2
    assert not any("canary" in str(value) for row in AuditEntry.objects.values_list() for value in row)
