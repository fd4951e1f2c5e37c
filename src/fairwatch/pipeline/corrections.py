"""Decided corrections carried out: in raw rows, and in all that was derived from them (R37)."""

from __future__ import annotations

import datetime as dt

from fairwatch.lake import Correction
from fairwatch.pipeline.installation import Installation


def apply(installation: Installation, now: dt.datetime) -> int:
    """Apply every correction that waits; returns how many. Roll up afterwards.

    Where a day still has its raw rows, its roll-ups are made anew from the corrected ones. Where they have expired, the
    roll-ups' own rows are corrected.
    """
    from fairwatch.governance.services import disputes  # noqa: PLC0415 - Django's models load after configure()

    waiting = disputes.to_apply()
    for decided in waiting:
        changed: dict[str, int] = {}
        if decided.pseudonym:
            changed = installation.lake.correct(
                decided.purpose, Correction(decided.pseudonym, decided.day, decided.site, decided.category)
            )
        disputes.applied(decided, changed, now=now)
    return len(waiting)
