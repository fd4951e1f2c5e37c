"""The audit calendar: yearly, independent, and findings stop what they are about (R44; PIPL art. 54)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from tests.governance.duty_sample import (
    AUDIT_DUE,
    AUDITOR,
    DAY,
    DPO,
    WITH_AUDITOR,
    audit,
    review,
)
from tests.governance.ground import laid
from tests.governance.sample import DIGEST, NOW

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance.compliance_files import read_audit
from fairwatch.governance.models import AuditFinding, ComplianceAudit, Person, PurposeVersion, RoleGrant
from fairwatch.governance.services import compliance_audits, directory, laws, purpose_reviews, standing, timers
from fairwatch.governance.services.snapshot import compile_snapshot

Activate = Callable[..., None]
Write = Callable[[str, str], Path]
OVERDUE = AUDIT_DUE + DAY
MOMENT = dt.timedelta(microseconds=1)


@laid(autouse=True)
def audited_organisation(organisation: None, write: Write) -> None:
    directory.import_people(write("people.csv", WITH_AUDITOR), now=NOW)


@laid()
def second_year(audited_organisation: None, activate: Activate) -> None:
    """A second wording, so that a purpose is live when a year after the first is over."""
    activate("work-time")
    activate(
        "work-time",
        now=dt.datetime(2027, 6, 1, tzinfo=dt.UTC),
        scope__until=dt.date(2028, 2, 28),
        publication__published_on=dt.date(2027, 3, 1),
        keys__dpo__signed_on=dt.date(2027, 5, 1),
        keys__union__signed_on=dt.date(2027, 5, 1),
    )


def record(*findings: tuple[str, str], now: dt.datetime = NOW) -> None:
    compliance_audits.record(audit(now.date(), *findings), by=AUDITOR, now=now)


def test_r44_twelve_months_and_a_day_after_the_processing_began_everything_stops(second_year: None) -> None:
    assert standing.audit_due(laws.current(NOW)) == AUDIT_DUE
    assert compile_snapshot(OVERDUE - MOMENT).purpose("work-time")
    assert compile_snapshot(OVERDUE).purposes == ()  # also without any upkeep
    assert [(move.purpose, move.reason) for move in timers.run(OVERDUE)] == [("work-time", "E_AUDIT_OVERDUE")]
    assert PurposeVersion.objects.latest("number").state == "SUSPENDED"


def test_r44_an_audit_in_time_gives_another_year(second_year: None) -> None:
    record(now=AUDIT_DUE - 10 * DAY)
    assert timers.run(OVERDUE) == []
    assert compile_snapshot(OVERDUE).purpose("work-time")


def test_r44_after_a_late_audit_a_purpose_comes_back_through_a_review(second_year: None) -> None:
    timers.run(OVERDUE)
    purpose_reviews.open_("work-time", "audit overdue", by=DPO, now=OVERDUE)
    refreshed = review(OVERDUE.date())
    with pytest.raises(Refused, match="E_AUDIT_OVERDUE"):
        purpose_reviews.conclude("work-time", refreshed, actor=DPO, now=OVERDUE)
    record(now=OVERDUE)
    purpose_reviews.conclude("work-time", refreshed, actor=DPO, now=OVERDUE)
    assert compile_snapshot(OVERDUE).purpose("work-time")


def test_r44_while_the_audit_is_overdue_nothing_new_begins(second_year: None, activate: Activate) -> None:
    dates = {"scope__until": dt.date(2027, 12, 31), "now": OVERDUE}
    signed = {f"keys__{role}__signed_on": dt.date(2027, 5, 1) for role in ("dpo", "union")}
    with pytest.raises(Refused, match="E_AUDIT_OVERDUE"):
        activate("leak", **dates, **signed)
    record(now=OVERDUE)
    activate("leak", **dates, **signed)


def test_r44_before_anything_was_processed_no_audit_is_due() -> None:
    assert standing.audit_due(laws.current(NOW)) is None


@pytest.mark.parametrize("role", ["dpo", "hr", "manager", "analyst", "union", "counsel", "operator"])
def test_r44_whoever_holds_another_office_does_not_audit(role: str) -> None:
    RoleGrant.objects.create(person=Person.objects.get(key=AUDITOR), role=role)
    with pytest.raises(Refused, match="E_AUDITOR_DEPENDENT"):
        record()
    assert not ComplianceAudit.objects.exists()


@pytest.mark.parametrize("by", [DPO, "p0001", "p0002", "p9999"])
def test_r44_nor_does_anybody_who_is_no_auditor(by: str) -> None:
    with pytest.raises(Refused, match="E_AUDITOR_DEPENDENT"):
        compliance_audits.record(audit(NOW.date()), by=by, now=NOW)


def test_r44_nor_whoever_proposed_what_is_audited(activate: Activate) -> None:
    activate("work-time", sponsor__person=AUDITOR)
    with pytest.raises(Refused, match="E_AUDITOR_DEPENDENT"):
        record()


def test_r44_a_finding_sends_its_purpose_to_review_and_keeps_it_there_until_it_is_closed(activate: Activate) -> None:
    activate("work-time")
    activate("leak")
    record(("work-time", "the roster is wrong"))
    assert [purpose.id for purpose in compile_snapshot(NOW).purposes] == ["leak"]
    with pytest.raises(Refused, match="E_FINDING_OPEN"):
        purpose_reviews.conclude("work-time", review(NOW.date()), actor=DPO, now=NOW)
    compliance_audits.close_finding(AuditFinding.objects.get().pk, "roster corrected", by=AUDITOR, now=NOW)
    purpose_reviews.conclude("work-time", review(NOW.date()), actor=DPO, now=NOW)
    assert compile_snapshot(NOW).purpose("work-time")


def test_r44_a_finding_about_no_purpose_in_particular_is_about_all(activate: Activate) -> None:
    activate("work-time")
    activate("leak")
    record(("", "backups are not encrypted"))
    assert compile_snapshot(NOW).purposes == ()
    with pytest.raises(Refused, match="E_FINDING_OPEN"):
        purpose_reviews.conclude("leak", review(NOW.date()), actor=DPO, now=NOW)


def test_r44_an_audit_without_findings_stops_nothing(activate: Activate) -> None:
    activate("work-time")
    record()
    assert compile_snapshot(NOW).purpose("work-time")


def test_r44_only_an_auditor_closes_a_finding_and_says_how() -> None:
    record(("leak", "too many analysts"))
    number = AuditFinding.objects.get().pk
    with pytest.raises(Refused, match="E_AUDITOR_DEPENDENT"):
        compliance_audits.close_finding(number, "done", by=DPO, now=NOW)
    with pytest.raises(ConfigError):
        compliance_audits.close_finding(number, " ", by=AUDITOR, now=NOW)
    compliance_audits.close_finding(number, "access removed", by=AUDITOR, now=NOW)
    with pytest.raises(ConfigError):
        compliance_audits.close_finding(number, "again", by=AUDITOR, now=NOW)


def test_an_audit_cannot_be_of_tomorrow() -> None:
    with pytest.raises(ConfigError):
        compliance_audits.record(audit(NOW.date() + 2 * DAY), by=AUDITOR, now=NOW)


def test_the_file_says_what_the_record_says(write: Write) -> None:
    text = yaml.safe_dump(
        {
            "audited_on": NOW.date(),
            "organisation": "Invented Auditors",
            "report_sha256": DIGEST.upper(),
            "findings": [{"purpose": "leak", "text": "too many analysts"}, {"text": "backups"}],
        }
    )
    assert read_audit(write("a.yaml", text)) == audit(NOW.date(), ("leak", "too many analysts"), ("", "backups"))
    with pytest.raises(ConfigError, match="SHA-256"):
        read_audit(write("a.yaml", text.replace(DIGEST.upper(), "abc")))
