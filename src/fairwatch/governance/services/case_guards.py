"""What must hold before a case is requested, approved and read from (R35). Each raises ``Refused`` or returns."""

from __future__ import annotations

import datetime as dt

from fairwatch.errors import Refused
from fairwatch.governance import scope as scopes
from fairwatch.governance.case_request import CaseRequest, Suspicion
from fairwatch.governance.clock import local_day
from fairwatch.governance.models import Case, Person
from fairwatch.governance.prohibited import DEPARTURE
from fairwatch.governance.scope import Scope
from fairwatch.governance.services import directory, laws, standing

REQUESTERS = ("analyst", "hr", "manager")
APPROVERS = ("dpo", "counsel")
EVIDENCE_ROLES = ("analyst", "dpo", "counsel")
"""Who may see records of one person in a case at all (LAW section 10); never HR or a manager."""
JOB_SEARCH, LEAK, WORK_TIME = "departure-self", "leak", "work-time"
FINE = frozenset({"site", "category", "action"})
"""Columns of work time that no report about one person carries (R25)."""


def suspicion_is_prior(suspicion: Suspicion, at: dt.datetime) -> None:
    """Written, resting on facts, and older than the request."""
    if not suspicion.text.strip():
        raise Refused("E_NO_CASE", where="suspicion.text")
    if not any(fact.strip() for fact in suspicion.facts):
        raise Refused("E_NO_CASE", where="suspicion.facts")
    if not suspicion.written_at < at:
        raise Refused("E_NO_CASE", where="suspicion.written_at")


def window_is_short_and_past(first_day: dt.date, last_day: dt.date, subject: Person, at: dt.datetime) -> None:
    """Within the law pack's days, and over: a case looks back and never lies in wait."""
    if not 1 <= (last_day - first_day).days + 1 <= laws.current(at).limits.case_days:
        raise Refused("E_NO_CASE", where="window")
    if last_day > local_day(at, subject.time_zone):
        raise Refused("E_NO_CASE", where="window.last_day")


def requester_is_entitled(requester: str, request: CaseRequest) -> None:
    """Somebody who may ask, an investigator who may look, and neither of them the one who is looked at."""
    if not any(directory.holds(requester, role) for role in REQUESTERS):
        raise Refused("E_NO_CASE", where="requester")
    if not directory.holds(request.investigator, "analyst"):
        raise Refused("E_NO_CASE", where="investigator")
    if request.subject in (requester, request.investigator):
        raise Refused("E_SELF_APPROVAL", where="subject")


def fields_are_needed(request: CaseRequest, at: dt.datetime) -> None:
    """Named columns of active purposes that know single people; of work time only what is coarse."""
    if not request.fields:
        raise Refused("E_NO_CASE", where="fields")
    for purpose, fields in request.fields.items():
        scope = _in_force(purpose, at)
        if not scope.individual:
            raise Refused("E_LEAVING_INDIVIDUAL" if scope.kind in DEPARTURE else "E_NO_CASE", where=purpose)
        if not fields or not set(fields) <= set(scope.columns):
            raise Refused("E_NO_CASE", where=f"fields.{purpose}")
        if scope.kind == JOB_SEARCH and not scope.opened_to_cases:
            raise Refused("E_LEAVING_INDIVIDUAL", where=purpose)
        if scope.kind == WORK_TIME and FINE & set(fields):
            raise Refused("E_CATEGORY_TOO_FINE", where=f"fields.{purpose}")


def job_search_is_next_to_a_leak(request: CaseRequest) -> None:
    """Job search is never asked for by itself: the case is about a registered file that went out in its window.

    Whether one did, the door finds out for itself from the rows (``disclosure.beside_files``).
    """
    if JOB_SEARCH not in request.fields:
        return
    if LEAK not in request.fields:
        raise Refused("E_LEAVING_INDIVIDUAL", where="fields")
    day = request.registered_file_day
    if day is None or not request.first_day <= day <= request.last_day:
        raise Refused("E_LEAVING_INDIVIDUAL", where="registered_file_day")


def approver_is_of_another_line(case: Case, approver: Person) -> None:
    """Neither party nor of the requester's line, then or now, nor of the other approver's."""
    if approver.key in (case.requester, case.investigator, case.subject.key):
        raise Refused("E_SELF_APPROVAL", where="approver")
    now = Person.objects.filter(key=case.requester).values_list("department", flat=True).first()
    if approver.department in (case.requester_department, now):
        raise Refused("E_SELF_APPROVAL", where="approver.department")
    if case.approvals.filter(department=approver.department).exists():
        raise Refused("E_SELF_APPROVAL", where="approver.department")


def may_be_read(case: Case, at: dt.datetime) -> None:
    """Opened, not over, after the suspicion, within the window of the pack in force, and with both signatures."""
    if case.state != "OPEN" or case.opened_at is None or not case.opened_at <= at < case.expires_at:
        raise Refused("E_NO_CASE", where=case.key)
    if not case.suspected_at < case.requested_at <= at:
        raise Refused("E_NO_CASE", where=case.key)
    window_is_short_and_past(case.first_day, case.last_day, case.subject, at)
    if set(case.approvals.values_list("role", flat=True)) != set(APPROVERS):
        raise Refused("E_NO_CASE", where=case.key)


def _in_force(purpose: str, at: dt.datetime) -> Scope:
    pack = laws.current(at)
    version = next((row for row in standing.in_force(at, pack) if row.purpose.key == purpose), None)
    if version is None:
        raise Refused("E_PURPOSE_INACTIVE", where=purpose)
    return scopes.from_json(version.scope).narrowed(pack)
