"""Reports about a person: none is used without a human review with its own reasons (R31) and a hearing (R32)."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db.models import Q
from django_fsm import TransitionNotAllowed

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import calendars
from fairwatch.governance.clock import local_day, moment
from fairwatch.governance.lineage import Lineage
from fairwatch.governance.models import Case, Report
from fairwatch.governance.services import case_guards, cases, directory, laws, rights, rubber_stamp
from fairwatch.governance.services.acting import Act, acting
from fairwatch.text import Text

READERS = ("manager", "hr", "dpo", "counsel")
"""Roles that may read a final report; nobody but the person reads it earlier (LAW section 10)."""
REVIEWERS = case_guards.EVIDENCE_ROLES
"""A review is of the evidence, so only those do it who may see evidence."""
_SERVED = ("HEARING", "FINAL")


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report as it is read. The reviewer's reasons and the person's comment cannot be left out: there is no view
    without them."""

    key: str
    text: str
    reviewer: str
    reasons: str
    comment: str
    state: str


def draft(
    subject: str,
    text: str,
    lineage: Lineage,
    *,
    reviewer: str,
    case: str | None = None,
    by: str,
    now: dt.datetime | None = None,
) -> str:
    """Write a report and name its human reviewer, who is neither its author nor its subject; returns its key.

    ``lineage``: the stored rows it rests on. Without any it can be read, and used for nothing.
    """
    at, key = moment(now), secrets.token_hex(6)
    with acting(by, _action(case, "draft report"), now=now) as act:
        act.changed = False
        act.concerning.add(subject)
        if not any(directory.holds(by, role) for role in (*READERS, "analyst")):
            raise Refused("E_DISCLOSURE", where="report.requester")
        if reviewer in (by, subject) or by == subject:
            raise Refused("E_SELF_APPROVAL", where="report.reviewer")
        if not any(directory.holds(reviewer, role) for role in REVIEWERS):
            raise Refused("E_HUMAN_REVIEW", where="report.reviewer")
        Report.objects.create(
            key=key,
            subject=directory.person(subject),
            case=_case(case, subject),
            requester=by,
            reviewer=reviewer,
            text=text,
            lineage=[rows.as_json() for rows in lineage],
            drafted_at=at,
        )
    return key


def begin_review(key: str, *, by: str, now: dt.datetime | None = None) -> str:
    """The named reviewer opens the report to check it against the raw evidence; gives its text."""
    with _step(key, "begin review", by, now) as (report, at, _):
        _must_review(report, by)
        if report.state != "DRAFT":
            raise Refused("E_STATE", where=f"{key} {report.state}")
        report.review_begun_at = report.review_begun_at or at
    return report.text


def sign_review(key: str, reasons: str, *, overturn: bool = False, by: str, now: dt.datetime | None = None) -> None:
    """DRAFT → REVIEWED, or OVERTURNED: the reviewer's own decision, in their own words.

    A reviewer who only nods is suspended (:mod:`rubber_stamp`) and signs nothing.
    """
    with _step(key, "sign review", by, now) as (report, at, _):
        _must_review(report, by)
        rubber_stamp.refuse_suspended(by)
        if report.review_begun_at is None or at < report.review_begun_at:
            raise Refused("E_HUMAN_REVIEW", where="review.begun")
        own = reasons.strip()
        if not own or own == report.text.strip() or Report.objects.filter(reviewer=by, reasons=own).exists():
            raise Refused("E_HUMAN_REVIEW", where="review.reasons")
        report.reasons, report.reviewed_at = own, at
        if overturn:
            report.overturn()
        else:
            report.uphold()


def open_hearing(key: str, *, by: str, now: dt.datetime | None = None) -> None:
    """REVIEWED → HEARING: the report is served on the person, before anybody else may read it."""
    with _step(key, "open hearing", by, now) as (report, at, _):
        if by not in (report.requester, report.reviewer):
            raise Refused("E_HEARING", where=key)
        if report.state == "DRAFT":
            raise Refused("E_HUMAN_REVIEW", where=key)
        report.hearing_opened_on = local_day(at, report.subject.time_zone)
        report.open_hearing()


def comment(key: str, text: str, *, by: str, now: dt.datetime | None = None) -> None:
    """The person's comment, which stays with the report; until it is final they may write another."""
    with _step(key, "comment on report", by, now, role="employee") as (report, at, _):
        if by != report.subject.key or not text.strip():
            raise Refused("E_HEARING", where=key)
        if report.state != "HEARING":
            raise Refused("E_STATE", where=f"{key} {report.state}")
        report.comment, report.commented_at = text.strip(), at


def sign_off(key: str, reasons: str, *, by: str, now: dt.datetime | None = None) -> None:
    """The DPO looks at a report about somebody who complained, and says why it is no retaliation (R38).

    Possible for every report, so that signing one does not tell who complained.
    """
    with _step(key, "sign off report", by, now, role="dpo") as (report, _, _act):
        if by in (report.requester, report.subject.key):
            raise Refused("E_SELF_APPROVAL", where=key)
        if not directory.holds(by, "dpo") or not reasons.strip():
            raise Refused("E_HUMAN_REVIEW", where=key)
        if report.state in ("OVERTURNED", "FINAL"):
            raise Refused("E_STATE", where=f"{key} {report.state}")
        report.dpo_signed_by, report.dpo_reasons = by, reasons.strip()


def finalise(key: str, *, by: str, now: dt.datetime | None = None) -> None:
    """HEARING → FINAL: the person has commented, or has had the law pack's working days to do so."""
    with _step(key, "finalise report", by, now) as (report, at, _):
        if by not in (report.requester, report.reviewer):
            raise Refused("E_HEARING", where=key)
        # One refusal for all of it: that the person complained is nobody's to know but the DPO's (R38).
        suspended = rubber_stamp.measure(report.reviewer).suspended
        if suspended or not report.reasons or not _may_be_adverse(report, at):
            raise Refused("E_HUMAN_REVIEW", where=key)
        if report.hearing_opened_on is None or not (report.commented_at or _has_been_heard(report, at)):
            raise Refused("E_HEARING", where=key)
        report.final_at = at
        report.finalise()


def read(key: str, *, by: str, now: dt.datetime | None = None) -> ReportView:
    """The whole report: for the person from the hearing on, for those who may act on it once it is final."""
    with _step(key, "read report", by, now) as (report, _, _act):
        if report.state in ("DRAFT", "OVERTURNED"):
            raise Refused("E_HUMAN_REVIEW", where=key)
        is_subject = by == report.subject.key and report.state in _SERVED
        if not is_subject and report.state != "FINAL":
            raise Refused("E_HEARING", where=key)
        if not is_subject and not any(directory.holds(by, role) for role in READERS):
            raise Refused("E_DISCLOSURE", where=key)
    return view(report)


def served(person: str) -> list[ReportView]:
    """The reports about a person that they have been served, the latest first."""
    rows = Report.objects.filter(subject__key=person, state__in=_SERVED).order_by("-drafted_at")
    return [view(row) for row in rows]


def assigned(person: str) -> list[str]:
    """Keys of the reports that somebody has requested or is to review, the latest first."""
    rows = Report.objects.filter(Q(requester=person) | Q(reviewer=person)).order_by("-drafted_at")
    return list(rows.values_list("key", flat=True))


def view(report: Report) -> ReportView:
    """The one form in which a report leaves this room."""
    return ReportView(report.key, report.text, report.reviewer, report.reasons, report.comment, report.state)


def find(key: str) -> Report:
    """The report with this key."""
    report: Report | None = Report.objects.select_related("subject", "case").filter(key=key).first()
    if report is None:
        raise ConfigError(Text("没有这份报告", "there is no such report"))
    return report


def _case(key: str | None, subject: str) -> Case | None:
    """The case the report comes from; it must be about the same person."""
    if key is None:
        return None
    case: Case | None = Case.objects.filter(key=key, subject__key=subject).first()
    if case is None:
        raise Refused("E_NO_CASE", where="report.case")
    return case


def _action(case: str | None, what: str) -> str:
    """Until a report is served, its steps are those of its case, which the person may not know of yet."""
    return cases.action(case, what) if case else what


def _secret_case(key: str, what: str) -> str | None:
    """The case of a report that the person has not been served; serving it ends the secrecy."""
    unserved = Report.objects.filter(key=key, case__isnull=False).exclude(state__in=_SERVED)
    return unserved.values_list("case__key", flat=True).first() if what != "open hearing" else None


def _may_be_adverse(report: Report, at: dt.datetime) -> bool:
    """Whether the DPO has looked, where the person is protected because they complained."""
    looked = bool(report.dpo_signed_by) or directory.holds(report.reviewer, "dpo")
    return looked or rights.protected_until(report.subject.key, at) is None


def _must_review(report: Report, by: str) -> None:
    if by != report.reviewer:
        raise Refused("E_HUMAN_REVIEW", where=report.key)


def _has_been_heard(report: Report, at: dt.datetime) -> bool:
    """Whether the working days after the day of serving are over; that day itself does not count."""
    if report.hearing_opened_on is None:
        return False
    pack = laws.current(at)
    last_day = calendars.working_day_after(
        pack.word("procedure.calendar"), report.hearing_opened_on, pack.number("reviews.hearing_working_days")
    )
    return local_day(at, report.subject.time_zone) > last_day


@contextmanager
def _step(
    key: str, what: str, by: str, now: dt.datetime | None, *, role: str = ""
) -> Iterator[tuple[Report, dt.datetime, Act]]:
    """One act on a report, which the person sees in their access log."""
    at = moment(now)
    with acting(by, _action(_secret_case(key, what), what), role=role, now=now) as act:
        act.changed = False
        report = find(key)
        act.concerning.add(report.subject.key)
        try:
            yield report, at, act
        except TransitionNotAllowed:
            raise Refused("E_STATE", where=f"{key} {report.state}") from None
        report.save()
