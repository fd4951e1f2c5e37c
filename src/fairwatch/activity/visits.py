"""Visits: what a person did on one site without a pause of 30 minutes."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from fairwatch.activity.clock import Holds
from fairwatch.activity.contacts import SITE_DAY
from fairwatch.activity.formula import SECOND_US, VISIT_GAP_US

COLUMNS = ("day", "subject", "department", "site", "category", "start_us", "end_us", "views", "point_s", "grade")


def visits(holds: Holds) -> ir.Table:
    """``COLUMNS``; ``grade`` is the weakest evidence in the visit.

    A break in the working day does not end a visit, 30 minutes do: who reads on after a short break has visited once.
    """
    order = ("start_us", "active_until_us", "high_us", "point_us", "views", "what", "who")
    before = ibis.window(group_by=SITE_DAY, order_by=order, preceding=(None, 1))
    so_far = ibis.cumulative_window(group_by=SITE_DAY, order_by=order)
    pause = _.start_us - _.active_until_us.max().over(before)
    begins = pause.isnull() | (pause >= VISIT_GAP_US)
    numbered = holds.rows.filter(_.seen).mutate(begins=begins.cast("int64")).mutate(number=_.begins.sum().over(so_far))
    found = numbered.group_by(*SITE_DAY, "number").agg(
        who=_.who.min(),
        what=_.what.max(),  # kinds of evidence are numbered from the best to the weakest
        start_us=_.start_us.min(),
        end_us=(_.start_us + _.point_us).max(),
        views=_.views.sum().cast("int64"),
        point_s=_.point_us.sum().cast("float64") / SECOND_US,
    )
    return holds.names.named(found).select(COLUMNS)
