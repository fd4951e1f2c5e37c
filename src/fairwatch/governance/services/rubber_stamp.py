"""Is a human review one? Whoever nearly always agrees, or hardly looks, is suspended from reviewing (R31)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from statistics import median

from fairwatch.errors import Refused
from fairwatch.governance.clock import moment
from fairwatch.governance.models import Reinstatement, Report
from fairwatch.governance.services import directory, laws
from fairwatch.governance.services.acting import acting


@dataclass(frozen=True, slots=True)
class Measure:
    """One reviewer's signed reviews since they were last reinstated. Too few of them say nothing."""

    reviews: int
    agreement: float
    """Part of the reports upheld, 0–1."""
    median_seconds: float
    """From opening a report to signing it."""
    suspended: bool


def measure(reviewer: str) -> Measure:
    """How the reviewer has reviewed; the numbers that suspend are the law pack's."""
    pack = laws.current()
    since = Reinstatement.objects.filter(reviewer=reviewer).order_by("-at").values_list("at", flat=True).first()
    signed = Report.objects.filter(reviewer=reviewer, reviewed_at__isnull=False, review_begun_at__isnull=False)
    if since:
        signed = signed.filter(reviewed_at__gt=since)
    rows = list(signed.values_list("state", "review_begun_at", "reviewed_at"))
    if not rows:
        return Measure(0, 0.0, 0.0, suspended=False)
    agreement = sum(state != "OVERTURNED" for state, _, _ in rows) / len(rows)
    seconds = median((end - begin).total_seconds() for _, begin, end in rows if begin and end)
    nods = agreement > pack.share("reviews.most_agreement") or seconds < pack.number("reviews.least_median_seconds")
    enough = len(rows) >= pack.number("reviews.fewest_measured")
    return Measure(len(rows), agreement, seconds, suspended=nods and enough)


def refuse_suspended(reviewer: str) -> None:
    """Raise ``Refused("E_HUMAN_REVIEW")`` for a reviewer who only nods."""
    if measure(reviewer).suspended:
        raise Refused("E_HUMAN_REVIEW", where="review.rubber_stamp")


def reinstate(reviewer: str, reasons: str, *, by: str, now: dt.datetime | None = None) -> None:
    """The DPO lets a suspended reviewer review again, and says why; the measure begins anew."""
    with acting(by, "reinstate reviewer", role="dpo", now=now) as act:
        act.changed = False
        act.concerning.add(reviewer)
        if by == reviewer:
            raise Refused("E_SELF_APPROVAL", where="reviewer")
        if not directory.holds(by, "dpo") or not reasons.strip():
            raise Refused("E_HUMAN_REVIEW", where="reinstatement")
        Reinstatement.objects.create(reviewer=reviewer, by=by, reasons=reasons.strip(), at=moment(now))
