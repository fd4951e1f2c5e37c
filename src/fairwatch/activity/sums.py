"""Roll-ups that are plain sums: quarter hours of traffic, days on which something was seen, deliberate acts."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

from fairwatch.activity.formula import PAGE_ACTIONS
from fairwatch.policy import Purpose
from fairwatch.rule_list import PART

_SUMMED = ("bytes_up", "bytes_down", "requests", "blocked")
_EVENT = ("day", "subject", "department", "ts_us", "site", "action", "grade")


def buckets(raw: ir.Table, purpose: Purpose) -> ir.Table:
    """The purpose's kept columns per person and quarter hour; counts and bytes summed, the others as keys.

    The parts of correlations, with their instants, end here, and what renamed files are called: no roll-up has them.
    """
    if PART[0] in raw.columns:
        raw = raw.filter(raw[PART[0]].isnull())
    keys = ["day", "subject", "department", "bucket_us"]
    keys += [name for name in purpose.columns if name not in (*_SUMMED, *PART, "new_name_hash", *keys)]
    return raw.group_by(keys).agg(**{name: _[name].sum().cast("int64") for name in _SUMMED if name in purpose.columns})


def days(raw: ir.Table) -> ir.Table:
    """One row per person and day: that something was seen, not what, when or how often."""
    return raw.select("day", "subject", "department").distinct()


def events(raw: ir.Table) -> ir.Table:
    """What a person did on a page, each with its time."""
    return raw.filter(_.action.isin(PAGE_ACTIONS)).select(_EVENT)
