"""Everything that happens on a person's clock, in one table: pages, signs that a page is still open, media, audio."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from fairwatch import columns
from fairwatch.activity.beacons import without_beacons
from fairwatch.activity.contacts import SITE_DAY, contacts
from fairwatch.activity.formula import CAP_US, LOAD_US, STAY_US
from fairwatch.activity.openings import with_opening
from fairwatch.activity.signs import signs
from fairwatch.engine import floor_divide

PAGE, SIGN, MEDIA, AUDIO = range(4)
"""What an event is, in the order in which events of one instant come."""

ORDER = ("ts_us", "event", "what", "who", "end_us", "views")
"""Of events on one clock: every column that tells two events apart, so that all engines break ties alike."""

SO_FAR = ibis.cumulative_window(group_by="clock", order_by=ORDER)

_KEPT = (*SITE_DAY, "who", "clock", "day_number", "what", "kind", "span_start_us", "span_end_us", "visible")
_NOTHING = ibis.null("int64")
_SITES = 2**24
"""More sites than a catalogue has; leaves 6 days in µs for a working interval."""


def events(evidence: ir.Table) -> ir.Table:
    """``_KEPT``, ``ts_us``, ``event``, ``views`` (0 or 1), ``end_us``: until when the event itself shows use, and
    ``age_us``: how long the page of a sign has been open (0 for pages and media).

    ``end_us`` is the end of media, of a page of which only a tunnel is seen when that fell idle, and else ``ts_us``.
    """
    pages = with_opening(without_beacons(contacts(evidence)))
    every = _pages(pages).union(_signs(signs(evidence))).union(_media(evidence.filter(_.media)))
    return _of_the_page_opened_last(every).select(
        *_KEPT, "ts_us", "event", "views", "end_us", age_us=ibis.ifelse(_.event == SIGN, _.age_us, 0)
    )


def _pages(contacts: ir.Table) -> ir.Table:
    return contacts.select(
        *_KEPT,
        "ts_us",
        "opens",
        end_us=_.used_until_us,
        event=ibis.literal(PAGE, "int64"),
        views=_.counted.cast("int64"),
    )


def _signs(signs: ir.Table) -> ir.Table:
    return signs.select(*_KEPT, "ts_us", **_no_page(ibis.literal(SIGN, "int64"), _.ts_us))


def _media(media: ir.Table) -> ir.Table:
    """Media by the minute, as the gate leaves it. Of what is only heard, that it plays shows no use."""
    minute = floor_divide(media.ts_us, columns.EVERY_US["media"])
    minutes = media.group_by(*_KEPT, "heard", minute=minute).agg(ts_us=media.ts_us.min(), end_us=media.end_us.max())
    event = ibis.ifelse(minutes.heard, ibis.literal(AUDIO, "int64"), ibis.literal(MEDIA, "int64"))
    return minutes.select(*_KEPT, "ts_us", **_no_page(event, ibis.ifelse(_.heard, _.ts_us, _.end_us)))


def _no_page(event: ir.IntegerValue, end_us: ibis.Deferred | ir.Value) -> dict[str, ibis.Deferred | ir.Value]:
    return {
        "opens": ibis.literal(False),
        "end_us": end_us,
        "event": event,
        "views": ibis.literal(0, "int64"),
    }


def _of_the_page_opened_last(events: ir.Table) -> ir.Table:
    """Without what goes on in the background: refreshes, signs and media of sites other than the one opened last.

    Where a working interval begins in the middle of a video (opened in the break), the video counts as opened. What a
    page fetches while it loads is no sign, nor is what it fetches when it has been left long ago. Of audio there
    remains that it begins to play on a page.
    """
    # Time and site in one number: its maximum is the latest opening and says whose it was, in a single pass.
    since_us = ibis.greatest(_.ts_us - _.span_start_us, 0)
    moment = since_us * _SITES + _.site_number
    opened = ibis.ifelse(_.opens, moment, _NOTHING).max().over(SO_FAR)
    watched = ibis.ifelse(_.event == MEDIA, moment, _NOTHING).min().over(SO_FAR)
    events = events.mutate(opened=ibis.coalesce(opened, watched))
    events = events.mutate(age_us=since_us - floor_divide(_.opened, _SITES))
    late = (_.age_us >= LOAD_US) & (_.age_us <= STAY_US)
    events = events.filter((_.site_number == _.opened % _SITES) & ((_.event != SIGN) | late))
    before = ibis.coalesce(_.event.lag().over(ibis.window(group_by="clock", order_by=ORDER)), AUDIO)
    chosen = (before == PAGE) & (_.age_us <= CAP_US)
    return events.mutate(chosen=chosen).filter((_.event != AUDIO) | _.chosen)
