"""The look of an approved case at one person (R35): what of a table its grant covers, and that part of it.

The grant decides alone; the matrix says nothing about cases. What it does not cover is ``E_NO_CASE``, whoever asks.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
from functools import cache
from importlib.resources import files

import polars as pl

from fairwatch.disclosure import leaving
from fairwatch.disclosure.decide import IN_CASE, Decision, active, holds_role
from fairwatch.findings import Column, Result, Table
from fairwatch.policy import Limits, PolicySnapshot, Purpose
from fairwatch.viewer import Grant, GrantedPurpose, Viewer

WORK_TIME, LEAK = "work-time", "leak"
_NEEDED = {"subject", "day", "registered"}
"""Columns of a table that tells on which days somebody sent registered files."""
KINDS = frozenset({WORK_TIME, LEAK, "violations", leaving.SELF})
"""Purpose kinds that a case may read."""


def decide_in_case(table: Table, grant: Grant, viewer: Viewer, policy: PolicySnapshot, now: dt.datetime) -> Decision:
    """Whether the grant covers ``table`` for ``viewer`` now."""
    purpose = active(table.purpose, policy, now)
    current = grant.viewer == viewer and holds_role(viewer, policy) and _stands(grant, now)
    days = (grant.last_day - grant.first_day).days + 1
    if not current or not 1 <= days <= policy.limits.case_days or purpose is None or table.grain != "person":
        return Decision(table, "E_NO_CASE", purpose)
    return Decision(table, _checked(table, grant, purpose), purpose)


def _stands(grant: Grant, now: dt.datetime) -> bool:
    return grant.granted_at <= now < grant.until and grant.stands(now)


def narrowed(table: Table, grant: Grant, limits: Limits) -> Table:
    """The days and columns of the grant; instants are rounded down to the law pack's bucket.

    Every part of ``decide_in_case`` has said yes: there is a column that tells the time, and some column is granted.
    """
    granted = grant.of(table.purpose)
    fields = granted.fields if granted else frozenset()
    day = _local_day(_time(table), grant.time_zone)
    inside = day.is_between(grant.first_day, grant.last_day)
    if granted and table.purpose == leaving.SELF:
        inside &= day.is_in(sorted(_consented(granted)))
    columns = tuple(column for column in table.columns if column.role == "subject" or _is_granted(column, fields))
    frame = table.frame.filter(inside)
    bucket = limits.bucket_minutes * 60_000_000
    instants = [pl.col(column.name) // bucket * bucket for column in columns if column.unit == "instant"]
    return dataclasses.replace(table, columns=columns, frame=frame.with_columns(instants))


def beside_files(grant: Grant, result: Result, limits: Limits) -> Grant:
    """The grant with the days beside confidential files that the person sent out, where ``result`` tells them.

    They come from the leak purpose's own rows and from nowhere else: what a request says about a file opens nothing.
    A day counts when a registered file left on it, or within the law pack's few days before or after.
    """
    files, search = grant.of(LEAK), grant.of(leaving.SELF)
    days: set[dt.date] = set()
    for table in result.tables.values():
        columns = {column.name for column in table.columns}
        if files and search and table.purpose == LEAK and table.grain == "person" and columns >= _NEEDED:
            mine = table.frame.filter(pl.col("subject") == files.subject, pl.col("registered"))
            inside = mine.filter(pl.col("day").is_between(grant.first_day, grant.last_day))
            days.update(inside["day"].to_list())
    if not search or not days:
        return grant
    near = range(-limits.job_search_days, limits.job_search_days + 1)
    beside = frozenset(day + dt.timedelta(distance) for day in days for distance in near)
    purposes = tuple(
        dataclasses.replace(one, beside=one.beside | beside) if one is search else one for one in grant.purposes
    )
    return dataclasses.replace(grant, purposes=purposes)


def _consented(granted: GrantedPurpose) -> frozenset[dt.date]:
    """The days beside files that the person's consent covers; none where there is no such consent, which is not told
    apart from there being no rows (R12)."""
    since = granted.consented_from
    return frozenset(day for day in granted.beside if since is not None and day >= since)


def _checked(table: Table, grant: Grant, purpose: Purpose) -> str:
    granted = grant.of(purpose.id)
    if granted is None or purpose.kind not in KINDS or not purpose.individual or table.column("subject") is None:
        return "E_NO_CASE"
    if purpose.kind == leaving.SELF and not (purpose.opened_to_cases and grant.of(LEAK) and granted.beside):
        # Only under a wording that told people so, and next to a file that went out (DESIGN, tier "case").
        return "E_LEAVING_INDIVIDUAL"
    if purpose.kind != leaving.SELF and leaving.shows_job_search(table):
        return "E_LEAVING_INDIVIDUAL"
    if table.subject_only or (purpose.kind == WORK_TIME and not _is_coarse(table)):
        return "E_CATEGORY_TOO_FINE"
    if _time(table) is None or not any(_is_granted(column, granted.fields) for column in table.columns):
        # Without a day nobody can tell whether a sum keeps to the window.
        return "E_NO_CASE"
    return IN_CASE


def _is_coarse(table: Table) -> bool:
    """Sums per day and nothing that says of what: all that a report about one person may carry of work time (R25)."""
    return all(column.unit == "day" for column in table.columns if column.role in ("dimension", "detail"))


def _time(table: Table) -> Column | None:
    """The column that tells when: a day before an instant."""
    columns = [column for column in table.columns if column.unit in ("day", "instant")]
    return min(columns, key=lambda column: column.unit != "day", default=None)


def _local_day(time: Column | None, zone: str) -> pl.Expr:
    if time is None:
        return pl.lit(None, dtype=pl.Date)
    if time.unit == "day":
        return pl.col(time.name)
    return pl.from_epoch(time.name, "us").dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.date()


def _is_granted(column: Column, fields: frozenset[str]) -> bool:
    """Days come with every grant. Any other column comes from a field of the purpose: its own name, or the one that
    ``fields.tsv`` says; a column that is in neither is shown in no case."""
    return column.unit == "day" or _sources().get(column.name, column.name) in fields


@cache
def _sources() -> dict[str, str]:
    """Column of a result -> the stored column that it is computed from."""
    text = files("fairwatch.disclosure").joinpath("fields.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader((line for line in text.splitlines() if not line.startswith("#")), delimiter="\t")
    return {row["column"]: row["field"] for row in rows}
