"""On a whole organisation, a real Spark cluster finds what DuckDB finds, row by row."""

from __future__ import annotations

import polars as pl
import pytest
from tests.trial_organisation import EVENING, Trial

from fairwatch import activity, analyses
from fairwatch.engine import Engine, connect
from fairwatch.lake import RAW
from fairwatch.pipeline.answers import inputs_for
from fairwatch.pipeline.trial_workspace import PURPOSES

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("purpose_id", PURPOSES)
def test_every_roll_up(trial: Trial, spark: Engine, purpose_id: str) -> None:
    lake, purpose = trial.installation.lake, trial.installation.policy(EVENING).purpose(purpose_id)
    files = lake.files(purpose_id, RAW)
    tables = activity.roll_up(spark.parquet(files.paths, files.days, files.schema), purpose)
    assert set(tables) | {RAW} == set(lake.tables(purpose_id))
    for name, expression in tables.items():
        here, there = lake.read(purpose_id, name), spark.execute(expression)
        assert here.height, name
        assert _sorted(there.select(here.columns)).equals(_sorted(here)), name


@pytest.mark.parametrize("name", list(analyses.analyses()))
def test_every_analysis(trial: Trial, spark: Engine, name: str) -> None:
    policy = trial.installation.policy(EVENING)
    there = analyses.run(name, inputs_for(trial.installation, spark, policy))
    with connect() as duckdb:
        here = analyses.run(name, inputs_for(trial.installation, duckdb, policy))
    assert here.tables.keys() == there.tables.keys()
    for table, other in zip(here.tables.values(), there.tables.values(), strict=True):
        assert _sorted(table.frame).equals(_sorted(other.frame)), table.name
    # the trial organisation has no list of rules and no site that ten people use; test_engines_agree.py has both
    assert name in ("detections", "sites") or any(table.frame.height for table in here.tables.values())


def _sorted(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort(pl.all())
