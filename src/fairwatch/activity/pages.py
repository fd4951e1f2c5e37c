"""Page views by persons: without the reloads of tabs left open, and those of which only the host is seen."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

from fairwatch.activity.beacons import without_beacons
from fairwatch.activity.contacts import contacts
from fairwatch.activity.evidence import evidence
from fairwatch.activity.numbering import WHAT, Names
from fairwatch.activity.openings import with_opening


def page_views(raw: ir.Table) -> ir.Table:
    """``day``, ``subject``, ``ts_us``, ``site``, ``category``, ``grade``: page views, from raw rows of grain ``event``.

    Where only connections are seen, a contact counts that alone shows that somebody turned to the site.
    """
    names = Names.of(raw)
    pages = with_opening(without_beacons(contacts(evidence(names.numbered(raw)))))
    return names.named(pages.filter(_.opens & _.counted)).select("day", "subject", "ts_us", *WHAT)
