"""The privacy budget of the leaving-tendency table: at most four noisy counts a year, so ε ≤ 2 a person (R28).

A charge and what was bought with it are one row: whoever is killed in between has either paid for a count that stays
for everybody, or drawn a count that nobody has seen. Nothing is ever given back, not even when the purpose is erased:
with noise a count is nobody's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import DatabaseError, transaction

from fairwatch.errors import Refused
from fairwatch.governance.clock import moment
from fairwatch.governance.models import NoisyRelease
from fairwatch.governance.services import audit
from fairwatch.ledgers import Noisy

RELEASES_A_YEAR = 4
_ACTION = "draw noisy count"


@dataclass(frozen=True, slots=True)
class PrivacyBudget:
    """The ``ledgers.Budget`` of a workspace."""

    def drawn(self, purpose: str) -> Mapping[str, Noisy]:
        """Period -> what was drawn for it."""
        rows = NoisyRelease.objects.filter(purpose=purpose).order_by("period")
        return {row.period: Noisy(row.people, row.seen) for row in rows}

    def once(self, purpose: str, period: str, draw: Callable[[], Noisy], now: dt.datetime) -> Noisy:
        """The noisy count of this period, drawn and charged now unless it was before. See ``ledgers.Budget``."""
        at = moment(now)
        try:
            with transaction.atomic():
                audit.lock()  # two who ask at once must not both draw
                row = NoisyRelease.objects.filter(purpose=purpose, period=period).first()
                row = row or _charge(purpose, period, draw, at)
        except DatabaseError as error:
            raise Refused("E_LOG_DOWN") from error
        return Noisy(row.people, row.seen)


def spent(purpose: str, year: int) -> int:
    """How many noisy counts were drawn in a calendar year (UTC)."""
    return NoisyRelease.objects.filter(purpose=purpose, drawn_at__year=year).count()


def _charge(purpose: str, period: str, draw: Callable[[], Noisy], at: dt.datetime) -> NoisyRelease:
    if spent(purpose, at.year) >= RELEASES_A_YEAR:
        raise Refused("E_DP_BUDGET", where=f"{purpose} {period}")
    counts = draw()
    audit.append(
        actor="",
        role="operator",
        action=_ACTION,
        purpose=purpose,
        outcome="done",
        counts={"leaves": len(counts.seen), "spent": spent(purpose, at.year) + 1},
        now=at,
    )
    return NoisyRelease.objects.create(
        purpose=purpose, period=period, people=dict(counts.people), seen=dict(counts.seen), drawn_at=at
    )
