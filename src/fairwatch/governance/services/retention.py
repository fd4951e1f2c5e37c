"""The watch over the job that expires data: when it stalls, ingest stops (R47)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from fairwatch.errors import Refused
from fairwatch.governance import scope as scopes
from fairwatch.governance.clock import moment
from fairwatch.governance.models import PurposeVersion, RetentionRun
from fairwatch.governance.models.purposes import LIVE
from fairwatch.governance.services import erasure, laws
from fairwatch.governance.services.acting import OPERATOR, acting


def record_run(now: dt.datetime | None = None, removed: Mapping[str, int] | None = None) -> None:
    """Put a completed run on record, with the rows removed per table."""
    with acting(OPERATOR, "expire data", now=now) as act:
        act.changed = False
        act.counts = dict(removed or {})
        RetentionRun.objects.create(ran_at=moment(now), removed=act.counts)


def check(now: dt.datetime | None = None) -> None:
    """Refuse with ``E_RETENTION_STALLED`` when the last run is too old, or something should have been erased already.

    A fresh workspace counts from its creation.
    """
    last = _last_run() or laws.begun_at()
    if last is None or _is_too_old(last, now) or erasure.is_overdue(now):
        raise Refused("E_RETENTION_STALLED")


def has_stalled(now: dt.datetime | None = None) -> bool:
    """Whether it ran before and has not for too long, or something should have been erased already."""
    last = _last_run()
    return (last is not None and _is_too_old(last, now)) or erasure.is_overdue(now)


@dataclass(frozen=True, slots=True)
class Term:
    """How long the rows of one purpose may live."""

    purpose: str
    raw_hours: int
    rollup_days: int


def terms() -> list[Term]:
    """The terms of every purpose that has data, suspended ones and those under review too: time goes on for them."""
    rows = PurposeVersion.objects.filter(state__in=LIVE).select_related("purpose").order_by("purpose__key", "-number")
    wordings = {row.purpose.key: scopes.from_json(row.scope).narrowed(laws.current()) for row in reversed(rows)}
    return [Term(name, wording.raw_hours, wording.rollup_days) for name, wording in sorted(wordings.items())]


def _last_run() -> dt.datetime | None:
    return RetentionRun.objects.order_by("-ran_at").values_list("ran_at", flat=True).first()


def _is_too_old(last: dt.datetime, now: dt.datetime | None) -> bool:
    return moment(now) - last > dt.timedelta(hours=laws.current(now).number("retention.stalled_hours"))
