"""Each test of a portable function runs on both engines and must give the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl
import pytest

from fairwatch.engine import Engine, connect


@pytest.fixture(scope="session")
def duckdb() -> Iterator[Engine]:
    with connect("duckdb") as engine:
        yield engine


@pytest.fixture(params=["duckdb", "spark"], scope="session")
def engine(request) -> Engine:
    """DuckDB, then the Spark cluster."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def on_both(duckdb: Engine, spark: Engine) -> Callable[..., pl.DataFrame]:
    """``on_both(query, frame)``: the rows of ``query(table)``, sorted, after both engines agreed exactly."""

    def run(query, frame: pl.DataFrame) -> pl.DataFrame:
        here, there = (engine.execute(query(engine.memory(frame))) for engine in (duckdb, spark))
        here, there = (rows.sort(rows.columns, nulls_last=True) for rows in (here, there))
        assert here.schema == there.schema
        assert here.equals(there), f"DuckDB:\n{here}\nSpark:\n{there}"
        return here

    return run
