"""Windows over rows in order. An order with ties differs between engines, and from run to run, so there are none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
import ibis.expr.types as ir


def in_order(table: ir.Table, *, by: Sequence[str], order: Sequence[str]) -> Any:
    """Window for ``lag``, ``lead`` and ``row_number``: ``table.x.lag().over(in_order(table, by=…, order=…))``.

    Rows are ordered by ``order`` (ascending, nulls last) and ties by all other columns: rows that still are equal are
    the same row.
    """
    return ibis.window(group_by=list(by), order_by=_total_order(table, by, order))


def so_far(table: ir.Table, *, by: Sequence[str], order: Sequence[str]) -> Any:
    """Window from the first row to the present one, in the same order, for running sums and maxima."""
    return ibis.cumulative_window(group_by=list(by), order_by=_total_order(table, by, order))


def _total_order(table: ir.Table, by: Sequence[str], order: Sequence[str]) -> list[ir.Value]:
    ties = [name for name in table.columns if name not in {*by, *order}]
    return [table[name].asc(nulls_first=False) for name in (*order, *ties)]
