"""Disputes about stored rows: frozen at once, then released or corrected (R37; PIPL art. 46)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django_fsm import TransitionNotAllowed

from fairwatch.errors import Refused
from fairwatch.governance import scope
from fairwatch.governance.clock import moment
from fairwatch.governance.models import Dispute, DisputeState
from fairwatch.governance.services import directory, pseudonyms, rights
from fairwatch.governance.services.acting import OPERATOR, acting


@dataclass(frozen=True, slots=True)
class Correction:
    """One decided correction as the data plane needs it."""

    id: int
    purpose: str
    pseudonym: str | None
    """None: the purpose's key is gone, and so are the rows."""
    day: dt.date | None
    site: str | None
    category: str | None
    """What the use really was; None: the rows go."""


def open_(
    person: str,
    purpose: str,
    words: str,
    *,
    by: str,
    day: dt.date | None = None,
    site: str = "",
    now: dt.datetime | None = None,
) -> Dispute:
    """The person says that rows are wrong: of one day or all, of one site or all. They are frozen from now on."""
    with acting(by, "request correct", role="employee", purpose=purpose, now=now) as act:
        act.concerning.add(person)
        act.changed = False
        if by != person:
            raise Refused("E_DISCLOSURE", where="correct")
        scope.template(purpose)
        subject = directory.person(person)
        request = rights.enter(subject, "correct", purpose=purpose, words=words, now=now)
        dispute: Dispute = Dispute.objects.create(
            person=subject, request=request, purpose=purpose, day=day, site=site, opened_at=moment(now)
        )
    return dispute


def release(dispute: Dispute, reason: str, *, by: str, now: dt.datetime | None = None) -> None:
    """The rows are right after all: they count again, and the person reads why."""
    with acting(by, "refuse correct", purpose=dispute.purpose, now=now) as act:
        act.concerning.add(dispute.person.key)
        act.changed = False
        rights.decide(dispute.request, dispute.request.refuse, reason, by=by, now=now)
        _move(dispute, DisputeState.RELEASED, now)


def correct(dispute: Dispute, text: str, *, by: str, category: str = "", now: dt.datetime | None = None) -> None:
    """The rows are wrong: ``category`` is what the use was, or they go. They stay frozen until it is applied.

    A category that the purpose does not keep (work, for a purpose about recruitment sites) makes the rows go, too.
    """
    with acting(by, "answer correct", purpose=dispute.purpose, now=now) as act:
        act.concerning.add(dispute.person.key)
        act.changed = False
        rights.decide(dispute.request, dispute.request.grant, text, by=by, now=now)
        dispute.category = category
        _move(dispute, DisputeState.CORRECTED, now)


def to_apply() -> list[Correction]:
    """Corrections that are decided and not yet carried out."""
    rows = Dispute.objects.filter(state=DisputeState.CORRECTED).select_related("person").order_by("pk")
    return [
        Correction(
            id=row.pk,
            purpose=row.purpose,
            pseudonym=pseudonyms.of(row.person.key).get(row.purpose),
            day=row.day,
            site=row.site or None,
            category=row.category if row.category in scope.template(row.purpose).categories else None,
        )
        for row in rows
    ]


def applied(correction: Correction, changed: Mapping[str, int], *, now: dt.datetime | None = None) -> None:
    """Put on record that stored rows and everything derived from them are corrected; they count again."""
    dispute = Dispute.objects.select_related("person").get(pk=correction.id)
    with acting(OPERATOR, "correct rows", purpose=dispute.purpose, now=now) as act:
        act.concerning.add(dispute.person.key)
        act.changed, act.counts = False, dict(changed)
        _move(dispute, DisputeState.APPLIED, now)


def _move(dispute: Dispute, target: DisputeState, now: dt.datetime | None) -> None:
    moves = {
        DisputeState.RELEASED: dispute.release,
        DisputeState.CORRECTED: dispute.correct,
        DisputeState.APPLIED: dispute.apply,
    }
    try:
        moves[target]()
    except TransitionNotAllowed as error:
        raise Refused("E_STATE", where=f"dispute {dispute.state}") from error
    if target == DisputeState.APPLIED:
        dispute.applied_at = moment(now)
    else:
        dispute.resolved_at = moment(now)
    dispute.save()
