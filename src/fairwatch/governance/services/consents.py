"""Consents: one person, one purpose, one active act, and as easily withdrawn (R09…R13)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from django.db.models import QuerySet

from fairwatch.errors import Refused
from fairwatch.governance import scope
from fairwatch.governance.clock import moment
from fairwatch.governance.models import Consent, Person, PurposeVersion, State
from fairwatch.governance.prohibited import prohibition
from fairwatch.governance.services import directory, erasure, laws
from fairwatch.governance.services.acting import acting

Act = Literal["command", "click", "signature"]
ACTS: tuple[Act, ...] = ("command", "click", "signature")
"""How a person may express consent. A default or silence is none (R09)."""

_OFFERED = (State.NOTICE, State.ACTIVE)


@dataclass(frozen=True, slots=True)
class ConsentState:
    """A person's own view of one purpose."""

    purpose: str
    state: Literal["none", "granted", "refused", "withdrawn", "expired"]
    until: dt.datetime | None = None


def give(
    person: str, purpose: str, days: int, *, by: str | None = None, act: str = "command", now: dt.datetime | None = None
) -> dt.datetime:
    """The person consents to the present wording of one purpose for ``days``; returns when that ends.

    ``by`` is who performs the act: the person, or it is refused. A new consent replaces the running one.
    """
    at = moment(now)
    with acting(by or person, "give consent", role="employee", now=now) as log:
        log.purpose = _one(purpose)
        subject = _subject(person, by)
        log.concerning.add(person)
        if act not in ACTS:
            raise Refused("E_CONSENT_INVALID", where="act")
        version = _version_to_consent(purpose)
        until = at + dt.timedelta(days=days)
        if not 1 <= days <= laws.current(at).number(_longest(purpose)):
            raise Refused("E_CONSENT_INVALID", where="days")
        _running(subject, purpose, at).update(withdrawn_at=at)
        _record(subject, version, "granted", at, act=act, until=until)
    return until


def refuse(
    person: str, purpose: str, *, by: str | None = None, act: str = "command", now: dt.datetime | None = None
) -> None:
    """The person says no. Nobody may ask again for a year (R11), and nobody else learns of it (R12)."""
    at = moment(now)
    with acting(by or person, "refuse consent", role="employee", now=now) as log:
        log.purpose = _one(purpose)
        subject = _subject(person, by)
        log.concerning.add(person)
        _record(subject, _version_to_consent(purpose), "refused", at, act=act)


def withdraw(person: str, purpose: str, *, by: str | None = None, now: dt.datetime | None = None) -> bool:
    """The person withdraws: from this moment nothing is admitted, and what there is goes (R10).

    False when no consent was running."""
    at = moment(now)
    with acting(by or person, "withdraw consent", role="employee", now=now) as log:
        log.purpose = _one(purpose)
        subject = _subject(person, by)
        log.concerning.add(person)
        log.changed = bool(_running(subject, purpose, at).update(withdrawn_at=at, ask_again_from=_ask_again(at)))
        # What an earlier consent allowed is derived from consent as well, so it goes even when that had run out.
        erasure.order([subject.pk], [purpose], "withdrawal", now=now)
    return log.changed


def ask(person: str, purpose: str, *, actor: str, now: dt.datetime | None = None) -> None:
    """The system asks a person once; refused within a year of a refusal or withdrawal (R11)."""
    at = moment(now)
    with acting(actor, "ask for consent", now=now) as log:
        log.purpose = _one(purpose)
        log.changed = False
        _version_to_consent(purpose)
        subject = directory.person(person)
        log.concerning.add(person)
        if subject.consents.filter(purpose=purpose, ask_again_from__gt=at).exists():
            raise Refused("E_REASK", where=purpose)


def state(person: str, purpose: str, *, by: str, now: dt.datetime | None = None) -> ConsentState:
    """The person's own consent state; nobody else's question is answered (R12)."""
    at = moment(now)
    if by != person:
        with acting(by, "ask consent state", now=now) as log:
            log.purpose = _one(purpose)
            log.changed = False
            raise Refused("E_CONSENT_STATE_HIDDEN", where=purpose)
    latest = Consent.objects.filter(person=directory.person(person), purpose=purpose).order_by("-decided_at").first()
    if latest is None:
        return ConsentState(purpose, "none")
    if latest.decision == "refused":
        return ConsentState(purpose, "refused")
    if latest.withdrawn_at:
        return ConsentState(purpose, "withdrawn")
    over = latest.until is not None and latest.until <= at
    return ConsentState(purpose, "expired" if over else "granted", latest.until)


def _one(purpose: str) -> str:
    """The purpose, when it is exactly one; several in one act are no consent (R09)."""
    if len(purpose.replace(",", " ").replace(";", " ").split()) != 1:
        raise Refused("E_CONSENT_INVALID", where="purpose")
    return scope.template(purpose).id


def _subject(person: str, by: str | None) -> Person:
    if by is not None and by != person:
        raise Refused("E_CONSENT_INVALID", where="by")
    return directory.person(person)


def _version_to_consent(purpose: str) -> PurposeVersion:
    """The version whose wording is offered; consent opens no purpose that does not wait for it (R13)."""
    offered = PurposeVersion.objects.filter(purpose__key=purpose, state__in=_OFFERED).order_by("number")
    version: PurposeVersion | None = offered.filter(state=State.ACTIVE).first() or offered.last()
    if version is None:
        raise Refused("E_PURPOSE_INACTIVE", where=purpose)
    wording = scope.from_json(version.scope)
    if not wording.needs_consent or prohibition(wording, laws.current()):
        raise Refused("E_CONSENT_CANNOT_CURE", where=purpose)
    return version


def _longest(purpose: str) -> str:
    departure = scope.template(purpose).kind.startswith("departure")
    return "consents.longest_days_departure" if departure else "consents.longest_days"


def _ask_again(at: dt.datetime) -> dt.datetime:
    return at + dt.timedelta(days=laws.current(at).number("consents.ask_again_days"))


def _running(subject: Person, purpose: str, at: dt.datetime) -> QuerySet[Consent]:
    return subject.consents.filter(purpose=purpose, decision="granted", withdrawn_at=None, until__gt=at)


def _record(
    subject: Person,
    version: PurposeVersion,
    decision: str,
    at: dt.datetime,
    *,
    act: str,
    until: dt.datetime | None = None,
) -> None:
    Consent.objects.create(
        person=subject,
        purpose=version.purpose.key,
        scope_hash=version.scope_hash,
        decision=decision,
        act=act,
        requested_by="subject",
        decided_at=at,
        until=until,
        ask_again_from=_ask_again(at) if decision == "refused" else None,
    )
