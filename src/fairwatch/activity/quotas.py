"""Days on which somebody went beyond a quota of the published list. What stays below one leaves no trace here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import ibis
import ibis.expr.types as ir
from ibis import _

from fairwatch import columns
from fairwatch.activity.formula import BUCKET_MINUTES, BUCKET_US
from fairwatch.policy import Purpose, Quota

BUCKET_S: Final = BUCKET_MINUTES * 60.0
DAYS = {
    "day": "date",
    "subject": "string",
    "department": "string",
    "bucket_us": "int64",
    "limited": "string",
    "category": "string",
    "action": "string",
    "bytes": "int64",
    "low_s": "float64",
    "high_s": "float64",
    "most_bytes": "int64",
    "most_s": "float64",
}
"""``bucket_us``: first quarter hour in use. ``limited``: the site or category that the quota is of. ``most_…``: the
quota. There is no ``site``, so whoever disputes a row of some site has all sums of the day frozen (R37)."""

_Key = Literal["site", "category"]


def without(raw: ir.Table, purpose: Purpose) -> ir.Table:
    """The raw rows that are there for another reason than a quota."""
    return raw.filter(_.action.fill_null("") != columns.QUOTA) if "action" in purpose.columns else raw


def beyond(raw: ir.Table, purpose: Purpose) -> ir.Table:
    """``DAYS``: one row per person, day and quota that was exceeded, from a violations purpose's raw rows.

    Bytes are those of both directions. Of time only quarter hours with at least one request are known: ``high_s`` is
    all of them in full, ``low_s`` those between two others, in which use began before and went on after. Time counts
    as beyond the quota only when ``low_s`` is.
    """
    keys: tuple[_Key, _Key] = ("site", "category")
    found = [_beyond(raw, key, quotas) for key in keys if (quotas := _quotas(purpose, key))]
    return ibis.union(*found) if found else _none(raw)


def _quotas(purpose: Purpose, key: _Key) -> dict[str, Quota]:
    named = ((getattr(quota, key), quota) for quota in purpose.quotas)
    return {name: quota for name, quota in named if name is not None}


def _beyond(raw: ir.Table, key: _Key, quotas: Mapping[str, Quota]) -> ir.Table:
    sent, received = (ibis.coalesce(_[name], 0) for name in ("bytes_up", "bytes_down"))
    used = raw.filter(_.action == columns.QUOTA, _[key].isin(sorted(quotas)))
    in_force = used.filter(_.bucket_us >= _given(used[key], {name: quota.from_us for name, quota in quotas.items()}))
    quarters = in_force.group_by("day", "subject", key, "bucket_us").agg(
        department=_.department.max(), of_category=_.category.max(), bytes=(sent + received).sum().cast("int64")
    )
    order = ibis.window(group_by=["day", "subject", key], order_by="bucket_us")
    around = quarters.bucket_us.lead().over(order) - quarters.bucket_us.lag().over(order)
    days = (
        quarters.mutate(between=(around == 2 * BUCKET_US).fill_null(False).cast("int64"))
        .group_by("day", "subject", key)
        .agg(
            department=_.department.max(),
            bucket_us=_.bucket_us.min(),
            of_category=_.of_category.max(),
            bytes=_.bytes.sum().cast("int64"),
            low_s=_.between.sum().cast("float64") * BUCKET_S,
            high_s=_.count().cast("float64") * BUCKET_S,
        )
    )
    bytes_of = {name: quota.most_bytes for name, quota in quotas.items()}
    minutes_of = {name: quota.most_minutes for name, quota in quotas.items()}
    limited = days.mutate(
        most_bytes=_given(days[key], bytes_of), most_s=_given(days[key], minutes_of).cast("float64") * 60.0
    )
    exceeded = (_.bytes > _.most_bytes).fill_null(False) | (_.low_s > _.most_s).fill_null(False)
    found = limited.filter(exceeded).mutate(limited=_[key], category=_.of_category, action=ibis.literal(columns.QUOTA))
    return found.select(*DAYS)


def _given(key: ir.Value, values: Mapping[str, int | None]) -> ir.Value:
    """The number that belongs to each key; null where there is none."""
    branches = [(name, ibis.literal(value, "int64")) for name, value in values.items() if value is not None]
    none = ibis.null("int64")
    return key.cases(*branches, else_=none) if branches else none


def _none(raw: ir.Table) -> ir.Table:
    nobody = raw.filter(ibis.literal(False)).select("day", "subject", "department")
    rest = {name: ibis.null(kind) for name, kind in DAYS.items() if name not in nobody.columns}
    return nobody.mutate(**rest).select(*DAYS)
