"""Whether a version may be obeyed at a moment, and which move time demands of it (LAW section 6).

Whoever compiles, lists or continues a purpose asks here. So a version whose review, audit or last day has gone by is
out of force at that very instant, whether or not the daily upkeep (``services.timers``) has written it down yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Min, Q

from fairwatch.errors import Refused
from fairwatch.governance import canonical, clock
from fairwatch.governance import scope as scopes
from fairwatch.governance.lawpack import LawPack
from fairwatch.governance.models import BasisProof, ComplianceAudit, PurposeVersion, State, StateChange
from fairwatch.governance.models.purposes import LIVE
from fairwatch.governance.records import BasisRecord, Document
from fairwatch.governance.services import contracts, guards, laws

SUNSET = "sunset"
REVIEW_DUE = "review due"
REVIEW_LAPSED = "review lapsed"
CONTRACT_ENDED = "collective contract ended"
_GRACE = dt.timedelta(days=1)
"""An audit is overdue when its day is over: 12 months and 1 day."""


@dataclass(frozen=True, slots=True)
class Due:
    """A move that a version should have made: where to, since when, and why (a word above or a refusal code)."""

    target: State
    since: dt.datetime
    reason: str


@dataclass(frozen=True)
class Clocks:
    """The periods of the law pack, and when they began for some versions."""

    review_months: int
    review_days: int
    audit_due: dt.datetime | None
    entered: dict[int, dt.datetime] = field(default_factory=dict)
    """Version -> when it last went under review."""
    confirmed: dict[int, dt.datetime] = field(default_factory=dict)
    """Version -> when it last passed a review."""

    def review_due(self, version: PurposeVersion) -> dt.datetime:
        """When an active version goes under review."""
        begun = self.confirmed.get(version.pk) or version.active_from
        assert begun is not None  # noqa: S101 - live versions have a term; this tells the type checker
        return clock.months_later(begun, self.review_months)

    def review_lapses(self, version: PurposeVersion) -> dt.datetime:
        """When a version ends for want of a review's outcome."""
        entered = self.entered[version.pk] if version.state == State.REVIEW else self.review_due(version)
        return entered + dt.timedelta(days=self.review_days)


def in_force(at: dt.datetime, pack: LawPack) -> list[PurposeVersion]:
    """The versions to be obeyed at this moment under this law, by purpose."""
    return [version for version, due in live(at, pack) if version.state == State.ACTIVE and due is None]


def live(at: dt.datetime, pack: LawPack | None = None) -> list[tuple[PurposeVersion, Due | None]]:
    """Every version with data, by purpose, and the move that it has not made yet."""
    rows = PurposeVersion.objects.filter(state__in=LIVE).select_related("purpose__pseudonym_key", "basis")
    versions = list(rows.prefetch_related("basis__withdrawals", "basis__renewals").order_by("purpose__key", "number"))
    ticking = clocks(versions, at, pack)
    return [(version, next(_moves(version, ticking, at), None)) for version in versions]


def clocks(versions: Sequence[PurposeVersion], at: dt.datetime, pack: LawPack | None = None) -> Clocks:
    """The clocks of these versions under the law pack in force (``pack``, when the caller knows it)."""
    pack = pack or laws.current(at)
    passed = Q(source=State.REVIEW.value, target=State.ACTIVE.value)
    changes = StateChange.objects.filter(passed | Q(target=State.REVIEW.value), version__in=versions).order_by("pk")
    ticking = Clocks(pack.number("procedure.review_months"), pack.number("procedure.review_days"), audit_due(pack))
    for version, target, moved in changes.values_list("version", "target", "at"):
        (ticking.entered if target == State.REVIEW else ticking.confirmed)[version] = moved
    return ticking


def audit_due(pack: LawPack) -> dt.datetime | None:
    """By when the next compliance audit must have been made: some months after the last one, or after the processing
    began; None when nothing was ever processed."""
    latest = ComplianceAudit.objects.order_by("-audited_on").values_list("audited_on", flat=True).first()
    if latest:
        since: dt.datetime | None = dt.datetime.combine(latest, dt.time(), dt.UTC)
    else:
        since = PurposeVersion.objects.aggregate(began=Min("active_from"))["began"]
    return since and clock.months_later(since, pack.number("audits.months"))


def refuse_overdue_audit(at: dt.datetime) -> None:
    """Raise ``Refused("E_AUDIT_OVERDUE")`` when the compliance audit is late (R44)."""
    if _audit_is_overdue(audit_due(laws.current(at)), at):
        raise Refused("E_AUDIT_OVERDUE")


def refuse_unproven_basis(version: PurposeVersion, at: dt.datetime) -> None:
    """Raise ``Refused("E_BASIS_UNPROVEN")`` unless evidence for this very wording is on record and stands (R02)."""
    contract_ends = contracts.ends(version)
    if not _basis_stands(version) or (contract_ends is not None and contract_ends <= at):
        raise Refused("E_BASIS_UNPROVEN", where=version.purpose.key)


def refuse_unregistered(version: PurposeVersion) -> None:
    """Raise ``Refused("E_COVERT")`` unless everybody finds this very wording in the public register (R21, R22)."""
    if not _is_in_register(version):
        raise Refused("E_COVERT", where=version.purpose.key)


def _moves(version: PurposeVersion, ticking: Clocks, at: dt.datetime) -> Iterator[Due]:
    """What is due: first what ends a version, then what stops it, then what asks whether it goes on."""
    assert version.active_until is not None  # noqa: S101 - as above
    if version.active_until <= at:
        yield Due(State.EXPIRED, version.active_until, SUNSET)
    if version.state == State.SUSPENDED:
        return
    if (lapses := ticking.review_lapses(version)) <= at:
        yield Due(State.EXPIRED, lapses, REVIEW_LAPSED)
    if not _is_in_register(version):
        yield Due(State.SUSPENDED, at, "E_COVERT")
    if not _basis_stands(version):
        yield Due(State.SUSPENDED, at, "E_BASIS_UNPROVEN")
    if (contract_ends := contracts.ends(version)) is not None and contract_ends <= at:
        yield Due(State.SUSPENDED, contract_ends, CONTRACT_ENDED)
    if _audit_is_overdue(ticking.audit_due, at):
        yield Due(State.SUSPENDED, at, "E_AUDIT_OVERDUE")
    if version.state == State.ACTIVE and (due := ticking.review_due(version)) <= at:
        yield Due(State.REVIEW, due, REVIEW_DUE)


def _audit_is_overdue(due: dt.datetime | None, at: dt.datetime) -> bool:
    return due is not None and at >= due + _GRACE


def _is_in_register(version: PurposeVersion) -> bool:
    """The register lists the templates, and each wording by its hash."""
    return version.purpose.key in scopes.templates() and canonical.sha256(version.scope) == version.scope_hash


def _basis_stands(version: PurposeVersion) -> bool:
    proof: BasisProof | None = getattr(version, "basis", None)
    if proof is None or proof.scope_hash != version.scope_hash:
        return False
    if any(withdrawal.at >= proof.recorded_at for withdrawal in proof.withdrawals.all()):
        return False
    record = BasisRecord(
        basis=proof.basis,
        documents=tuple(Document(**item) for item in proof.documents),
        rulebook_sha256=proof.rulebook_sha256,
        rulebook_published_on=proof.rulebook_published_on,
        collective_contract=proof.collective_contract,
        collective_contract_until=proof.collective_contract_until,
    )
    try:
        guards.basis_is_proven(record, scopes.from_json(version.scope))
    except Refused:
        return False
    return True
