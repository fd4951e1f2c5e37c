"""The steps from a draft to an active purpose, one function each. No other function moves a version there.

Every step takes the record of what somebody decided, on the day they decided it, checks the guards and moves the
version in one transaction together with its audit entry. A record names the hash of the wording it was made for; when
a field of the scope changes there is a new version, and everything begins anew (R06).
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

from django_fsm import TransitionNotAllowed

from fairwatch.errors import Refused
from fairwatch.governance import clock, key_wrapping
from fairwatch.governance import scope as scopes
from fairwatch.governance.clock import moment
from fairwatch.governance.models import (
    ActivationKey,
    Assessment,
    BasisProof,
    Consultation,
    PseudonymKey,
    Purpose,
    PurposeVersion,
    State,
    StateChange,
)
from fairwatch.governance.models.purposes import LIVE, UNDECIDED
from fairwatch.governance.records import (
    AssessmentRecord,
    BasisRecord,
    ConsultationRecord,
    KeyRecord,
    PublicationRecord,
)
from fairwatch.governance.scope import Scope
from fairwatch.governance.services import directory, guards, laws, standing, transfers
from fairwatch.governance.services.acting import acting


def draft(scope: Scope, sponsor: str, *, actor: str, now: dt.datetime | None = None) -> PurposeVersion:
    """A new version with this wording. An undecided one with another wording is rejected, its records with it."""
    at = moment(now)
    with acting(actor, "draft purpose", purpose=scope.id, now=now):
        if not directory.holds(sponsor, "employee"):
            raise Refused("E_STATE", where="sponsor.person")
        purpose, _ = Purpose.objects.get_or_create(key=scope.id, defaults={"kind": scope.kind})
        for other in purpose.versions.filter(state__in=UNDECIDED):
            move(other, other.reject, actor=actor, reason="superseded by another draft", now=now)
        latest = purpose.versions.order_by("-number").first()
        version: PurposeVersion = PurposeVersion.objects.create(
            purpose=purpose,
            number=latest.number + 1 if latest else 1,
            scope=scope.as_json(),
            scope_hash=scope.hash,
            sponsor=sponsor,
            created_at=at,
        )
    return version


def submit(version: PurposeVersion, submitted_on: dt.date, *, actor: str, now: dt.datetime | None = None) -> None:
    """DRAFT → PIA: the wording is complete and could ever be approved (R04, R05)."""
    with _step(version, "submit purpose", State.DRAFT, actor, now) as (scope, at):
        guards.scope_is_approvable(scope, laws.current(at))
        guards.in_order(("submitted_on", submitted_on), ("today", _today(scope, at)), ("until", scope.until))
        version.submitted_on = submitted_on
        version.submit()


def sign_assessment(
    version: PurposeVersion, record: AssessmentRecord, *, actor: str, now: dt.datetime | None = None
) -> None:
    """PIA → CONSULTATION: the DPO signs the impact assessment of this wording (R06)."""
    with _step(version, "sign assessment", State.PIA, actor, now) as (scope, at):
        guards.in_order(
            ("submitted_on", version.submitted_on),
            ("assessment.signed_on", record.signed_on),
            ("today", _today(scope, at)),
        )
        guards.assessment_is_sound(record, version.sponsor)
        Assessment.objects.create(version=version, scope_hash=scope.hash, recorded_at=at, **asdict(record))
        version.open_consultation()


def conclude_consultation(
    version: PurposeVersion, record: ConsultationRecord, *, actor: str, now: dt.datetime | None = None
) -> None:
    """CONSULTATION → NOTICE: staff and union have been heard (R03)."""
    with _step(version, "conclude consultation", State.CONSULTATION, actor, now) as (scope, at):
        signed = version.assessments.filter(scope_hash=scope.hash).order_by("-signed_on").first()
        if signed is None:
            raise Refused("E_PIA_MISSING", where=scope.id)
        guards.in_order(
            ("assessment.signed_on", signed.signed_on),
            ("consultation.opened_on", record.opened_on),
            ("consultation.closed_on", record.closed_on),
            ("today", _today(scope, at)),
        )
        guards.consultation_is_complete(record, scope, laws.current(at))
        Consultation.objects.create(version=version, scope_hash=scope.hash, recorded_at=at, **asdict(record))
        version.conclude_consultation()


def prove_basis(version: PurposeVersion, record: BasisRecord, *, actor: str, now: dt.datetime | None = None) -> None:
    """Put the legal basis and its evidence on record, before activation (R02, R03)."""
    with _step(version, "prove basis", State.NOTICE, actor, now) as (scope, at):
        guards.basis_is_proven(record, scope)
        BasisProof.objects.update_or_create(
            version=version, defaults={"scope_hash": scope.hash, "recorded_at": at, **asdict(record)}
        )


def publish(version: PurposeVersion, record: PublicationRecord, *, actor: str, now: dt.datetime | None = None) -> None:
    """Put on record when and where the purpose was published; the waiting period runs from then."""
    with _step(version, "publish purpose", State.NOTICE, actor, now) as (scope, at):
        guards.in_order(
            ("consultation.closed_on", version.consultation.closed_on),
            ("publication.published_on", record.published_on),
            ("today", _today(scope, at)),
        )
        version.published_on, version.published_where = record.published_on, record.where


def turn_key(
    version: PurposeVersion, role: str, record: KeyRecord, *, actor: str, now: dt.datetime | None = None
) -> None:
    """The DPO's or the union's signature under this wording, after its publication."""
    with _step(version, f"turn {role} key", State.NOTICE, actor, now) as (scope, at):
        guards.key_is_valid(role, record.person, version)
        if version.published_on is None:
            raise Refused("E_NOTICE_NOT_SERVED", where=scope.id)
        if not clock.midnight(version.published_on, scope.time_zone) < record.signed_at <= at:
            raise Refused("E_STATE", where=f"keys.{role}")
        ActivationKey.objects.update_or_create(
            version=version, role=role, defaults={"scope_hash": scope.hash, "recorded_at": at, **asdict(record)}
        )


def activate(version: PurposeVersion, *, actor: str, now: dt.datetime | None = None) -> None:
    """NOTICE → ACTIVE: every record is there for this wording, both keys are turned, the waiting period is over."""
    with _step(version, "activate purpose", State.NOTICE, actor, now) as (scope, at):
        pack = laws.current(at)
        guards.scope_is_approvable(scope, pack)
        guards.records_are_for_this_wording(version, scope.hash)
        standing.refuse_unregistered(version)
        standing.refuse_unproven_basis(version, at)
        standing.refuse_overdue_audit(at)
        transfers.check_places(now)
        begins, ends = _term(version, scope, pack.number("limits.notice_days"))
        if begins > at:
            raise Refused("E_NOTICE_NOT_SERVED", where=f"publication.published_on + {pack.limits.notice_days}")
        if ends <= at or ends > clock.months_later(begins, pack.number("procedure.sunset_months")):
            raise Refused("E_NECESSITY", where=f"{scope.id} until")
        if version.purpose.versions.filter(state=State.PURGING).exists():
            # The purge ends with the key; rows of a new version must not be among what it takes.
            raise Refused("E_STATE", where=f"{scope.id} {State.PURGING}")
        for older in version.purpose.versions.filter(state__in=LIVE):
            move(older, older.supersede, actor=actor, reason="superseded", now=now)
        PseudonymKey.objects.get_or_create(
            purpose=version.purpose,
            defaults={"key": key_wrapping.wrap(secrets.token_bytes(32), version.purpose.key), "created_at": at},
        )
        version.active_from, version.active_until = begins, ends
        version.activate()


def move(
    version: PurposeVersion, transition: Callable[[], None], *, actor: str, reason: str, now: dt.datetime | None = None
) -> None:
    """One move that has no record of its own (suspend, expire, reject …), noted for the register."""
    with _moving(version, actor, moment(now), reason):
        transition()


def _term(version: PurposeVersion, scope: Scope, notice_days: int) -> tuple[dt.datetime, dt.datetime]:
    """From the later of both keys and the end of the waiting period, to the end of the last day."""
    assert version.published_on  # noqa: S101 - the guards have seen to it; this tells the type checker
    assert scope.until  # noqa: S101 - as above
    waited = clock.midnight(clock.day_after_waiting(version.published_on, notice_days), scope.time_zone)
    signed = version.keys.values_list("signed_at", flat=True)
    return max(waited, *signed), clock.midnight(scope.until + dt.timedelta(days=1), scope.time_zone)


def _today(scope: Scope, at: dt.datetime) -> dt.date:
    return clock.local_day(at, scope.time_zone)


@contextmanager
def _step(
    version: PurposeVersion, action: str, state: State, actor: str, now: dt.datetime | None
) -> Iterator[tuple[Scope, dt.datetime]]:
    """One step on a version in ``state``; gives its wording and the moment."""
    at = moment(now)
    with acting(actor, action, purpose=version.purpose.key, now=now):
        version.refresh_from_db()
        scope = scopes.from_json(version.scope)
        if version.state != state or scope.hash != version.scope_hash:
            raise Refused("E_STATE", where=f"{scope.id} {version.state}")
        with _moving(version, actor, at):
            yield scope, at


@contextmanager
def _moving(version: PurposeVersion, actor: str, at: dt.datetime, reason: str = "") -> Iterator[None]:
    """Save the version after its move, and note the move for the register."""
    source = version.state
    try:
        yield
    except TransitionNotAllowed:
        raise Refused("E_STATE", where=f"{version.purpose.key} {source}") from None
    version.save()
    if version.state != source:
        StateChange.objects.create(
            version=version, source=source, target=version.state, actor=actor, reason=reason, at=at
        )
