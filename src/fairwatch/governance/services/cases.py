"""The life of a case (R35): requested with a prior suspicion, approved by two lines, opened, read, closed, told.

A case ends by itself; a grant to read ends with it, at that instant, and within the hour in any case. While it runs,
its rows are held; the audit entries of a case begin with its key, so that what the person may not know yet can be told
apart (:func:`untold`).
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.db.models import Q
from django_fsm import TransitionNotAllowed

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance.case_request import CaseRequest
from fairwatch.governance.clock import moment
from fairwatch.governance.models import Case, CaseApproval
from fairwatch.governance.models.cases import ENDED, RUNNING
from fairwatch.governance.services import case_guards, case_holds, case_job_search, directory, laws, snapshot
from fairwatch.governance.services.acting import OPERATOR, Act, acting
from fairwatch.text import Text
from fairwatch.viewer import Grant, GrantedPurpose, Viewer

GRANT_LASTS = dt.timedelta(hours=1)
"""A grant is made for one look; however it is kept, it is worth nothing after this."""


def request(record: CaseRequest, *, by: str, now: dt.datetime | None = None) -> str:
    """Ask for a case; returns its key. The suspicion must be older than this request."""
    at, key = moment(now), secrets.token_hex(6)
    with acting(by, action(key, "request"), now=now) as act:
        act.changed = False
        subject = directory.person(record.subject)
        case_guards.requester_is_entitled(by, record)
        case_guards.suspicion_is_prior(record.suspicion, at)
        case_guards.window_is_short_and_past(record.first_day, record.last_day, subject, at)
        case_guards.job_search_is_next_to_a_leak(record)
        case_guards.fields_are_needed(record, at)
        Case.objects.create(
            key=key,
            subject=subject,
            requester=by,
            requester_department=directory.person(by).department,
            investigator=record.investigator,
            suspicion=record.suspicion.text,
            facts=list(record.suspicion.facts),
            suspected_at=record.suspicion.written_at,
            requested_at=at,
            first_day=record.first_day,
            last_day=record.last_day,
            fields={purpose: sorted(fields) for purpose, fields in record.fields.items()},
            registered_file_day=record.registered_file_day,
            expires_at=_expiry(at),
        )
        # Only now: whoever was asked for in vain would learn of it before a better request is made.
        act.concerning.add(record.subject)
    return key


def approve(key: str, role: str, *, by: str, finding: str = "", now: dt.datetime | None = None) -> None:
    """Sign as ``dpo`` or ``counsel``; the second signature makes the case APPROVED.

    ``finding``: counsel's written reason why the file events do not suffice, where job search is asked for.
    """
    with _step(key, f"approve as {role}", by, now) as (case, at, _):
        _must_run(case, at, "REQUESTED")
        if role not in case_guards.APPROVERS or not directory.holds(by, role):
            raise Refused("E_NO_CASE", where=f"approvals.{role}")
        approver = directory.person(by)
        case_guards.approver_is_of_another_line(case, approver)
        if role == "counsel" and case_guards.JOB_SEARCH in case.fields and not finding.strip():
            raise Refused("E_LEAVING_INDIVIDUAL", where="approvals.counsel.finding")
        if case.approvals.filter(role=role).exists():
            raise Refused("E_STATE", where=f"approvals.{role}")
        CaseApproval.objects.create(
            case=case, role=role, person=by, department=approver.department, finding=finding, signed_at=at
        )
        if case.approvals.count() == len(case_guards.APPROVERS):
            case.expires_at = _expiry(at)
            case.approve()
            case_holds.place(case, by, at)


def refuse(key: str, *, by: str, reason: str, now: dt.datetime | None = None) -> None:
    """REQUESTED → REFUSED: one approver's no is enough."""
    with _step(key, "refuse", by, now) as (case, at, _):
        _must_hold(by, *case_guards.APPROVERS)
        case.refuse()
        _end(case, at, reason)


def inform_union(key: str, representative: str, *, by: str, now: dt.datetime | None = None) -> None:
    """Put on record that the union was told that there is a case; who it is about it is not told."""
    with _step(key, "inform union", by, now) as (case, at, _):
        _must_run(case, at, "APPROVED")
        _must_hold(by, *case_guards.APPROVERS)
        if not directory.holds(representative, "union"):
            raise Refused("E_UNION_NOTICE", where=case.key)
        case.union_informed_at, case.union_representative = at, representative


def open_case(key: str, *, by: str, now: dt.datetime | None = None) -> None:
    """APPROVED → OPEN by the investigator, once the union knows and nobody waits to be told of an earlier case."""
    with _step(key, "open", by, now) as (case, at, _):
        _must_run(case, at, "APPROVED")
        if by != case.investigator:
            raise Refused("E_NO_CASE", where=case.key)
        if case.union_informed_at is None:
            raise Refused("E_UNION_NOTICE", where=case.key)
        if overdue(at):
            raise Refused("E_STATE", where="tell_subject")
        case.opened_at = at
        case.open()


def grant(key: str, viewer: Viewer, *, now: dt.datetime | None = None) -> Grant:
    """What the door out needs to release the case's rows to its investigator. Each look is logged and counted."""
    with _step(key, "read", viewer.person, now, role=viewer.role) as (case, at, _):
        if viewer != Viewer(case.investigator, "analyst") or not directory.holds(viewer.person, "analyst"):
            raise Refused("E_NO_CASE", where=case.key)
        return _granted(case, viewer, at)


def grant_to_reviewer(key: str, viewer: Viewer, *, now: dt.datetime | None = None) -> Grant:
    """The same for the reviewer of a report of the case, who decides on the rows and not on somebody's word (R31).

    Without job search: it is evidence of nothing, and whoever has read of it cannot unread it (R29).
    """
    with _step(key, "read for review", viewer.person, now, role=viewer.role) as (case, at, _):
        named = case.reports.filter(reviewer=viewer.person, state="DRAFT").exists()
        entitled = viewer.role in case_guards.EVIDENCE_ROLES and directory.holds(viewer.person, viewer.role)
        if not (named and entitled):
            raise Refused("E_NO_CASE", where=case.key)
        return _granted(case, viewer, at, without=(case_guards.JOB_SEARCH,))


def close(key: str, *, by: str, outcome: str, founded: bool = False, now: dt.datetime | None = None) -> None:
    """OPEN → CLOSED by the investigator or an approver; the person must be told within the law pack's days.

    ``founded``: the suspicion proved true. Then file and rows are kept for longer (``services.case_files``).
    """
    with _step(key, "close", by, now) as (case, at, _):
        if by != case.investigator:
            _must_hold(by, *case_guards.APPROVERS)
        case.close()
        case.founded = founded
        _end(case, at, outcome)


def expire(now: dt.datetime | None = None) -> int:
    """End every case whose time is over; returns how many. Run daily: nothing depends on its being punctual."""
    keys = list(Case.objects.filter(state__in=RUNNING, expires_at__lte=moment(now)).values_list("key", flat=True))
    for key in keys:
        with _step(key, "expire", OPERATOR, now) as (case, _, _act):
            case.expire()
            _end(case, case.expires_at, "")
    return len(keys)


def tell_subject(key: str, *, by: str, now: dt.datetime | None = None) -> None:
    """Put on record that the person was told of the case: its suspicion, window, columns, readers and outcome."""
    with _step(key, "tell subject", by, now) as (case, at, _):
        _must_hold(by, *case_guards.APPROVERS)
        if case.state not in ENDED or case.told_at:
            raise Refused("E_STATE", where=case.key)
        case.told_at = at


def overdue(now: dt.datetime | None = None) -> list[str]:
    """Cases whose person should have been told by now."""
    at = moment(now)
    ended_by_itself = Q(state__in=RUNNING, expires_at__lte=at - _tell_within(at))
    late = Case.objects.filter(Q(tell_by__lte=at) | ended_by_itself, told_at=None)
    return list(late.order_by("pk").values_list("key", flat=True))


def agree_to_be_named(key: str, *, by: str, now: dt.datetime | None = None) -> None:
    """The person, once told, lets the union know who the case was about."""
    with _step(key, "agree to be named to the union", by, now) as (case, _, _act):
        if by != case.subject.key or case.told_at is None:
            raise Refused("E_NO_CASE", where=case.key)
        case.named_to_union = True


def untold(person: str, now: dt.datetime | None = None) -> tuple[str, ...]:
    """How the audit actions begin that this person may not see yet: a case runs, or ended and its time to tell is not
    over, and nobody looked longer ago than the law pack allows to hide a look (LAW 11.12: delayed, never covert).
    Afterwards they are shown whether or not anybody told the person, and even while the case runs."""
    at = moment(now)
    looked_lately = Q(first_query_at=None) | Q(first_query_at__gt=at - _hidden_for(at))
    hidden = Case.objects.filter(looked_lately, subject__key=person, told_at=None).filter(
        Q(tell_by__gt=at) | Q(tell_by=None, expires_at__gt=at - _tell_within(at))
    )
    return tuple(action(key, "") for key in hidden.values_list("key", flat=True))


def action(key: str, what: str) -> str:
    """What the access log says of an act on a case."""
    return f"case {key}: {what}"


def _granted(case: Case, viewer: Viewer, at: dt.datetime, without: tuple[str, ...] = ()) -> Grant:
    case_guards.may_be_read(case, at)
    policy, person = snapshot.compile_snapshot(at), case.subject
    purposes = tuple(
        GrantedPurpose(
            name,
            policy.purpose(name).pseudonym(person.key),
            frozenset(fields),
            case_job_search.consented_from(person, at) if name == case_guards.JOB_SEARCH else None,
        )
        for name, fields in sorted(case.fields.items())
        if name not in without
    )
    case.first_query_at, case.queries = case.first_query_at or at, case.queries + 1
    return Grant(
        case=case.key,
        viewer=viewer,
        purposes=purposes,
        first_day=case.first_day,
        last_day=case.last_day,
        person=person.key,
        time_zone=person.time_zone,
        granted_at=at,
        until=min(at + GRANT_LASTS, case.expires_at),
        stands=partial(_stands, case.key),
    )


def _stands(key: str, at: dt.datetime) -> bool:
    """Whether the case may be read at that moment, by what is stored of it."""
    case = Case.objects.select_related("subject").filter(key=key).first()
    try:
        if case is not None:
            case_guards.may_be_read(case, at)
    except Refused:
        return False
    return case is not None


@contextmanager
def _step(
    key: str, what: str, by: str, now: dt.datetime | None, *, role: str = ""
) -> Iterator[tuple[Case, dt.datetime, Act]]:
    """One act on a case, in the order of the cases' acts: the audit lock is held from the beginning."""
    at = moment(now)
    with acting(by, action(key, what), role=role, now=now) as act:
        act.changed = False
        case = Case.objects.select_related("subject").filter(key=key).first()
        if case is None:
            raise ConfigError(Text("没有这个案件", "there is no such case"))
        act.concerning.add(case.subject.key)
        try:
            yield case, at, act
        except TransitionNotAllowed:
            raise Refused("E_STATE", where=f"{key} {case.state}") from None
        case.save()


def _must_run(case: Case, at: dt.datetime, state: str) -> None:
    """In that state, not before it was asked for, and not over even if nobody has marked it so yet."""
    if case.state != state or not case.requested_at <= at < case.expires_at:
        raise Refused("E_STATE", where=f"{case.key} {case.state}")


def _must_hold(person: str, *roles: str) -> None:
    if not any(directory.holds(person, role) for role in roles):
        raise Refused("E_NO_CASE", where="role")


def _end(case: Case, at: dt.datetime, outcome: str) -> None:
    """Its rows go their way again, unless they prove what the case found."""
    case.ended_at, case.outcome, case.tell_by = at, outcome, at + _tell_within(at)
    case_holds.end(case, at)


def _expiry(at: dt.datetime) -> dt.datetime:
    return at + dt.timedelta(days=laws.current(at).number("cases.expire_days"))


def _tell_within(at: dt.datetime) -> dt.timedelta:
    return dt.timedelta(days=laws.current(at).number("cases.tell_days"))


def _hidden_for(at: dt.datetime) -> dt.timedelta:
    return dt.timedelta(days=laws.current(at).number("cases.hidden_days"))
