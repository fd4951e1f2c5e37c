"""The roll-ups that analyses expect are those that the activity room makes."""

from __future__ import annotations

import dataclasses

import polars as pl
import pytest
from tests.analyses.office import KINDS, purpose

from fairwatch import activity, columns
from fairwatch.analyses import analyses
from fairwatch.analyses.rollup_columns import empty, schemas
from fairwatch.rule_list import PART

EVENT = ("ts_us", "span_start_us", "span_end_us", "site", "category", "action", "duration_us", "grade")
KEPT = {
    "traffic": ("bucket_us", "site", "category", "bytes_up", "bytes_down", "requests", "blocked"),
    "work-time": (*EVENT, "bytes_down"),
    "departure-group": (),
    "departure-self": EVENT,
    "leak": ("bucket_us", "category", "action", "device_class", "bytes_up", "requests", "registered", "file"),
    "violations": (
        *("bucket_us", "site", "category", "action", "requests", "blocked", "bytes_up", "bytes_down"),
        *("detection", *PART),
    ),
}
"""The purposes as installed (docs/architecture.md)."""


@pytest.mark.parametrize("kind", KINDS)
def test_of_every_purpose(engine, kind: str) -> None:
    kept = dataclasses.replace(purpose(kind), columns=KEPT[kind])
    raw = pl.DataFrame(schema={name: columns.STORED[name] for name in ("day", "subject", "department", *KEPT[kind])})
    for name, table in activity.roll_up(engine.memory(raw), kept).items():
        assert dict(engine.execute(table).schema) == dict(schemas()[kind, name])


def test_every_analysis_reads_known_roll_ups() -> None:
    assert all(empty(*rollup) is not None for analysis in analyses().values() for rollup in analysis.reads)
