"""Erasure carried out: a person, or a whole purpose, out of every store, with the proof (R10, R36, R47)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

from fairwatch.identity import LeaseStore
from fairwatch.lake import Held
from fairwatch.pipeline import vault_upkeep
from fairwatch.pipeline.installation import Installation

if TYPE_CHECKING:
    from fairwatch.governance.services.erasure import Order

LEASES = "leases"


def carry_out(installation: Installation, now: dt.datetime) -> Counter[str]:
    """Carry out every order that no legal hold forbids; returns the rows removed per store (purpose or ``leases``).

    Rows go first and the proof is written last, so a run that is killed in between is repeated as a whole.
    """
    from fairwatch.governance.services import erasure, purposes, releases  # noqa: PLC0415 - Django's models load after configure()

    removed: Counter[str] = Counter()
    for order in erasure.pending(now):
        held = order.held_until is not None
        if held and order.person is not None:
            erasure.note_hold(order, now=now)
            continue
        gone = _erase(installation, order, now)
        removed.update(gone)
        if held:
            erasure.note_hold(order, now=now)
        if order.cases:
            erasure.note_case(order, now=now)
        if held or order.cases:
            continue
        erasure.settle(order, gone, now=now)
        if order.person is None:
            # Of one person's erasure answers about groups stay: to compute them anew would show the difference.
            releases.forget(order.purpose)
            purposes.close(order.purpose, now=now)
    return removed


def _erase(installation: Installation, order: Order, now: dt.datetime) -> dict[str, int]:
    """Out of the lake, raw rows and roll-ups alike, but for what cases hold, and out of what is sealed; or out of the
    leases."""
    lake = installation.lake
    held = [Held(rows.subject, rows.first_day, rows.last_day) for rows in order.cases]
    if order.person is None:
        sealed = {} if order.spared else vault_upkeep.end_purpose(installation, order.purpose, now)
        return {order.purpose: lake.erase_others(order.purpose, order.spared, held)} | sealed
    if not order.purpose:
        return {LEASES: LeaseStore(installation.workspace.leases).forget(order.devices)}
    if order.pseudonym is None:
        return {order.purpose: 0}
    sealed = vault_upkeep.erase_person(installation, order.purpose, order.pseudonym, now)
    return {order.purpose: lake.erase_subject(order.purpose, order.pseudonym, held)} | sealed
