"""Erasure carried out: a person, or a whole purpose, out of every store, with the proof (R10, R36, R47)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

from fairwatch.identity import LeaseStore
from fairwatch.pipeline.installation import Installation

if TYPE_CHECKING:
    from fairwatch.governance.services.erasure import Order

LEASES = "leases"


def carry_out(installation: Installation, now: dt.datetime) -> Counter[str]:
    """Carry out every order that no legal hold forbids; returns the rows removed per store (purpose or ``leases``).

    Rows go first and the proof is written last, so a run that is killed in between is repeated as a whole.
    """
    from fairwatch.governance.services import erasure, purposes  # noqa: PLC0415 - Django's models load after configure()

    removed: Counter[str] = Counter()
    for order in erasure.pending(now):
        held = order.held_until is not None
        if held and order.person is not None:
            erasure.note_hold(order, now=now)
            continue
        gone = _erase(installation, order)
        removed.update(gone)
        if held:
            erasure.note_hold(order, now=now)
            continue
        erasure.settle(order, gone, now=now)
        if order.person is None:
            purposes.close(order.purpose, now=now)
    return removed


def _erase(installation: Installation, order: Order) -> dict[str, int]:
    """Out of the lake, raw rows and roll-ups alike; or out of the leases."""
    lake = installation.lake
    if order.person is None:
        return {order.purpose: lake.erase_others(order.purpose, order.spared)}
    if not order.purpose:
        return {LEASES: LeaseStore(installation.workspace.leases).forget(order.devices)}
    return {order.purpose: lake.erase_subject(order.purpose, order.pseudonym) if order.pseudonym else 0}
