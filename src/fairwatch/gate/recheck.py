"""Stored rows once more through the gate, under the policy of their day (R33).

Whoever can write into the lake's folder can put rows there that the gate never saw. This finds those that it could not
have let in: out of hours, before the notice, of a department or category that no purpose has. A row that somebody
invents within all rules is not found by it; the access log and the file's policy hash stand against that.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from fairwatch import columns
from fairwatch.gate.admit import CODES, passed
from fairwatch.gate.files import PACKED_WITHIN_US
from fairwatch.gate.lines import NOBODY
from fairwatch.periods import at_that_time
from fairwatch.policy import PolicySnapshot, Purpose
from fairwatch.rule_list import RuleList

_MINUTE_US = 60_000_000
_BUCKET_MINUTES = 15
_INSTANTS = ("bucket_us", "ts_us", "start_us")
"""The column that says when, in raw rows and roll-ups."""

WRONG_DAY, WRONG_DEPARTMENT, WRONG_SUBJECT = "E_OUT_OF_HOURS", "E_PURPOSE_INACTIVE", "E_IDENTITY_UNKNOWN"

_UNLABELLED = CODES.index("E_UNLABELLED") + 1


def recheck(rows: pl.DataFrame, person: str, purpose_id: str, policy: PolicySnapshot) -> pl.Series:
    """For each row, the code of a gate that it could not have passed under ``policy``, or null.

    ``rows``: of one purpose, raw or rolled up; ``person``: whose they are said to be. What a row does not say any more
    (device, file name) is taken to have been in order. A quarter of an hour is in order when any minute of it is.
    """
    purpose = next((one for one in policy.purposes if one.id == purpose_id), None)
    when = next((name for name in _INSTANTS if name in rows.columns), None)
    if purpose is None or when is None or rows.is_empty():
        return pl.Series("code", ["E_PURPOSE_INACTIVE"] * rows.height, dtype=pl.String)
    known = _about_registered(when) if {"action", "registered"} <= set(rows.columns) else pl.lit(value=False)
    numbered = rows.with_row_index("row").with_columns(known=known)
    tried = numbered.with_columns(ts_us=_instants(when, policy)).explode("ts_us")
    tried = tried.with_columns(person=_states(person, tried["ts_us"], policy))
    lines = passed(_as_activity(tried, purpose, policy.rule_list), policy, purposes=frozenset({purpose.id}))
    same_day = pl.col("day").to_physical() == pl.Series(lines.days)
    verdicts = pl.Series(lines.verdicts, dtype=pl.Int64)
    # the last gate asks for the file's name, and no stored row has one
    gate = pl.when((verdicts == _UNLABELLED) & pl.col("known")).then(0).otherwise(verdicts)
    furthest = (
        tried.select("row", gate=gate, same_day=same_day)
        .with_columns(code=pl.col("gate").replace_strict(range(len(CODES) + 1), [None, *CODES], return_dtype=pl.String))
        .with_columns(
            code=pl.when(~pl.Series(_same_department(tried, policy)))
            .then(pl.lit(WRONG_DEPARTMENT))
            .when((pl.col("gate") == 0) & ~pl.col("same_day"))
            .then(pl.lit(WRONG_DAY))
            .otherwise("code")
        )
        # null first: a row is in order when one of its minutes is; else the gate that it came furthest to
        .sort("row", pl.col("code").is_not_null(), -pl.col("gate"))
        .unique("row", keep="first", maintain_order=True)
    )
    return numbered.join(furthest, on="row", how="left", maintain_order="left").select(
        pl.when(pl.col("subject").ne_missing(purpose.pseudonym(person)))
        .then(pl.lit(WRONG_SUBJECT))
        .otherwise("code")
        .alias("code")
    )["code"]


def _about_registered(when: str) -> pl.Expr:
    """Rows that say that they are of a registered file, and archives that were written soon after one of those."""
    known = pl.col("registered").fill_null(value=False)
    if when != "bucket_us":
        return known
    of_quarter = pl.when(known).then(pl.col(when)).max().over(when)
    latest = of_quarter.forward_fill().over(pl.lit(1), order_by=when)
    soon = pl.col(when) - latest <= PACKED_WITHIN_US + _BUCKET_MINUTES * _MINUTE_US
    return known | ((pl.col("action") == "pack") & soon.fill_null(value=False))


def _instants(when: str, policy: PolicySnapshot) -> pl.Expr:
    """The instants at which a row may have happened: its own, or every minute of its quarter of an hour."""
    if when != "bucket_us":
        return pl.concat_list(when)
    minutes = max(_BUCKET_MINUTES, policy.limits.bucket_minutes)
    offsets = [*(minute * _MINUTE_US for minute in range(minutes)), minutes * _MINUTE_US - 1]
    return pl.concat_list(pl.col(when) + offset for offset in offsets)


def _as_activity(rows: pl.DataFrame, purpose: Purpose, listed: RuleList) -> pl.DataFrame:
    """The rows as the gate sees lines; what is not stored is null, and the device one of the company."""
    known = {
        "ts_us": pl.col("ts_us"),
        "person": pl.col("person"),
        "ownership": pl.lit("company", columns.OWNERSHIP),
        "asset": pl.lit(value=False),
        # roll-ups of time no longer say what was done there; the category is checked all the same
        "action": (
            pl.col("action") if "action" in rows.columns else pl.lit(min(purpose.actions, default=None), pl.String)
        ).cast(columns.ACTION, strict=False),
    }
    known |= {name: pl.col(name) for name in ("site", "category") if name in rows.columns}
    if "limited" in rows.columns:
        known["site"] = pl.col("limited")  # the site of a quota; no site is called like a category
    if "detection" in rows.columns:
        known |= _as_detected(known.get("category", pl.lit(None, pl.String)), purpose, listed)
        known |= {} if "action" in rows.columns else {"action": pl.lit(None, columns.ACTION)}  # it came in as a hit
    types = columns.ACTIVITY | columns.IDENTITY | columns.SITE | columns.RECOGNISED
    missing = {name: pl.lit(None, kind) for name, kind in types.items() if name not in known}
    return rows.select(**known, **missing)


def _as_detected(category: pl.Expr, purpose: Purpose, listed: RuleList) -> dict[str, pl.Expr]:
    """A row of a hit names its rule and no more; where it was is taken to have been a place that the purpose has.

    One of a correlation is of hits of its rules.
    """
    hit = pl.col("detection").is_not_null() & category.is_null()
    anywhere = pl.lit(min(purpose.categories, default=None), pl.String)
    rules = pl.col("detection").replace_strict(
        [one.id for one in listed.correlations],
        [list(one.rules) for one in listed.correlations],
        default=[],
        return_dtype=pl.List(pl.String),
    )
    return {
        "category": pl.when(hit).then(anywhere).otherwise(category),
        "detections": pl.when(hit).then(pl.concat_list("detection").list.concat(rules)),
    }


def _states(person: str, ts_us: pl.Series, policy: PolicySnapshot) -> pl.Series:
    """The row of ``policy.states`` that was true of the person at each instant."""
    number = policy.people["person"].index_of(person)
    rows = np.full(len(ts_us), NOBODY if number is None else number, np.int32)
    return pl.Series(at_that_time(rows, ts_us.to_numpy(), policy.former_states))


def _same_department(tried: pl.DataFrame, policy: PolicySnapshot) -> pl.Series:
    """Whether each row names the department that its person was in then."""
    known = pl.when(pl.col("person") != NOBODY).then("person")
    then = policy.states["department"].gather(tried.select(known)["person"])
    return tried["department"].eq_missing(then)
