"""The time for which assessments and records of processing must be kept (R42; PIPL art. 56)."""

from __future__ import annotations

import datetime as dt
from typing import cast

from django.db.models import QuerySet

from fairwatch.errors import Refused
from fairwatch.governance import clock
from fairwatch.governance.clock import moment
from fairwatch.governance.models import (
    ActivationKey,
    Assessment,
    BasisProof,
    Consultation,
    Dispute,
    ErasureOrder,
    RightsRequest,
    StateChange,
)
from fairwatch.governance.services import directory, laws
from fairwatch.governance.services.acting import acting

Procedure = Assessment | BasisProof | Consultation | ActivationKey | StateChange
Answered = Dispute | ErasureOrder | RightsRequest

_ENDS: dict[type, str] = {ErasureOrder: "carried_out_at", Dispute: "resolved_at", RightsRequest: "decided_at"}
"""Of a person's request or order: when it was settled."""


def kept_until(record: Procedure | Answered) -> dt.datetime | None:
    """The first instant at which a record may be destroyed; None while what it is about goes on.

    The procedure of a purpose is kept for some years after the processing it allowed has ended.
    """
    finished = _finished(record)
    return finished and clock.months_later(finished, 12 * laws.current().number("rights.records_years"))


def destroy(record: Procedure | Answered, *, by: str, now: dt.datetime | None = None) -> None:
    """Delete one record whose time is over; before that ``E_LEGAL_HOLD``. Only the DPO may."""
    with acting(by, f"destroy {type(record).__name__}", now=now) as act:
        if not directory.holds(by, "dpo"):
            raise Refused("E_DISCLOSURE", where=type(record).__name__)
        until = kept_until(record)
        if until is None or moment(now) < until:
            raise Refused("E_LEGAL_HOLD", where=f"{type(record).__name__} {until:%Y-%m-%d}" if until else "")
        act.changed = False
        # Past the door that refuses deletion in passing.
        QuerySet(type(record)).filter(pk=record.pk).delete()


def _finished(record: Procedure | Answered) -> dt.datetime | None:
    if column := _ENDS.get(type(record)):
        ended: dt.datetime | None = getattr(record, column)
        return ended
    return _procedure_ended(cast(Procedure, record))


def _procedure_ended(record: Procedure) -> dt.datetime:
    written = record.at if isinstance(record, StateChange) else record.recorded_at
    ended: dt.datetime | None = record.version.active_until
    return max(written, ended) if ended else written
