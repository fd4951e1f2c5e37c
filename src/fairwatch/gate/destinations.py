"""Registered files that go to none of the classes of destination that a leak purpose names, or come from none (R23).

A stranger's server, a code host, a forum: of any other line the gate drops what the catalogue does not know (R18) and
what no purpose names (R25). Of a registered file it keeps that it went *elsewhere*, and never where that is. A server
under a private address is the organisation's own. Protected and private categories and job boards stay closed.
"""

from __future__ import annotations

import ipaddress
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch import columns
from fairwatch.gate import limits
from fairwatch.gate.rules import Bits, Flags, Rules
from fairwatch.policy import Purpose

ELSEWHERE: Final = "elsewhere"
_MOVED = frozenset({"upload", "download"})
[_OWN] = columns.INSIDE
_PRIVATE = [ipaddress.ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")]
"""RFC 1918 and RFC 4193. (Python's ``is_private`` counts many more, also addresses that are merely reserved.)"""

Numbers = npt.NDArray[np.integer[Any]]


def elsewhere(
    rules: Rules, content: pl.DataFrame, registered: Flags, category: Numbers, action: Numbers
) -> tuple[Bits, Flags]:
    """Purposes that may keep each line as one of a registered file that went elsewhere; and where that is inside.

    All arguments have an entry per line.
    """
    kept, inside = np.full(len(action), rules.nothing), np.zeros(len(action), np.bool_)
    wanted = np.array([rules.set_of(partial(_keeps_elsewhere, action=name)) for name in (*columns.ACTIONS, "")])
    closed = rules.protected[category] | rules.private[category]
    at = np.flatnonzero(registered & (wanted[action] != 0) & ~closed)
    if not len(at):
        return kept, inside
    looked_at = content.select("category", "host")[at].select(
        open=pl.col("category").cast(pl.String).ne_missing(limits.RECRUITMENT),
        unknown=pl.col("category").is_null(),
        host="host",
    )
    found = looked_at["open"]
    kept[at[found.to_numpy()]] = wanted[action[at[found.to_numpy()]]]
    own = found & looked_at["unknown"] & _is_private(looked_at["host"].set(~found, None))
    inside[at[own.to_numpy()]] = True
    return kept, inside


def destination(purpose: Purpose) -> pl.Expr:
    """The class of a line's destination; over its ``category`` and ``inside``."""
    if not _names_elsewhere(purpose):
        return pl.col("category")
    category = pl.col("category").cast(pl.String)
    named = category.is_in(sorted(purpose.categories)).fill_null(value=False)
    return (
        pl.when("inside").then(pl.lit(_OWN)).when(named).then(category).otherwise(pl.lit(ELSEWHERE)).alias("category")
    )


def _names_elsewhere(purpose: Purpose) -> bool:
    return purpose.kind == "leak" and purpose.categories >= {ELSEWHERE, _OWN}


def _keeps_elsewhere(purpose: Purpose, action: str) -> bool:
    return action in _MOVED and action in purpose.actions and _names_elsewhere(purpose)


def _is_private(hosts: pl.Series) -> pl.Series:
    """Whether a host is an address that no network but one's own can have."""
    known = {host: _of_own_network(host) for host in hosts.unique().drop_nulls()}
    return hosts.replace_strict(known, default=False, return_dtype=pl.Boolean) if known else hosts.is_not_null()


def _of_own_network(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in _PRIVATE)
