"""Group cells that say how many people are in them and how much the largest contribute.

Without that disclosure cannot protect them, and refuses them.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
from ibis import _


def cells(rows: ir.Table, *, by: Sequence[str], main: str, others: Sequence[str] = ()) -> ir.Table:
    """Sums of whole-number measures by the dimensions ``by``, from rows with a ``subject``.

    Columns ``by``, ``persons``, ``top1`` and ``top2`` (the largest contributor's part of ``main``, and the two
    largest ones' together), ``main`` and ``others``. What is not known counts as nothing.
    """
    measures = (main, *others)
    per_person = rows.group_by(*by, "subject").agg(
        **{name: ibis.coalesce(_[name].sum(), 0).cast("int64") for name in measures}
    )
    largest = ibis.window(group_by=by, order_by=(per_person[main].desc(), per_person.subject))
    ranked = per_person.mutate(place=ibis.row_number().over(largest))
    return ranked.group_by(by).agg(
        persons=_.count(),
        top1=_[main].max(),
        top2=_[main].sum(where=_.place < 2).cast("int64"),
        **{name: _[name].sum().cast("int64") for name in measures},
    )
