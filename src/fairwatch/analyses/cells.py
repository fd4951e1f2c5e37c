"""Group cells that say how many people are in them, how much the largest contribute, and who they are.

Without that disclosure cannot protect them: it refuses them, or never shows them anew.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
from ibis import _

from fairwatch.policy import Limits, Purpose

SLICE = 2
"""Pseudonyms are random hex digits: the first two of them sort people into 256 slices."""
NAMED = 8
"""So many further digits tell the people of a slice apart."""
MARK, NEXT = ":", " "


def cells(rows: ir.Table, *, by: Sequence[str], main: str, others: Sequence[str] = ()) -> ir.Table:
    """Sums of whole-number measures by the dimensions ``by``, from rows with a ``subject``.

    Columns ``by``, ``persons``, ``top1`` and ``top2`` (the largest contributor's part of ``main``, and the two
    largest ones' together), ``main``, ``others`` and ``members``. What is not known counts as nothing.

    ``members`` has one mark per slice with somebody in it, ``slice:people:main:first:last``. When the part of one
    person changes, exactly one mark does; so a cell of any size has at most 256, and two of them can be compared.
    """
    measures = (main, *others)
    per_person = rows.group_by(*by, "subject").agg(
        **{name: ibis.coalesce(_[name].sum(), 0).cast("int64") for name in measures}
    )
    largest = ibis.window(group_by=by, order_by=(per_person[main].desc(), per_person.subject))
    ranked = per_person.mutate(place=ibis.row_number().over(largest), slice=_.subject.substr(0, SLICE))
    slices = ranked.group_by(*by, "slice").agg(
        persons=_.count(),
        top1=_[main].max(),
        top2=_[main].sum(where=_.place < 2).cast("int64"),
        first=_.subject.min().substr(SLICE, NAMED),
        last=_.subject.max().substr(SLICE, NAMED),
        **{name: _[name].sum().cast("int64") for name in measures},
    )
    parts = ("slice", "persons", main, "first", "last")
    mark = ibis.literal(MARK).join([slices[part].cast("string") for part in parts])
    return (
        slices.mutate(mark=mark)
        .group_by(by)
        .agg(
            persons=_.persons.sum().cast("int64"),
            top1=_.top1.max(),
            top2=_.top2.sum().cast("int64"),
            **{name: _[name].sum().cast("int64") for name in measures},
            members=_.mark.group_concat(NEXT),
        )
    )


def of_many(found: ir.Table, main: str, purpose: Purpose, limits: Limits) -> ir.Table:
    """Those of the :func:`cells` that the door would not hide for their own sake: enough people, dominated by none.

    For what is chosen among cells, the largest say. The door hides the others anyway, but there they would take the
    place of those that can be shown, and where a name is the information, the name itself would go out with them.
    """
    return found.filter(
        (found.persons >= max(limits.min_group, purpose.min_group))
        & (found.top1 <= limits.dominance_top1 * found[main])
        & (found.top2 <= limits.dominance_top2 * found[main])
    )
