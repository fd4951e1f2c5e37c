"""Rolling days up, and letting them go: what keeps the lake small and lawful."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from fairwatch import activity, columns
from fairwatch.engine import Engine
from fairwatch.identity import LeaseStore
from fairwatch.lake import RAW, Held, Lake
from fairwatch.pipeline import corrections, erasure, vault_upkeep
from fairwatch.pipeline.correlating import correlate
from fairwatch.pipeline.installation import Installation
from fairwatch.policy import PolicySnapshot, Purpose

if TYPE_CHECKING:
    from fairwatch.governance.services.retention import Term

RECENTLY = dt.timedelta(days=2)
"""What a policy of so late said is kept, whether or not a row was stored under it: one may be on its way."""


@dataclass
class Upkeep:
    """What one run of :func:`maintain` did."""

    rolled_up: dict[str, int] = field(default_factory=dict)
    """Purpose -> days rolled up."""
    expired: Counter[str] = field(default_factory=Counter)
    """Purpose/table -> rows that reached the end of their time."""
    erased: Counter[str] = field(default_factory=Counter)
    """Store -> rows of people or purposes that had to go."""
    moved: dict[str, str] = field(default_factory=dict)
    """Purpose that went under review, was suspended or ended because time had passed -> its state and the reason."""
    corrected: int = 0
    """Disputes settled by a correction."""
    vacuumed_files: int = 0
    deposited: list[Path] = field(default_factory=list)
    """New heads of the audit chain, for the union and the auditor to fetch."""


def roll_up(lake: Lake, engine: Engine, policy: PolicySnapshot) -> dict[str, int]:
    """Bring every purpose's roll-ups up to date; only days with new raw rows are touched."""
    done: dict[str, int] = {}
    for purpose in policy.purposes:
        days = lake.pending_days(purpose.id)
        if days:
            _roll_up_days(lake, engine, policy, purpose, days)
            done[purpose.id] = len(days)
    return done


def _roll_up_days(lake: Lake, engine: Engine, policy: PolicySnapshot, purpose: Purpose, days: list[dt.date]) -> None:
    """Reading raw rows and writing their roll-ups is one step, so that no erased row can come back in between."""
    with lake.exclusive():
        version = lake.version(purpose.id, RAW)
        files = lake.files(purpose.id, RAW, days)
        # a column that the purpose keeps since a later version than the rows' is null in them
        kept = pl.Schema({name: columns.STORED[name] for name in purpose.columns})
        raw = engine.parquet(files.paths, files.days, {**kept, **files.schema})
        try:
            for table, expression in activity.roll_up(raw, purpose, engine.keep).items():
                lake.replace_days(purpose.id, table, days, engine.execute(expression))
            correlate(lake, engine, policy, purpose, days)
        finally:
            engine.forget()
        lake.mark_rolled(purpose.id, days, version)


def maintain(installation: Installation, engine: Engine, now: dt.datetime) -> Upkeep:
    """The daily duty (R47), and the record that it was done: ingest stops without it.

    First what time has moved on; then what must go at once (people, ended purposes) and what was decided to be wrong,
    so that no roll-up is made of it; then roll up, expire raw rows, roll-ups and leases past their time, compact and
    vacuum.
    """
    from fairwatch.governance.services import (  # noqa: PLC0415 - Django loads late
        audit_heads,
        case_files,
        case_holds,
        cases,
        policy_proofs,
        releases,
        retention,
        shares,
        timers,
    )
    from fairwatch.pipeline import noisy_counts  # noqa: PLC0415 - answers, which it needs, roll up first

    report = Upkeep()
    report.moved = {move.purpose: f"{move.target.value}: {move.reason}" for move in timers.run(now)}
    for subject in (cases, shares):
        subject.expire(now)
    report.expired[case_files.FILES] = case_files.expire(now)
    report.erased = erasure.carry_out(installation, now)
    report.corrected = corrections.apply(installation, now)
    policy, lake = installation.policy(now), installation.lake
    report.rolled_up = roll_up(lake, engine, policy)
    noisy_counts.draw(installation, engine, now)
    report.expired["releases"] += releases.expire(now)
    held = case_holds.in_force(now)
    for term in retention.terms():
        kept = [Held(rows.subject, rows.first_day, rows.last_day) for rows in held if rows.purpose == term.purpose]
        _expire(lake, term, now, kept, report)
    for purpose in lake.purposes():
        for table in lake.tables(purpose):
            lake.compact(purpose, table)
            report.vacuumed_files += lake.vacuum(purpose, table)
    report.vacuumed_files += lake.compact_books()
    report.expired[erasure.LEASES] = _expire_leases(installation, policy, now)
    report.expired["sealed/days"] += vault_upkeep.keep(installation, now)
    policy_proofs.forget_unused(_policies_in_use(lake, policy), now - RECENTLY)
    retention.record_run(now, removed=report.expired + report.erased)
    # Last: a chain that was tampered with is no reason to keep data for longer.
    report.deposited = audit_heads.deposit(installation.workspace.heads, now=now)
    return report


def _expire(lake: Lake, term: Term, now: dt.datetime, held: list[Held], report: Upkeep) -> None:
    """What is past its time, but for the rolled-up rows that cases hold."""
    report.expired[f"{term.purpose}/{RAW}"] += lake.expire_raw(term.purpose, now - dt.timedelta(hours=term.raw_hours))
    oldest = (now - dt.timedelta(days=term.rollup_days)).date()
    for table in lake.tables(term.purpose):
        if table != RAW:
            report.expired[f"{term.purpose}/{table}"] += lake.expire(term.purpose, table, oldest, held)


def _policies_in_use(lake: Lake, policy: PolicySnapshot) -> set[str]:
    """Hashes of the policies that stored rows were collected under, and of the one in force."""
    tables = [(purpose, table) for purpose in lake.purposes() for table in lake.tables(purpose)]
    named = (lake.provenance(purpose, table)["policy_hashes"].explode() for purpose, table in tables)
    return {policy.hash, *(one for hashes in named for one in hashes if one is not None)}


def _expire_leases(installation: Installation, policy: PolicySnapshot, now: dt.datetime) -> int:
    oldest = now - dt.timedelta(days=policy.limits.leases_days)
    return LeaseStore(installation.workspace.leases).expire(int(oldest.timestamp() * 1_000_000))
