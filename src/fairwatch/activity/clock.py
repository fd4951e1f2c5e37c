"""One clock per person: at every moment attention goes to one site at most.

Attention between an event and the next event of that person belongs to the event's site, so no moment can be counted
twice, whatever the logs contain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis import _

from fairwatch.activity.contacts import SITE_DAY
from fairwatch.activity.events import AUDIO, MEDIA, ORDER, PAGE, events
from fairwatch.activity.evidence import evidence
from fairwatch.activity.formula import CAP_US, GLANCE_US, LEFT_TENTHS, STALL_US, STAY_US
from fairwatch.activity.numbering import Names
from fairwatch.activity.usual import with_usual
from fairwatch.engine import floor_divide

Keep = Callable[[ir.Table], ir.Table]
"""Computes a table once, for everything that is made of it (``Engine.keep``)."""

_NEVER = 2**62


def as_it_is(table: ir.Table) -> ir.Table:
    """Keeps nothing: the table is computed for each query."""
    return table


@dataclass(frozen=True)
class Holds:
    """Attention, one row per event, and one for the time before the first event of a working interval.

    ``rows``: ``who`` and ``what`` (numbers of ``names``), those of ``SITE_DAY``, ``start_us``, ``low_us`` ≤
    ``point_us`` ≤ ``high_us`` (how long attention is held from the start on, µs), ``views``, ``active_until_us`` and
    ``seen`` (false for the time before the first event, which counts for ``high`` alone).
    """

    rows: ir.Table
    names: Names


def holds(raw: ir.Table, keep: Keep = as_it_is, *, usual_of_own: bool = False) -> Holds:
    """From raw rows of grain ``event``. Working intervals of a person must not overlap.

    ``usual_of_own``: see ``with_usual``.
    """
    raw = raw.filter(raw.site.notnull())  # a site that the catalogue does not know is never a person's row (R18)
    names = Names.of(raw)
    names = Names(keep(names.who), keep(names.what))
    return Holds(keep(_held(events(evidence(names.numbered(raw))), usual_of_own=usual_of_own)), names)


def _held(events: ir.Table, *, usual_of_own: bool) -> ir.Table:
    """How long each event holds attention: at most until the next event and the end of the working interval.

    ``low``: what is seen to last. ``point``: the published formula. ``high``: as long as 39 of 40 pages last.
    """
    events = _decided(with_usual(_with_next(events), of_own_pages=usual_of_own))
    held = events.select(
        "who",
        "what",
        *SITE_DAY,
        "views",
        "span_start_us",
        early_us=ibis.ifelse(_.first, _.ts_us - _.span_start_us, 0),
        start_us=_.ts_us,
        active_until_us=_.end_us,
        **{f"{name}_us": ibis.greatest(_[f"{name}_end"] - _.ts_us, 0) for name in ("low", "point", "high")},
    )
    return _with_beginnings(held.filter((_.views > 0) | (_.high_us > 0)))


def _with_beginnings(held: ir.Table) -> ir.Table:
    """Adds what may have gone on since the working interval began: what was opened in the break is no row of ours."""
    from_before = (held.early_us > 0) & (held.early_us <= STAY_US)
    twice = held.mutate(part=ibis.range(ibis.ifelse(from_before, 0, 1), 2, 1).unnest()).mutate(seen=_.part == 1)
    return twice.select(
        "who",
        "what",
        *SITE_DAY,
        "seen",
        start_us=ibis.ifelse(_.seen, _.start_us, _.span_start_us),
        active_until_us=ibis.ifelse(_.seen, _.active_until_us, _.span_start_us),
        low_us=ibis.ifelse(_.seen, _.low_us, 0),
        point_us=ibis.ifelse(_.seen, _.point_us, 0),
        high_us=ibis.ifelse(_.seen, _.high_us, _.early_us),
        views=ibis.ifelse(_.seen, _.views, 0),
    )


def _with_next(events: ir.Table) -> ir.Table:
    """Adds ``first`` (of its working interval) and what follows: ``next_us``; ``gap_us`` (from the end of the event
    itself on); ``turned``: the person is seen again before the cap; ``returned``: on the same site, after the cap but
    before anything can be told; ``known``: how long it went on is taken for certain; ``same``: the site of the next
    event; ``flows``: so does the stream."""
    following = ibis.window(group_by="clock", order_by=ORDER)
    events = events.mutate(
        first=_.ts_us.lag().over(following).isnull(),
        next_us=ibis.coalesce(_.ts_us.lead().over(following), _NEVER),
        next_event=ibis.coalesce(_.event.lead().over(following), PAGE),
        same=ibis.coalesce(_.site_number.lead().over(following) == _.site_number, False),
    )
    events = events.mutate(gap_us=_.next_us - _.end_us)
    # a stream that stalls holds nobody until it flows again; what plays beside other things, only if they come back
    events = events.mutate(
        turned=(_.gap_us <= CAP_US) & (_.same | (_.event != AUDIO)),
        returned=(_.gap_us > CAP_US) & (_.gap_us <= STAY_US) & _.same & ~_.event.isin((MEDIA, AUDIO)),
        flows=(_.event == MEDIA) & (_.next_event == MEDIA) & (_.gap_us <= STALL_US),
    )
    return events.mutate(known=(_.next_event == PAGE) & (_.turned | _.returned))


def _decided(events: ir.Table) -> ir.Table:
    """Adds ``low_end`` ≤ ``point_end`` ≤ ``high_end``: until when attention is held, µs."""
    left_us = ibis.least(floor_divide(_.mean_us * LEFT_TENTHS, 10), STAY_US)
    may_last_us = ibis.ifelse(_.event == MEDIA, STALL_US, left_us)
    reach_us = ibis.ifelse(_.turned, _.gap_us, ibis.ifelse(_.returned, CAP_US, _.usual_us))
    most_us = ibis.ifelse(_.turned | _.returned, _.gap_us, ibis.greatest(may_last_us, _.usual_us))
    limit_us = ibis.least(_.next_us, ibis.greatest(_.span_end_us, _.ts_us))
    events = events.mutate(
        point_end=ibis.least(_.end_us + reach_us, limit_us), high_end=ibis.least(_.end_us + most_us, limit_us)
    )
    shown_us = ibis.cases(
        (_.visible & _.same & _.turned, _.point_end),
        (_.flows, _.next_us),
        (_.event == MEDIA, _.end_us),
        (_.event == PAGE, _.ts_us + GLANCE_US),
        else_=_.ts_us,
    )
    return events.mutate(low_end=ibis.least(shown_us, _.point_end))
