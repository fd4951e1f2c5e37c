"""The collective contract that an individual purpose rests on has an end, and can be concluded anew (R03; PIPL 13).

Its last day ends the purpose's leave to process: since that midnight the version is out of force. The union, as the
other party, puts the next contract on record; the employer alone cannot make one last longer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fairwatch.errors import Refused
from fairwatch.governance import canonical, clock
from fairwatch.governance import scope as scopes
from fairwatch.governance.clock import moment
from fairwatch.governance.models import BasisProof, ContractRenewal, PurposeVersion
from fairwatch.governance.models.purposes import LIVE
from fairwatch.governance.services import directory
from fairwatch.governance.services.acting import acting


@dataclass(frozen=True, slots=True)
class ContractRecord:
    """A collective contract: its number, the SHA-256 of its text, its last day."""

    contract: str
    sha256: str
    until: dt.date


def ends(version: PurposeVersion) -> dt.datetime | None:
    """The first instant after the contract that the version rests on; None where it rests on none."""
    proof: BasisProof | None = getattr(version, "basis", None)
    scope = scopes.from_json(version.scope)
    if proof is None or proof.basis != "hr_rules" or not scope.individual:
        return None
    renewed = [row.until for row in proof.renewals.all() if row.at >= proof.recorded_at]
    last_day = max([*renewed, *filter(None, [proof.collective_contract_until])], default=None)
    return clock.midnight(last_day + dt.timedelta(days=1), scope.time_zone) if last_day else None


def force_ends(version: PurposeVersion) -> dt.datetime:
    """The first instant at which the version is certainly out of force: its own end, or that of its contract."""
    assert version.active_until is not None  # noqa: S101 - live versions have a term; this tells the type checker
    return min(filter(None, [version.active_until, ends(version)]))


def renew(purpose: str, record: ContractRecord, *, by: str, now: dt.datetime | None = None) -> None:
    """Put the contract on record that follows, by the union. A version that was suspended meanwhile needs a review."""
    at = moment(now)
    with acting(by, "renew collective contract", purpose=purpose, now=now):
        if not directory.holds(by, "union"):
            raise Refused("E_DISCLOSURE", where=purpose)
        version = (
            PurposeVersion.objects.filter(purpose__key=purpose, state__in=LIVE)
            .select_related("purpose", "basis")
            .order_by("-number")
            .first()
        )
        last = version and ends(version)
        if version is None or last is None:
            raise Refused("E_BASIS_UNPROVEN", where=purpose)
        if not record.contract.strip() or not canonical.is_sha256(record.sha256):
            raise Refused("E_BASIS_UNPROVEN", where=f"{purpose} contract")
        if clock.midnight(record.until, scopes.from_json(version.scope).time_zone) < max(last, at):
            raise Refused("E_DEMOCRATIC_PROCEDURE_MISSING", where=f"{purpose} until")
        ContractRenewal.objects.create(
            basis=version.basis,
            contract=record.contract.strip(),
            sha256=record.sha256,
            until=record.until,
            by=by,
            at=at,
        )
