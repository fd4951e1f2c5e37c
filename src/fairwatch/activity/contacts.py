"""From log rows to contacts: what one person's computer and one site did within a few seconds of each other."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from fairwatch.activity.formula import BURST_US, IDLE_US, STAY_US

SITE_DAY = ("person_day", "site_number")
"""What one person had to do with one site on one day."""

_CARRIED = (
    "who",
    "clock",
    "day_number",
    "what",
    "kind",
    "ts_us",
    "used_until_us",
    "span_start_us",
    "span_end_us",
    "page",
    "deliberate",
    "counted",
    "heard",
    "visible",
)


def contacts(evidence: ir.Table) -> ir.Table:
    """One row per contact, from the evidence of pages and connections.

    A page view begins a contact; a connection begins one when neither anything of the same site came within
    ``BURST_US`` before nor a page view follows within it (a proxy that opens TLS logs the tunnel just before the page).

    Columns ``SITE_DAY``, those of the first row, and of the whole contact ``lines``, ``bytes`` (0: not known),
    ``bytes_before`` (of the contact before with this site), ``interval_us`` (since then; null for the day's first) and
    ``used_until_us``: until when its tunnels show use (a proxy that asks for a login logs that before the tunnel).
    """
    in_order = ibis.window(group_by=SITE_DAY, order_by=(_.ts_us, _.lines_left.desc()))
    return _beginnings(evidence.filter(_.connection)).select(
        *SITE_DAY,
        *_CARRIED,
        interval_us=_.ts_us - _.ts_us.lag().over(in_order),
        bytes=_.bytes_left - ibis.coalesce(_.bytes_left.lead().over(in_order), 0),
        lines=_.lines_left - ibis.coalesce(_.lines_left.lead().over(in_order), 0),
        bytes_before=_.bytes_left.lag().over(in_order) - _.bytes_left,
    )


def _beginnings(rows: ir.Table) -> ir.Table:
    """The first row of each contact; what is left of the day from there on tells later what the contact holds.

    Page views of one site at the same instant are one, so no two contacts with a site begin together.
    """
    # every column that tells two rows apart, so that all engines break ties alike
    order = (_.ts_us, _.page.desc(), _.deliberate.desc(), _.counted, _.bytes, _.what, _.who)
    in_order = ibis.window(group_by=SITE_DAY, order_by=order)
    onwards = ibis.window(group_by=SITE_DAY, order_by=order, preceding=0, following=None)
    together = ibis.range_window(group_by=SITE_DAY, order_by="ts_us", preceding=0, following=BURST_US)
    used_us = rows.end_us - rows.ts_us - IDLE_US
    shows_use = ~(rows.visible | rows.heard) & (used_us > 0) & (used_us <= STAY_US)
    rows = rows.mutate(used_until_us=ibis.ifelse(shows_use, rows.end_us - IDLE_US, rows.ts_us))
    rows = rows.mutate(
        used_until_us=ibis.ifelse(rows.visible, rows.ts_us, rows.used_until_us.max().over(together)),
        quiet_us=ibis.coalesce(_.ts_us - _.ts_us.lag().over(in_order), BURST_US),
        next_page_us=ibis.coalesce(
            ibis.ifelse(_.page, _.ts_us, ibis.null("int64")).min().over(onwards) - _.ts_us, BURST_US
        ),
        bytes_left=_.bytes.sum().over(onwards).cast("int64"),
        lines_left=_.ts_us.count().over(onwards).cast("int64"),
    )
    opened = _.page & (_.quiet_us > 0)
    connected = ~_.page & (_.quiet_us >= BURST_US) & (_.next_page_us >= BURST_US)
    return rows.filter(opened | connected)
