"""One clock per person: at every moment attention goes to one site at most.

Every page view, and every piece of media of the page that the person opened last, is an *event*. Attention between an
event and the next event of that person belongs to the event's site, so no moment can be counted twice, whatever the
logs contain.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis import _

from fairwatch.activity.beacons import without_beacons
from fairwatch.activity.contacts import SITE_DAY, contacts
from fairwatch.activity.evidence import evidence
from fairwatch.activity.formula import CAP_US, GLANCE_US, IDLE_US, MINUTE_US, STALL_US, USUAL_PAGES, USUAL_US
from fairwatch.activity.numbering import Names
from fairwatch.activity.openings import with_opening
from fairwatch.engine import floor_divide

_ORDER = ("ts_us", "media", "what", "who", "end_us", "views")
"""Of events on one clock: every column that tells two events apart, so that all engines break ties alike."""

_SO_FAR = ibis.cumulative_window(group_by="clock", order_by=_ORDER)
_NOTHING = ibis.null("int64")
_NEVER = 2**62
_SITES = 2**24
"""More sites than a catalogue has; leaves 6 days in µs for a working interval."""


@dataclass(frozen=True)
class Holds:
    """Attention, one row per event.

    ``rows``: ``who`` and ``what`` (numbers of ``names``), those of ``SITE_DAY``, ``start_us``, ``low_us`` ≤
    ``point_us`` ≤ ``high_us`` (how long attention is held from the start on, µs), ``views`` and ``active_until_us``.
    """

    rows: ir.Table
    names: Names


def holds(raw: ir.Table) -> Holds:
    """From raw rows of grain ``event``. Working intervals of a person must not overlap."""
    raw = raw.filter(raw.site.notnull())  # a site that the catalogue does not know is never a person's row (R18)
    names = Names.of(raw)
    rows = evidence(names.numbered(raw))
    views = with_opening(without_beacons(contacts(rows)))
    return Holds(_held(_of_the_page_opened_last(_events(views, rows.filter(_.media & ~_.heard)))), names)


def _events(views: ir.Table, media: ir.Table) -> ir.Table:
    """Page views, and media by the minute; ``end_us`` is the end of the media, and the beginning of a page view.

    ``used_us``: how long the tunnel behind a page view of which only the host is seen was in use.
    """
    keys = (*SITE_DAY, "who", "clock", "day_number", "what", "kind", "span_start_us", "span_end_us", "visible")
    minutes = media.group_by(*keys, minute=floor_divide(media.ts_us, MINUTE_US)).agg(
        ts_us=media.ts_us.min(), end_us=media.end_us.max()
    )
    return views.select(
        *keys,
        "ts_us",
        "opens",
        end_us=_.ts_us,
        used_us=ibis.ifelse(_.visible, 0, _.end_us - _.ts_us - IDLE_US),
        media=ibis.literal(False),
        views=_.counted.cast("int64"),
    ).union(
        minutes.select(
            *keys,
            "ts_us",
            opens=ibis.literal(False),
            end_us=_.end_us,
            used_us=ibis.literal(0, "int64"),
            media=ibis.literal(True),
            views=ibis.literal(0, "int64"),
        )
    )


def _of_the_page_opened_last(events: ir.Table) -> ir.Table:
    """Without what goes on in the background: refreshes and media of sites other than the one opened last.

    Where a working interval begins in the middle of a video (opened in the break), the video counts as opened.
    """
    # Time and site in one number: its maximum is the latest opening and says whose it was, in a single pass.
    moment = ibis.greatest(_.ts_us - _.span_start_us, 0) * _SITES + _.site_number
    opened = ibis.ifelse(_.opens, moment, _NOTHING).max().over(_SO_FAR)
    watched = ibis.ifelse(_.media, moment, _NOTHING).min().over(_SO_FAR)
    return events.mutate(opened_last=ibis.coalesce(opened, watched) % _SITES).filter(_.site_number == _.opened_last)


def _held(events: ir.Table) -> ir.Table:
    """How long each event holds attention: at most until the next event and the end of the working interval.

    ``low``: what is seen to last. ``point``: the published formula. ``high``: the cap wherever no next page is seen.
    """
    following = ibis.window(group_by="clock", order_by=_ORDER)
    events = events.mutate(
        next_us=ibis.coalesce(_.ts_us.lead().over(following), _NEVER),
        next_media=ibis.coalesce(_.media.lead().over(following), False),
        next_site=_.site_number.lead().over(following),
        page_us=ibis.coalesce(ibis.ifelse(_.media, _NOTHING, _.ts_us).max().over(_SO_FAR), _.ts_us.min().over(_SO_FAR)),
    )
    flows_on = _.media & _.next_media & (_.next_us - _.end_us <= STALL_US)
    events = events.mutate(
        flow_us=ibis.ifelse(flows_on, _.next_us, _.end_us),
        limit_us=ibis.least(_.next_us, ibis.greatest(_.span_end_us, _.ts_us)),
        seen_to_stay=_.visible & (_.next_site == _.site_number) & (_.next_us - _.ts_us <= CAP_US),
    )
    turned = _.next_us - _.page_us <= CAP_US
    reach_us = ibis.ifelse(turned, CAP_US, ibis.greatest(_usual(), ibis.least(_.used_us, CAP_US)))
    events = events.mutate(
        point_end=ibis.least(ibis.greatest(_.page_us + reach_us, _.flow_us), _.limit_us),
        high_end=ibis.least(ibis.greatest(_.page_us + CAP_US, _.flow_us), _.limit_us),
    )
    glance_us = ibis.ifelse(_.seen_to_stay, _.point_end, _.ts_us + GLANCE_US)
    low_end = ibis.least(ibis.ifelse(_.media, _.flow_us, glance_us), _.point_end)
    held = events.select(
        "who",
        "what",
        *SITE_DAY,
        "views",
        start_us=_.ts_us,
        low_us=ibis.greatest(low_end - _.ts_us, 0),
        point_us=ibis.greatest(_.point_end - _.ts_us, 0),
        high_us=ibis.greatest(_.high_end - _.ts_us, 0),
        active_until_us=_.end_us,
    )
    return held.filter((_.views > 0) | (_.high_us > 0))


def _usual() -> ibis.Deferred:
    """How long pages of the category usually hold attention that day, µs; at most the cap."""
    day = ibis.window(group_by=("day_number", "kind"))
    turned = _.visible & ~_.media & (_.next_us - _.ts_us <= CAP_US)
    pages = ibis.ifelse(turned, 1, 0).sum().over(day).cast("int64")
    held_us = ibis.ifelse(turned, _.next_us - _.ts_us, 0).sum().over(day).cast("int64")
    return floor_divide(USUAL_PAGES * USUAL_US + held_us, USUAL_PAGES + pages)
