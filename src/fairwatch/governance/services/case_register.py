"""What of cases is shown to whom: the file to those who work on it, numbers to the union, and to the person what they
were told.

Who it is about the requester and the investigator learn from here only once both approvers have signed: a case may be
asked for about somebody whom they know by an alias alone.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from fairwatch.errors import Refused
from fairwatch.governance.models import Case, Purpose
from fairwatch.governance.models.cases import CaseState
from fairwatch.governance.prohibited import DEPARTURE
from fairwatch.governance.services import case_files, case_guards, cases, directory
from fairwatch.governance.services.acting import acting
from fairwatch.viewer import Viewer

_UNDECIDED = (CaseState.REQUESTED, CaseState.REFUSED)


@dataclass(frozen=True, slots=True)
class UnionView:
    """What the union learns of cases: how many there are, and who agreed to be named."""

    cases: dict[str, int]
    """State -> number."""
    named: tuple[tuple[str, str], ...]
    """(case, person)."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """The file of a case, as far as its reader may see it."""

    key: str
    state: str
    subject: str
    """Empty: not for this reader, or not yet."""
    requester: str
    investigator: str
    suspicion: str
    facts: tuple[str, ...]
    suspected_at: dt.datetime
    requested_at: dt.datetime
    first_day: dt.date
    last_day: dt.date
    fields: dict[str, list[str]]
    approvals: dict[str, str]
    """Role -> who signed."""
    union_informed_at: dt.datetime | None
    queries: int
    expires_at: dt.datetime
    ended_at: dt.datetime | None
    outcome: str
    founded: bool
    tell_by: dt.datetime | None
    told_at: dt.datetime | None
    kept_until: dt.datetime | None


@dataclass(frozen=True, slots=True)
class CaseRows:
    """Which stored rows a case rests on."""

    person: str
    purposes: tuple[str, ...]
    first_day: dt.date
    last_day: dt.date


def listing(viewer: Viewer, *, now: dt.datetime | None = None) -> list[CaseView]:
    """The cases that the viewer works on: approvers all, others those that they requested or investigate."""
    with acting(viewer.person, "list cases", role=viewer.role, now=now) as act:
        act.changed = False
        rows = list(_visible(viewer).order_by("pk"))
        act.counts = {"cases": len(rows)}
    return [_view(row, viewer) for row in rows]


def show(key: str, viewer: Viewer, *, now: dt.datetime | None = None) -> CaseView:
    """One file, for whoever works on it. A case of others and one that does not exist are refused alike."""
    with acting(viewer.person, cases.action(key, "show file"), role=viewer.role, now=now) as act:
        act.changed = False
        row = _visible(viewer).filter(key=key).first()
        if row is None:
            raise Refused("E_NO_CASE", where=key)
        act.concerning.add(row.subject.key)
    return _view(row, viewer)


def told(person: str, *, by: str, now: dt.datetime | None = None) -> list[CaseView]:
    """The person's own cases that they have been told of, or must see by now (``cases.untold``)."""
    with acting(by, "read own cases", role="employee", now=now) as act:
        act.changed = False
        act.concerning.add(by)
        if by != person:
            raise Refused("E_NO_CASE", where="own cases")
        hidden = cases.untold(person, now)
        rows = Case.objects.filter(subject__key=person).select_related("subject").order_by("pk")
        seen = [row for row in rows if cases.action(row.key, "") not in hidden]
    return [file_of(row) for row in seen]


def file_of(row: Case) -> CaseView:
    """The whole file, for its person and for those who tell them."""
    return _of(row, row.subject.key)


def union_view(by: str, *, now: dt.datetime | None = None) -> UnionView:
    """How many cases there are, by state, and the people who agreed to be named. For the union."""
    with acting(by, "view cases as union", role="union", now=now) as act:
        act.changed = False
        if not directory.holds(by, "union"):
            raise Refused("E_NO_CASE", where="union")
        named = Case.objects.filter(named_to_union=True).order_by("pk").values_list("key", "subject__key")
        return UnionView(dict(Counter(Case.objects.values_list("state", flat=True))), tuple(named))


def rows_of(key: str) -> CaseRows:
    """Where the rows of a case are to be found, for the data plane alone (``pipeline.lineage``).

    Of leaving-tendency purposes none: a report rests on nothing of theirs (R29).
    """
    row = Case.objects.select_related("subject").get(key=key)
    kinds = dict(Purpose.objects.filter(key__in=row.fields).values_list("key", "kind"))
    purposes = tuple(name for name in sorted(row.fields) if kinds.get(name) not in {None, *DEPARTURE})
    return CaseRows(row.subject.key, purposes, row.first_day, row.last_day)


def _visible(viewer: Viewer) -> QuerySet[Case]:
    rows: QuerySet[Case] = Case.objects.select_related("subject")
    if not directory.holds(viewer.person, viewer.role):
        return rows.none()
    if viewer.role in case_guards.APPROVERS:
        # A case about oneself is for others to decide.
        return rows.exclude(subject__key=viewer.person)
    if viewer.role in case_guards.REQUESTERS:
        return rows.filter(Q(requester=viewer.person) | Q(investigator=viewer.person))
    return rows.none()


def _view(row: Case, viewer: Viewer) -> CaseView:
    decided = row.state not in _UNDECIDED and row.approvals.count() == len(case_guards.APPROVERS)
    return _of(row, row.subject.key if decided or viewer.role in case_guards.APPROVERS else "")


def _of(row: Case, subject: str) -> CaseView:
    made: dict[str, Any] = {
        "subject": subject,
        "facts": tuple(row.facts),
        "approvals": dict(row.approvals.order_by("pk").values_list("role", "person")),
        "kept_until": case_files.kept_until(row),
    }
    return CaseView(**{name: getattr(row, name) for name in CaseView.__dataclass_fields__ if name not in made}, **made)
