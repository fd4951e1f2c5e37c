"""DuckDB and a real Spark cluster give the same rows for every roll-up."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from tests.activity.streams import random_log
from tests.activity.test_quotas import SCHEMA, limits, quota, used
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


@pytest.mark.e2e
def test_both_engines_find_the_same_days_beyond_a_quota(engine, spark) -> None:
    random = np.random.default_rng(7)
    rows = [
        one | {"bucket_us": one["bucket_us"] + int(random.integers(0, 24)) * 900_000_000}
        for person in range(20)
        for site in ("films", "clips")
        for one in used(int(random.integers(1, 12)), subject=f"p{person:04}", site=site)
    ]
    purpose = limits(quota(mb=40), quota(category="video", mb=90, minutes=75))
    here, there = (roll_up(one.memory(pl.DataFrame(rows, schema=SCHEMA)), purpose) for one in (engine, spark))
    for table, least in (("buckets", 0), ("quotas", 11)):
        ours, theirs = engine.execute(here[table]), spark.execute(there[table])
        assert ours.height >= least
        assert ours.schema == theirs.schema
        assert ours.sort(pl.all()).equals(theirs.sort(pl.all())), table
