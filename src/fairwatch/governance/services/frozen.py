"""Which stored rows no result may use at present (R37): disputed, restricted, objected to, or about to be erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import polars as pl

from fairwatch.governance.models import Dispute, DisputeState
from fairwatch.governance.services import erasure, pseudonyms, rights

FROZEN: dict[str, pl.DataType | type[pl.DataType]] = {
    "purpose": pl.String,
    "subject": pl.String,
    "day": pl.Date,  # null: every day
    "site": pl.String,  # null: every site
}
"""One row per set of rows that is frozen."""

_Row = tuple[str, str, dt.date | None, str | None]
"""Purpose (empty: all), person, day, site."""


def frozen() -> pl.DataFrame:
    """Everything frozen now, as :data:`FROZEN`. A purpose without a key has nobody's rows, and nothing to freeze."""
    keys = pseudonyms.keys()
    rows = [
        (name, pseudonyms.under(keys[name], person), day, site)
        for purpose, person, day, site in _rows()
        for name in ([purpose] if purpose else keys)
        if name in keys
    ]
    return pl.DataFrame(rows, schema=FROZEN, orient="row").unique().sort("purpose", "subject", "day", "site")


def _rows() -> Iterator[_Row]:
    undecided = Dispute.objects.filter(state__in=(DisputeState.OPEN, DisputeState.CORRECTED))
    for purpose, person, day, site in undecided.values_list("purpose", "person__key", "day", "site"):
        yield purpose, person, day, site or None
    for purpose, person in rights.limiting().values_list("purpose", "person__key"):
        yield purpose, person, None, None
    waiting = erasure.unfinished().filter(person__isnull=False).exclude(purpose="")
    for purpose, person in waiting.values_list("purpose", "person__key"):
        yield purpose, person, None, None
