"""What has to be done by when; and that the list tells nothing about anybody."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from tests.governance.case_sample import ANALYST, OFFICES, opened
from tests.governance.duty_sample import AUDIT_DUE, DAY, DPO, HOUR, LAPSES, REVIEW_DUE, audit
from tests.governance.sample import NOW, PEOPLE
from tests.governance.test_transfers import LAWYER

from fairwatch.governance.notifications import CONTENTS
from fairwatch.governance.services import (
    breaches,
    compliance_audits,
    consents,
    directory,
    duties,
    erasure,
    purposes,
    retention,
    rights,
    timers,
    transfers,
)
from fairwatch.governance.services.breaches import BreachReport
from fairwatch.governance.services.duties import Duty
from fairwatch.text import Text

Activate = Callable[..., None]
END = dt.datetime(2027, 3, 31, 16, tzinfo=dt.UTC)


def of_kind(kind: str, now: dt.datetime = NOW) -> list[tuple[str, dt.datetime | None]]:
    return [(duty.about, duty.due_at) for duty in duties.due(now=now) if duty.kind == kind]


def test_in_a_fresh_workspace_nothing_is_due(law: None) -> None:
    assert duties.due(now=NOW) == []


def test_an_active_purpose_has_a_review_an_end_and_an_audit_before_it(organisation: None, activate: Activate) -> None:
    activate("work-time")
    assert of_kind("review") == [("work-time", REVIEW_DUE)]
    assert of_kind("end") == [("work-time", END)]
    assert of_kind("audit") == [("", AUDIT_DUE)]


def test_under_review_the_list_says_when_it_lapses_with_or_without_upkeep(
    organisation: None, activate: Activate
) -> None:
    activate("work-time")
    assert of_kind("review", REVIEW_DUE) == [("work-time", LAPSES)]
    timers.run(REVIEW_DUE)
    assert of_kind("review", REVIEW_DUE) == [("work-time", LAPSES)]


def test_a_suspended_purpose_says_why(organisation: None, activate: Activate) -> None:
    activate("work-time")
    purposes.suspend("work-time", by=DPO, reason="objection", now=NOW)
    (found,) = [duty for duty in duties.due(now=NOW) if duty.kind == "review"]
    assert (found.due_at, found.text.en) == (None, "suspended: objection")


def test_r43_a_breach_comes_first_and_is_escalated_at_three_hours(organisation: None, activate: Activate) -> None:
    activate("work-time")
    key = breaches.open_(BreachReport(NOW, "a backup was copied", "larger"), by=DPO, now=NOW)
    first, second = duties.due(now=NOW)[:2]
    assert (first.about, first.due_at, first.escalated) == (key, NOW + 4 * HOUR, False)
    assert (second.about, second.due_at) == (key, NOW + 24 * HOUR)
    assert duties.due(now=NOW + 3 * HOUR)[0].escalated
    breaches.describe(key, dict.fromkeys(CONTENTS, "known"), by=DPO, now=NOW)
    for side in ("authority", "persons"):
        breaches.record_sent(key, side, by=DPO, now=NOW)
    assert of_kind("breach") == [(key, None)]
    breaches.close(key, "keys replaced", by=DPO, now=NOW)
    assert of_kind("breach") == []


def test_r44_an_open_finding_is_a_duty_until_it_is_closed(
    organisation: None, write: Callable[[str, str], Path]
) -> None:
    directory.import_people(write("people.csv", f"{PEOPLE}p0008,qin,Audit,auditor,Asia/Shanghai,,no\n"), now=NOW)
    made = compliance_audits.record(audit(NOW.date(), ("leak", "too many analysts")), by="p0008", now=NOW)
    number = made.findings.get().pk
    assert of_kind("finding") == [(str(number), None)]
    compliance_audits.close_finding(number, "access removed", by="p0008", now=NOW)
    assert of_kind("finding") == []


def test_a_rights_request_is_due_at_the_end_of_its_last_day(organisation: None) -> None:
    request = rights.receive("p0002", "complain", by="p0002", words="of my manager", now=NOW)
    midnight_in_shanghai = dt.datetime.combine(request.reply_by, dt.time(16), dt.UTC)
    assert of_kind("request") == [(str(request.pk), midnight_in_shanghai)]
    rights.answer(request, "looked into", by=DPO, now=NOW)
    assert of_kind("request") == []


def test_a_case_ends_and_then_the_person_must_be_told(offices: None) -> None:
    key = opened()
    assert of_kind("case") == [(key, NOW + 30 * DAY)]
    assert of_kind("case", NOW + 31 * DAY) == [(key, NOW + 60 * DAY)]


def test_a_recipients_papers_run_out(organisation: None) -> None:
    transfers.register(LAWYER, by=DPO, now=NOW)
    assert of_kind("recipient") == [("law-firm", dt.datetime(2027, 1, 1, tzinfo=dt.UTC))]


def test_only_what_falls_due_soon_when_asked_for(organisation: None, activate: Activate) -> None:
    activate("work-time")
    assert duties.due(30, NOW) == []
    assert [duty.kind for duty in duties.due(150, NOW)] == ["review"]


def test_r38_the_list_names_nobody_and_does_not_tell_who_complained(offices: None) -> None:
    opened()
    rights.receive("p0002", "complain", by="p0002", words="of my manager", now=NOW)
    told = json.dumps([asdict(duty) for duty in duties.due(now=NOW)], default=str)
    people = [line.split(",")[0] for line in OFFICES.splitlines()[1:]]
    assert not [word for word in (*filter(None, people), ANALYST, "complain", "manager") if word in told]


def test_r47_upkeep_that_stalled_and_data_that_must_go_are_duties(organisation: None, activate: Activate) -> None:
    activate("departure-self")
    assert of_kind("upkeep") == []
    retention.record_run(NOW)
    consents.give("p0002", "departure-self", 30, now=NOW)
    consents.withdraw("p0002", "departure-self", now=NOW)
    assert of_kind("erasure") == [("", NOW + DAY)]
    assert of_kind("upkeep", NOW + 23 * HOUR) == []
    assert of_kind("upkeep", NOW + 26 * HOUR) == [("", None)]
    for order in erasure.pending(NOW):
        erasure.settle(order, {}, now=NOW)
    assert of_kind("erasure") == []


@pytest.mark.parametrize("ago", [0, 1])
def test_what_is_due_now_is_overdue(ago: int) -> None:
    duty = Duty("audit", "", NOW - ago * DAY, Text("审计", "audit"))
    assert duty.is_overdue(NOW)
    assert not duty.is_overdue(NOW - 2 * DAY)
