"""What the quotas of a purpose limit: which lines are use of it, and whether the quota was in force by then (R24)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch.distinct import among_values
from fairwatch.gate import limits
from fairwatch.gate.action_numbers import EMBEDDED, JOB_SEARCH, MEDIA
from fairwatch.gate.rules import NEVER, Bits, Flags, Instants, Rules
from fairwatch.policy import Purpose

Numbers = npt.NDArray[np.integer[Any]]


def limited(rules: Rules, content: pl.DataFrame, category: Numbers, action: Numbers, ts: Instants) -> tuple[Bits, Bits]:
    """Purposes of which some quota limits each line, and of these the ones whose quota was in force at its instant.

    All arguments have an entry per line. A request that the proxy refused used nothing. As of forbidden apps, what a
    page fetched is no use of the site that it came from, whichever page that was; a film is, also from a host that
    serves only parts of pages.
    """
    listed, in_force = np.full(len(ts), rules.nothing), np.full(len(ts), rules.nothing)
    numbers = [number for number, purpose in enumerate(rules.purposes) if purpose.quotas]
    if not numbers:
        return listed, in_force
    used = _used(content, action)
    for number in numbers:
        begins = _begins(rules, rules.purposes[number], content["site"], category)
        listed[used & (begins != NEVER)] |= rules.only(number)
        in_force[used & (begins <= ts)] |= rules.only(number)
    return listed, in_force


def _used(content: pl.DataFrame, action: Numbers) -> Flags:
    blocked, asset = (content[name].fill_null(value=False).to_numpy() for name in ("blocked", "asset"))
    acted: Flags = ~np.isin(action, EMBEDDED) & ~np.isin(action, JOB_SEARCH) & (~asset | (action == MEDIA))
    used: Flags = acted & ~blocked
    return used


def _begins(rules: Rules, purpose: Purpose, sites: pl.Series, category: Numbers) -> Instants:
    """Per line, the first instant at which a quota of its site or category is in force; NEVER where there is none."""
    of_category = {quota.category: quota.from_us for quota in purpose.quotas if quota.category is not None}
    of_site = {quota.site: quota.from_us for quota in purpose.quotas if quota.site is not None}
    allowed = np.array([*(limits.may_limit(purpose, name) for name in rules.categories), False, False])
    begins = np.array([*(of_category.get(name, NEVER) for name in rules.categories), NEVER, NEVER])[category]
    places = np.flatnonzero(among_values(sites, of_site))
    if len(places):
        names = sites[places].cast(pl.String)
        since = names.replace_strict(list(of_site), list(of_site.values()), return_dtype=pl.Int64).to_numpy()
        begins[places] = np.minimum(begins[places], since)
    return np.where(allowed[category], begins, NEVER)
