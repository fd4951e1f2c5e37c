"""Reviews of purposes (LAW section 6): every six months, after a finding, after a breach. Meanwhile nothing is
collected or shown under the purpose; without an outcome in time it ends (``services.standing``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import clock, prohibited
from fairwatch.governance import scope as scopes
from fairwatch.governance.clock import moment
from fairwatch.governance.compliance_files import ReviewRecord
from fairwatch.governance.models import Assessment, AuditFinding, Breach, PurposeReview, PurposeVersion, State
from fairwatch.governance.services import directory, guards, laws, procedure, standing
from fairwatch.governance.services.acting import acting
from fairwatch.text import Text


def open_(purpose: str, reason: str, *, by: str, now: dt.datetime | None = None) -> None:
    """ACTIVE or SUSPENDED → REVIEW, by the DPO or the union, at any time."""
    with acting(by, "open review", purpose=purpose, now=now):
        if not (directory.holds(by, "dpo") or directory.holds(by, "union")):
            raise Refused("E_DISCLOSURE", where=purpose)
        if not reason.strip():
            raise ConfigError(Text("须写明理由", "the reason is missing"))
        version = _latest(purpose, State.ACTIVE, State.SUSPENDED)
        begin = version.open_review if version.state == State.ACTIVE else version.review_suspension
        procedure.move(version, begin, actor=by, reason=reason.strip(), now=now)


def send(purposes: Iterable[str], reason: str, *, by: str, now: dt.datetime | None = None) -> list[str]:
    """ACTIVE → REVIEW for each of these purposes that is active; returns which. Call inside the act that gives rise."""
    active = PurposeVersion.objects.filter(purpose__key__in=list(purposes), state=State.ACTIVE)
    versions = list(active.select_related("purpose").order_by("purpose__key"))
    for version in versions:
        procedure.move(version, version.open_review, actor=by, reason=reason, now=now)
    return [version.purpose.key for version in versions]


def conclude(purpose: str, record: ReviewRecord, *, actor: str, now: dt.datetime | None = None) -> None:
    """REVIEW → ACTIVE: the purpose has shown its use, is assessed anew, and both keys agree that it goes on."""
    at = moment(now)
    with acting(actor, "conclude review", purpose=purpose, now=now):
        version = _latest(purpose, State.REVIEW)
        scope, pack = scopes.from_json(version.scope), laws.current(at)
        _nothing_stands_against(version, at)
        _is_useful_and_agreed(version, record, at)
        prohibited.refuse_prohibited(scope.narrowed(pack), pack)
        assessment = record.assessment
        Assessment.objects.create(
            version=version,
            scope_hash=scope.hash,
            recorded_at=at,
            signed_by=assessment.signed_by,
            signed_on=assessment.signed_on,
            residual_risk=assessment.residual_risk,
            answers=assessment.answers,
        )
        PurposeReview.objects.create(
            version=version,
            scope_hash=scope.hash,
            effect=record.effect,
            union_statement=record.union_statement,
            dpo=record.dpo,
            union=record.union,
            recorded_at=at,
        )
        procedure.move(version, version.pass_review, actor=actor, reason="review passed", now=now)


def open_findings(purpose: str) -> int:
    """How many findings of audits are open that are about this purpose, or about all."""
    return AuditFinding.objects.filter(purpose__in=["", purpose], closed_at=None).count()


def open_breaches(purpose: str) -> int:
    """How many breaches are open that concern this purpose."""
    return sum(purpose in breach.purposes for breach in Breach.objects.filter(closed_at=None))


def _latest(purpose: str, *states: State) -> PurposeVersion:
    rows = PurposeVersion.objects.filter(purpose__key=purpose, state__in=states)
    version: PurposeVersion | None = rows.select_related("purpose").order_by("-number").first()
    if version is None:
        raise Refused("E_STATE", where=purpose)
    return version


def _nothing_stands_against(version: PurposeVersion, at: dt.datetime) -> None:
    purpose = version.purpose.key
    if (version.active_until and version.active_until <= at) or standing.clocks([version], at).review_lapses(
        version
    ) <= at:
        raise Refused("E_PURPOSE_INACTIVE", where=purpose)
    standing.refuse_overdue_audit(at)
    standing.refuse_unregistered(version)
    standing.refuse_unproven_basis(version, at)
    if count := open_findings(purpose):
        raise Refused("E_FINDING_OPEN", where=f"{purpose} {count}")
    if count := open_breaches(purpose):
        raise Refused("E_BREACH_OPEN", where=f"{purpose} {count}")


def _is_useful_and_agreed(version: PurposeVersion, record: ReviewRecord, at: dt.datetime) -> None:
    if not record.effect_met:
        raise Refused("E_NECESSITY", where="effect_met")
    for role, person in (("dpo", record.dpo), ("union", record.union)):
        if not directory.holds(person, role):
            raise Refused("E_STATE", where=f"keys.{role}")
        if person == version.sponsor:
            raise Refused("E_SELF_APPROVAL", where=f"keys.{role}")
    if record.dpo == record.union:
        raise Refused("E_SELF_APPROVAL", where="keys")
    guards.assessment_is_sound(record.assessment, version.sponsor)
    scope = scopes.from_json(version.scope)
    ticking = standing.clocks([version], at)
    oldest = clock.local_day(ticking.entered[version.pk] - dt.timedelta(days=ticking.review_days), scope.time_zone)
    guards.in_order(
        ("assessment", oldest),
        ("assessment.signed_on", record.assessment.signed_on),
        ("today", clock.local_day(at, scope.time_zone)),
    )
