"""How long pages usually go on, for those of which nobody can see it (``formula.USUAL_US``)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from fairwatch.activity.events import AUDIO, MEDIA, PAGE, SIGN
from fairwatch.activity.formula import AFTER_MEDIA_US, CAP_US, USUAL_PAGES, USUAL_US
from fairwatch.engine import share


def with_usual(events: ir.Table, *, of_own_pages: bool = False) -> ir.Table:
    """Adds ``usual_us`` and ``mean_us``, from events with ``age_us``, ``gap_us``, ``turned`` and ``known``.

    Of everybody's events of the same sort (page, connection, sign, media, audio), category and day after which a next
    page is ``known``: ``usual_us`` is the mean of what they held, at most the cap; ``mean_us`` what it would be without
    the cap. Both are in proportion to age and a minute, which makes no difference where the age is 0. Of connections
    and audio ``usual_us`` is not learnt: those after which a next page comes are not like those after which none does.
    ``of_own_pages``: of each person's own events only, where nobody may learn that there are others' (R12, R27).
    """
    own = ("who",) if of_own_pages else ()
    of_day, of_kind = (
        ibis.window(group_by=("day_number", *own, *more, "event", "visible")) for more in ((), ("kind",))
    )
    weight_us = _.age_us + USUAL_US
    measured = {
        "held": ibis.ifelse(_.known, ibis.greatest(ibis.least(_.gap_us, CAP_US), 0), 0),
        "pages": ibis.ifelse(_.known, weight_us, 0),
        "ends": ibis.ifelse(_.known & _.turned, weight_us, 0),
    }
    sums = {
        f"{name}_{part}": value.cast("int64").sum().over(window)
        for part, window in (("day", of_day), ("kind", of_kind))
        for name, value in measured.items()
    }
    first_us = ibis.ifelse(_.event.isin((MEDIA, AUDIO)), AFTER_MEDIA_US, USUAL_US)
    first_weight_us = ibis.ifelse(_.event == SIGN, 2 * USUAL_US, USUAL_US)  # a sign after a minute
    events = events.mutate(**sums, as_if_held=USUAL_PAGES * first_us, as_if=USUAL_PAGES * first_weight_us)
    events = events.mutate(
        **{f"{of}_share": share(_.as_if_held + _.held_day, _.as_if + _[f"{of}_day"]) for of in ("pages", "ends")}
    )
    usual, mean = (
        (weight_us * share(_.as_if * _[f"{of}_share"] + _.held_kind, _.as_if + _[f"{of}_kind"])).floor().cast("int64")
        for of in ("pages", "ends")
    )
    learnt = (_.visible | (_.event != PAGE)) & (_.event != AUDIO)
    return events.mutate(usual_us=ibis.ifelse(learnt, ibis.least(usual, CAP_US), first_us), mean_us=mean)
