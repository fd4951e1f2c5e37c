"""Anomalies of uploads and of forbidden apps: unusual amounts, what is new and rare, and beacons, with their score.

Each purpose is looked at by itself: pseudonyms differ, no table and no score knows two of them, and job search is in
none.
"""

from __future__ import annotations

import dataclasses
from typing import Final

import polars as pl

from fairwatch.analyses.analysis import Analysis, Inputs
from fairwatch.analyses.anomaly_amounts import FEATURE, SLOT, unusual, unusual_table, usual_table
from fairwatch.analyses.anomaly_amounts import NOTES as AMOUNTS
from fairwatch.analyses.anomaly_beacons import FEWEST, beacons, beacons_table
from fairwatch.analyses.anomaly_beacons import NOTE as BEACONS
from fairwatch.analyses.anomaly_events import SCOPES, Scope, by_bucket, by_part, features
from fairwatch.analyses.anomaly_first_seen import NOTE as FIRST_SEEN
from fairwatch.analyses.anomaly_first_seen import first_seen, first_seen_table, staff
from fairwatch.analyses.anomaly_norms import judged
from fairwatch.analyses.risk_tables import NOTES as RISK_NOTES
from fairwatch.analyses.risk_tables import risk_tables
from fairwatch.findings import Column, Result, Table
from fairwatch.text import Text

NAME: Final = "anomaly"
TITLE: Final = Text("异常行为", "Anomalies")
MINUTE_US: Final = 60_000_000

FINDING: Final = Column("kind", "dimension", Text("发现", "Finding"))

NOTES: Final = (
    Text(
        "只看文件外发和违规应用两个目的各自的记录，互不关联，从不含求职行为；发现只是线索，须经人工核实。",
        "Only what the purposes about files sent outside and about forbidden apps keep, each by itself and never"
        " joined; job search is never part of it. A finding is a lead for a person to verify.",
    ),
    *AMOUNTS,
    FIRST_SEEN,
    BEACONS,
    *RISK_NOTES,
)


def _run(inputs: Inputs) -> Result:
    tables = [table for scope in SCOPES if inputs.is_active(scope.kind) for table in _of_purpose(inputs, scope)]
    return Result(NAME, TITLE, {table.name: table for table in tables}, NOTES)


def _of_purpose(inputs: Inputs, scope: Scope) -> list[Table]:
    purpose, place = inputs.purpose(scope.kind), scope.place.name
    smallest_group = max(purpose.min_group, inputs.policy.limits.min_group)
    parts = by_part(inputs, scope)
    rows = judged(features(parts, place))
    amounts = unusual(rows)
    new = first_seen(parts, place, staff(inputs.policy, purpose), smallest_group)
    bucket_us = inputs.policy.limits.bucket_minutes * MINUTE_US
    trains = beacons(by_bucket(inputs, scope, FEWEST), place, bucket_us, smallest_group)
    return [
        unusual_table(amounts, scope, purpose.id),
        first_seen_table(new, scope, purpose.id),
        beacons_table(trains, scope, purpose.id),
        *_risk(inputs, scope, amounts, new, trains),
        usual_table(rows, scope, purpose.id),
    ]


def _risk(inputs: Inputs, scope: Scope, amounts: pl.DataFrame, new: pl.DataFrame, trains: pl.DataFrame) -> list[Table]:
    """Score and parts. A kind of finding is a source: many of one kind count twice the largest of them at most."""
    place = scope.place.name
    parts = [
        amounts.select("subject", "day", "slot", "feature", "points", kind=pl.lit("amount")),
        new.select("subject", "day", place, "points", feature="action", kind=pl.lit("first_seen")),
        trains.select("subject", "day", place, "points", feature="action", kind=pl.lit("beacon")),
    ]
    findings = pl.concat(parts, how="diagonal").with_columns(pl.col("slot", place).fill_null(""))
    tables = risk_tables(
        findings,
        source=FINDING,
        until=inputs.period[1],
        purpose=inputs.purpose(scope.kind).id,
        details=(SLOT, FEATURE, scope.place),
    )
    return [
        dataclasses.replace(
            table,
            name=f"{scope.kind}-{table.name}",
            title=Text(f"{scope.title.zh}：{table.title.zh}", f"{scope.title.en}: {table.title.en.lower()}"),
        )
        for table in tables
    ]


ANALYSIS = Analysis(
    name=NAME,
    title=TITLE,
    reads=tuple((scope.kind, "buckets") for scope in SCOPES),
    run=_run,
    grains=("person",),
)
