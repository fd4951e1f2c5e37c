"""Stored rows once more through the gate, under the policy of their day (R33).

Whoever can write into the lake's folder can put rows there that the gate never saw. This finds those that it could not
have let in: out of hours, before the notice, of a department or category that no purpose has. A row that somebody
invents within all rules is not found by it; the access log and the file's policy hash stand against that.
"""

from __future__ import annotations

import polars as pl

from fairwatch import columns
from fairwatch.gate.admit import CODES, passed
from fairwatch.gate.lines import NOBODY
from fairwatch.policy import PolicySnapshot, Purpose

_MINUTE_US = 60_000_000
_BUCKET_MINUTES = 15
_INSTANTS = ("bucket_us", "ts_us", "start_us")
"""The column that says when, in raw rows and roll-ups."""

WRONG_DAY, WRONG_DEPARTMENT, WRONG_SUBJECT = "E_OUT_OF_HOURS", "E_PURPOSE_INACTIVE", "E_IDENTITY_UNKNOWN"


def recheck(rows: pl.DataFrame, person: str, purpose_id: str, policy: PolicySnapshot) -> pl.Series:
    """For each row, the code of a gate that it could not have passed under ``policy``, or null.

    ``rows``: of one purpose, raw or rolled up; ``person``: whose they are said to be. What a row does not say any more
    (device, file name) is taken to have been in order. A quarter of an hour is in order when any minute of it is.
    """
    purpose = next((one for one in policy.purposes if one.id == purpose_id), None)
    when = next((name for name in _INSTANTS if name in rows.columns), None)
    if purpose is None or when is None or rows.is_empty():
        return pl.Series("code", ["E_PURPOSE_INACTIVE"] * rows.height, dtype=pl.String)
    numbered = rows.with_row_index("row")
    tried = numbered.with_columns(ts_us=_instants(when, policy)).explode("ts_us")
    lines = passed(_as_activity(tried, person, purpose, policy), policy, purposes=frozenset({purpose.id}))
    same_day = pl.col("day").to_physical() == pl.Series(lines.days)
    furthest = (
        tried.select("row", gate=pl.Series(lines.verdicts, dtype=pl.Int64), same_day=same_day)
        .with_columns(code=pl.col("gate").replace_strict(range(len(CODES) + 1), [None, *CODES], return_dtype=pl.String))
        .with_columns(
            code=pl.when((pl.col("gate") == 0) & ~pl.col("same_day")).then(pl.lit(WRONG_DAY)).otherwise("code")
        )
        # null first: a row is in order when one of its minutes is; else the gate that it came furthest to
        .sort("row", pl.col("code").is_not_null(), -pl.col("gate"))
        .unique("row", keep="first", maintain_order=True)
    )
    return numbered.join(furthest, on="row", how="left", maintain_order="left").select(
        pl.when(pl.col("subject").ne_missing(purpose.pseudonym(person)))
        .then(pl.lit(WRONG_SUBJECT))
        .when(pl.col("department").ne_missing(_department(person, policy)))
        .then(pl.lit(WRONG_DEPARTMENT))
        .otherwise("code")
        .alias("code")
    )["code"]


def _instants(when: str, policy: PolicySnapshot) -> pl.Expr:
    """The instants at which a row may have happened: its own, or every minute of its quarter of an hour."""
    if when != "bucket_us":
        return pl.concat_list(when)
    minutes = max(_BUCKET_MINUTES, policy.limits.bucket_minutes)
    offsets = [*(minute * _MINUTE_US for minute in range(minutes)), minutes * _MINUTE_US - 1]
    return pl.concat_list(pl.col(when) + offset for offset in offsets)


def _as_activity(rows: pl.DataFrame, person: str, purpose: Purpose, policy: PolicySnapshot) -> pl.DataFrame:
    """The rows as the gate sees lines; what is not stored is null, and the device one of the company."""
    people = policy.people["person"]
    number = people.index_of(person)
    known = {
        "ts_us": pl.col("ts_us"),
        "person": pl.lit(NOBODY if number is None else number, pl.Int32),
        "ownership": pl.lit("company", columns.OWNERSHIP),
        "asset": pl.lit(value=False),
        # roll-ups of time no longer say what was done there; the category is checked all the same
        "action": (
            pl.col("action") if "action" in rows.columns else pl.lit(min(purpose.actions, default=None), pl.String)
        ).cast(columns.ACTION, strict=False),
    }
    known |= {name: pl.col(name) for name in ("site", "category") if name in rows.columns}
    types = columns.ACTIVITY | columns.IDENTITY | columns.SITE | columns.RECOGNISED
    missing = {name: pl.lit(None, kind) for name, kind in types.items() if name not in known}
    return rows.select(**known, **missing)


def _department(person: str, policy: PolicySnapshot) -> str | None:
    found = policy.people.filter(pl.col("person") == person)["department"]
    return str(found[0]) if len(found) and found[0] is not None else None
