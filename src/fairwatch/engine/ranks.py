"""Order statistics that are equal on every engine, to the last bit for whole numbers."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir


def percentile(table: ir.Table, *, by: Sequence[str], value: str, percent: int) -> ir.Table:
    """Nearest-rank percentile per group (type 1 of Hyndman & Fan 1996): always a value that occurred.

    Returns ``by`` + ``value``. Engines interpolate in different ways, which shows in the last bit and, after rounding,
    in reports. Nulls are left out.
    """
    present = table.filter(table[value].notnull())
    group = ibis.window(group_by=list(by))
    ordered = ibis.window(group_by=list(by), order_by=present[value].asc())
    ranked = present.select(
        *by, value, rank_=ibis.row_number().over(ordered) + 1, size_=present[value].count().over(group)
    )
    # rank = ceil(percent/100 * size), without floats
    wanted = ((ranked.size_ * percent + 99) - (ranked.size_ * percent + 99) % 100) == ranked.rank_ * 100
    return ranked.filter(wanted).select(*by, value)


def median_and_mad(table: ir.Table, *, by: Sequence[str], value: str) -> ir.Table:
    """Median and median absolute deviation per group: ``by``, ``n`` (values), ``median``, ``mad`` (both float64).

    MAD = median(|x - median(x)|), not scaled. Nulls are left out. Exact for whole numbers below 2^52.
    """
    present = table.filter(table[value].notnull())
    centred = present.select(
        *by, value, median_=present[value].median().cast("float64").over(ibis.window(group_by=list(by)))
    )
    return centred.group_by(list(by)).aggregate(
        n=centred.count(),
        median=centred.median_.max(),
        mad=(centred[value] - centred.median_).abs().median().cast("float64"),
    )
