"""The watch over the job that expires data: when it stalls, ingest stops (R47)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from fairwatch.errors import Refused
from fairwatch.governance.clock import moment
from fairwatch.governance.models import RetentionRun
from fairwatch.governance.services import laws
from fairwatch.governance.services.acting import OPERATOR, acting


def record_run(now: dt.datetime | None = None, removed: Mapping[str, int] | None = None) -> None:
    """Put a completed run on record, with the rows removed per table."""
    with acting(OPERATOR, "expire data", now=now) as act:
        act.changed = False
        act.counts = dict(removed or {})
        RetentionRun.objects.create(ran_at=moment(now), removed=act.counts)


def check(now: dt.datetime | None = None) -> None:
    """Refuse with ``E_RETENTION_STALLED`` when the last run is too old; a fresh workspace counts from its creation."""
    last = RetentionRun.objects.order_by("-ran_at").values_list("ran_at", flat=True).first() or laws.begun_at()
    longest = dt.timedelta(hours=laws.current().number("retention.stalled_hours"))
    if last is None or moment(now) - last > longest:
        raise Refused("E_RETENTION_STALLED")
