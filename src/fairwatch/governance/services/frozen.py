"""Which stored rows no result may use at present (R37): disputed, restricted, objected to, about to be erased, or kept
beyond their time for the sake of a case, which alone may use them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import polars as pl

from fairwatch.governance.clock import moment
from fairwatch.governance.models import Dispute, DisputeState
from fairwatch.governance.services import case_holds, erasure, pseudonyms, retention, rights
from fairwatch.governance.services.case_holds import HeldRows
from fairwatch.policy import pseudonym

FROZEN: dict[str, pl.DataType | type[pl.DataType]] = {
    "purpose": pl.String,
    "subject": pl.String,
    "day": pl.Date,  # null: every day
    "site": pl.String,  # null: every site
}
"""One row per set of rows that is frozen."""

_Row = tuple[str, str, dt.date | None, str | None]
"""Purpose (empty: all), person or pseudonym, day, site."""


def frozen(now: dt.datetime | None = None, *, case: str = "") -> pl.DataFrame:
    """Everything frozen now, as :data:`FROZEN`. A purpose without a key has nobody's rows, and nothing to freeze.

    ``case``: for the look of this case at the rows it holds; they are not frozen for want of time.
    """
    at = moment(now)
    keys = pseudonyms.keys()
    rows = {
        (name, pseudonym(keys[name], person), day, site)
        for purpose, person, day, site in _demanded()
        for name in ([purpose] if purpose else keys)
        if name in keys
    }
    held = case_holds.in_force(at)
    own = {(one.purpose, one.subject) for one in held if case and one.case == case}
    waiting = erasure.unfinished().filter(person__isnull=False).exclude(purpose="")
    for purpose, person in waiting.values_list("purpose", "person__key"):
        name = pseudonym(keys[purpose], person) if purpose in keys else ""
        if name and (purpose, name) not in own:
            rows.add((purpose, name, None, None))
    rows.update(row for row in _beyond_their_time(held, at) if row[:2] not in own)
    return pl.DataFrame(list(rows), schema=FROZEN, orient="row").sort("purpose", "subject", "day", "site")


def _demanded() -> Iterator[_Row]:
    """What the person disputes, or wants restricted."""
    undecided = Dispute.objects.filter(state__in=(DisputeState.OPEN, DisputeState.CORRECTED))
    for purpose, person, day, site in undecided.values_list("purpose", "person__key", "day", "site"):
        yield purpose, person, day, site or None
    for purpose, person in rights.limiting().values_list("purpose", "person__key"):
        yield purpose, person, None, None


def _beyond_their_time(held: Iterable[HeldRows], at: dt.datetime) -> Iterator[_Row]:
    """The days that only a case still keeps."""
    oldest = {term.purpose: (at - dt.timedelta(days=term.rollup_days)).date() for term in retention.terms()}
    for rows in held:
        end = min(rows.last_day, oldest.get(rows.purpose, dt.date.max) - dt.timedelta(days=1))
        for day in range((end - rows.first_day).days + 1):
            yield rows.purpose, rows.subject, rows.first_day + dt.timedelta(days=day), None
