"""All analyses of 5,000 people on DuckDB and on a Spark cluster of two workers, from 5 to 40 million log lines.

Each engine starts from the same workspace of raw rows, so that the time holds the roll-ups of all days; then one more
million lines arrive, and only their day is computed again.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import polars as pl
from tests import spark_cluster

from bench import workload
from bench.figures import Figure, measure
from bench.ingest import ingest
from fairwatch.pipeline.trial_workspace import prepare

MILLION = 1_000_000
STEPS = (5, 10, 20, 40)
MAIN = 20
"""The step that limits are set for."""
WORKER_MEMORY = "2g"

_FOLDER = workload.FOLDER / "analyses"


def figures() -> Iterator[Figure]:
    shutil.rmtree(_FOLDER, ignore_errors=True)
    _FOLDER.mkdir(parents=True)
    organisation = workload.large_organisation()
    raw, log, spark = _FOLDER / "raw", _FOLDER / "access.log", _FOLDER / "cluster"
    spark.mkdir()
    workload.apart(prepare, raw, organisation)
    with (organisation / "access.log").open("rb") as lines, spark_cluster.running(spark, WORKER_MEMORY) as cluster:
        read = 0
        for step in STEPS:
            _grow(log, lines, step - read)
            read = step
            measure(ingest(log, raw))
            yield from _analysed(raw, "duckdb", "duckdb", step)
            yield from _analysed(raw, "spark", cluster, step)
            yield Figure(f"analyses_{step}m_rows_that_differ", _differing(step), "rows")
            if step == MAIN:
                _grow(log, lines, 1)
                read += 1
                yield from _one_more(log)


def _grow(log: Path, lines: Iterator[bytes], millions: int) -> None:
    with log.open("ab") as target:
        target.writelines(islice(lines, millions * MILLION))


def _analysed(raw: Path, name: str, uri: str, step: int) -> Iterator[Figure]:
    """Everything on a copy of the workspace that holds raw rows only."""
    workspace = _FOLDER / name
    shutil.rmtree(workspace, ignore_errors=True)
    shutil.copytree(raw, workspace)
    yield from _run(workspace, uri, f"analyses_{step}m_{name}", _FOLDER / f"{name}-{step}")


def _run(workspace: Path, uri: str, figure: str, out: Path) -> Iterator[Figure]:
    run = measure([sys.executable, "-m", "bench.analyse_all", workspace, uri, out])
    parts = json.loads(run.output)
    yield Figure(f"{figure}_seconds", round(sum(parts.values()), 2), "s")
    yield Figure(f"{figure}_roll_up_seconds", round(parts["roll-up"], 2), "s")
    if uri == "duckdb":  # Spark's memory is not this process's
        yield Figure(f"{figure}_peak_rss_mb", round(run.peak_mb), "MB")


def _one_more(log: Path) -> Iterator[Figure]:
    """One more million lines after everything else was rolled up."""
    workspace = _FOLDER / "duckdb"
    measure(ingest(log, workspace))
    yield from _run(workspace, "duckdb", "analyses_one_more_million", _FOLDER / "one-more")


def _differing(step: int) -> int:
    """Rows that the engines do not have in common; fractions are compared to nine digits."""
    differing = 0
    for file in (_FOLDER / f"duckdb-{step}").iterdir():
        here, there = (_rounded(_FOLDER / f"{name}-{step}" / file.name) for name in ("duckdb", "spark"))
        differing += here.join(there, on=here.columns, how="anti", nulls_equal=True).height
        differing += there.join(here, on=here.columns, how="anti", nulls_equal=True).height
    return differing


def _rounded(file: Path) -> pl.DataFrame:
    return pl.read_parquet(file).with_columns(pl.col(pl.Float64).round_sig_figs(9))
