"""Evidence of a legal basis that no longer holds (R02): what rested on it stops at once."""

from __future__ import annotations

import datetime as dt

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance.clock import moment
from fairwatch.governance.models import BasisProof, BasisWithdrawal, State
from fairwatch.governance.models.purposes import LIVE
from fairwatch.governance.services import directory, procedure
from fairwatch.governance.services.acting import acting
from fairwatch.text import Text

OFFICES = ("dpo", "counsel", "union")
_RESTING = (State.NOTICE, *LIVE)


def withdraw(purpose: str, reason: str, *, by: str, now: dt.datetime | None = None) -> None:
    """Put on record that the evidence no longer holds. A live version is suspended and stays so; a new wording of the
    purpose with new evidence takes its place. One that is not active yet needs new evidence first.
    """
    with acting(by, "withdraw basis", purpose=purpose, now=now):
        if not any(directory.holds(by, office) for office in OFFICES):
            raise Refused("E_DISCLOSURE", where=purpose)
        if not reason.strip():
            raise ConfigError(
                Text("须写明理由", "the reason is missing"),
                next_step=Text("写明哪份证明为何失效", "say which evidence no longer holds, and why"),
            )
        proofs = list(
            BasisProof.objects.filter(version__purpose__key=purpose, version__state__in=_RESTING)
            .select_related("version__purpose")
            .order_by("pk")
        )
        if not proofs:
            raise Refused("E_BASIS_UNPROVEN", where=purpose)
        for proof in proofs:
            BasisWithdrawal.objects.create(basis=proof, reason=reason.strip(), by=by, at=moment(now))
            version = proof.version
            if version.state in (State.ACTIVE, State.REVIEW):
                procedure.move(version, version.suspend, actor=by, reason="E_BASIS_UNPROVEN", now=now)
