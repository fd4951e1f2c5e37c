"""Groups narrowed to one department: what an employee may see of the peers, and a manager's report of the department.

The cells are those that are released to everybody who may see groups, suppressed together with all the others and kept
like them; so whoever sees one department learns nothing that is not already known of it. Other departments, and the
organisation as a whole, are left out: they are not needed to compare oneself with one's peers (R30).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from fairwatch.disclosure import leaving
from fairwatch.disclosure.decide import Decision
from fairwatch.disclosure.links import PLACE
from fairwatch.disclosure.released import REASON, SUPPRESSED, ReleasedTable
from fairwatch.policy import PolicySnapshot
from fairwatch.viewer import Viewer

PEERS = "peers"
"""The word of the matrix for such cells."""


def only_own(decisions: Iterable[Decision]) -> list[Decision]:
    """For somebody who may see all groups and asks for the own department.

    The leaving tendency stays whole: of that everybody sees the same table, and nobody's department is singled out.
    """
    return [
        Decision(decision.table, PEERS, decision.purpose)
        if decision.word == "cells" and decision.purpose and decision.purpose.kind not in leaving.KINDS
        else decision
        for decision in decisions
    ]


def narrow(
    decisions: Sequence[Decision], tables: Mapping[str, ReleasedTable], viewer: Viewer, policy: PolicySnapshot
) -> tuple[dict[str, ReleasedTable], list[Decision]]:
    """The tables with the rows of the viewer's department where the word says so; without departments they are not
    shown at all."""
    own = policy.people.filter(pl.col("person") == viewer.person).get_column("department")
    kept, after = dict(tables), list[Decision]()
    for decision in decisions:
        table = tables.get(decision.table.name)
        if decision.word != PEERS or table is None:
            after.append(decision)
        elif PLACE in decision.table.columns_with("dimension"):
            kept[table.name] = _of(table, own[0])
            after.append(decision)
        else:
            del kept[table.name]
            after.append(Decision(decision.table, "E_DISCLOSURE", decision.purpose))
    return kept, after


def _of(table: ReleasedTable, department: str | None) -> ReleasedTable:
    frame = table.frame.filter(pl.col(PLACE).cast(pl.String) == department)
    hidden = int(frame.get_column(SUPPRESSED).sum())
    return dataclasses.replace(table, frame=frame, suppressed=hidden, reason=REASON if hidden else None)
