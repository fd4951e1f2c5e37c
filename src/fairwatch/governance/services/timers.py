"""What happens because time has passed (LAW section 6): the moves that are due, and the alarm of a breach.

Run daily by ``fairwatch maintain``. Nothing depends on its being punctual: ``services.standing`` has known since the
very instant; here it is written down for the register, and what must go is ordered to go.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fairwatch.governance.clock import moment
from fairwatch.governance.models import PurposeVersion, State
from fairwatch.governance.services import breaches, erasure, procedure, standing
from fairwatch.governance.services.acting import OPERATOR, acting
from fairwatch.governance.services.standing import Due


@dataclass(frozen=True, slots=True)
class Moved:
    """One purpose that time has moved on."""

    purpose: str
    target: State
    reason: str


def run(now: dt.datetime | None = None) -> list[Moved]:
    """Make every move that is due at ``now``, raise the alarm of breaches; returns the moves."""
    at = moment(now)
    breaches.escalate(now)
    moved = []
    for version, due in standing.live(at):
        if due is not None:
            _move(version, due, now)
            moved.append(Moved(version.purpose.key, due.target, due.reason))
    return moved


def _move(version: PurposeVersion, due: Due, now: dt.datetime | None) -> None:
    purpose = version.purpose.key
    with acting(OPERATOR, f"timer {due.target.lower()}: {due.reason}", purpose=purpose, now=now):
        _make(version, due, now)


def _make(version: PurposeVersion, due: Due, now: dt.datetime | None) -> None:
    """The move, dated to when it was due: since then the version has been out of force."""
    transitions = {
        State.EXPIRED: version.expire,
        State.SUSPENDED: version.suspend,
        State.REVIEW: version.open_review,
    }
    procedure.move(version, transitions[due.target], actor=OPERATOR, reason=due.reason, now=due.since)
    if due.target == State.EXPIRED:
        procedure.move(version, version.purge, actor=OPERATOR, reason=due.reason, now=now)
        erasure.order_purpose(version.purpose.key, now=now)
