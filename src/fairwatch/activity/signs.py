"""Signs of life: what a page fetches late shows how long it stays open where no next page tells.

Pictures that load as somebody scrolls, answers to what is typed or clicked. Their number says nothing, because pages
differ in what they fetch; that they still come does.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from fairwatch import columns
from fairwatch.activity.beacons import without_beacons
from fairwatch.activity.contacts import SITE_DAY
from fairwatch.activity.formula import SIGN_TRAINS
from fairwatch.engine import floor_divide


def signs(evidence: ir.Table) -> ir.Table:
    """Rows of ``evidence``: of a person and site at most one in ``columns.EVERY_US``, as the gate leaves them.

    Without the polls of an open tab, which go on at a constant pace whoever looks, and without what a player of music
    fetches for its next song.
    """
    piece = (*SITE_DAY, floor_divide(_.ts_us, columns.EVERY_US["embedded"]))
    in_piece, of_piece = ibis.window(group_by=piece, order_by=("ts_us", "what", "who")), ibis.window(group_by=piece)
    fetched = evidence.filter(_.sign & _.visible & ~_.heard)
    one = fetched.mutate(place=ibis.row_number().over(in_piece), bytes=_.bytes.sum().over(of_piece))
    one = one.filter(_.place == 0)
    in_order = ibis.window(group_by=SITE_DAY, order_by="ts_us")
    compared = one.mutate(
        interval_us=_.ts_us - _.ts_us.lag().over(in_order), bytes_before=ibis.coalesce(_.bytes.lag().over(in_order), 0)
    )
    return without_beacons(compared, SIGN_TRAINS).select(evidence.columns)
