"""DuckDB and a real Spark cluster give the same rows for every roll-up."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from tests.activity.streams import random_log
from tests.activity.workday import KEPT, purpose, raw, train

from fairwatch.activity import roll_up


@pytest.fixture(scope="module")
def log() -> pl.DataFrame:
    """Crowded and spread rows, and beacons among them."""
    random = np.random.default_rng(7)
    beacons = (
        train("09:00", "mart", every=60, times=40, jitter=(0, 0.5), size=900),
        train("09:20", "jobs", every=300, times=20),
    )
    return pl.concat([random_log(random, 600, crowd) for crowd in (20, 3600, 3 * 3600)] + [raw(*beacons)])


@pytest.mark.e2e
@pytest.mark.parametrize("kind", ["work-time", "departure-self"])
def test_both_engines_roll_up_alike(engine, spark, log: pl.DataFrame, kind: str) -> None:
    kept = tuple(name for name in KEPT if kind == "work-time" or name != "bytes_down")
    frame = log.select("day", "subject", "department", *kept)
    here, there = (roll_up(one.memory(frame), purpose(kind, kept)) for one in (engine, spark))
    for table in here:
        ours, theirs = engine.execute(here[table]), spark.execute(there[table])
        assert ours.height > 10
        assert ours.schema == theirs.schema
        assert ours.sort(pl.all()).equals(theirs.sort(pl.all())), table
