"""One engine for the room's tests, and what most of them ask of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import duckdb
import ibis
import ibis.expr.types as ir
import polars as pl
import pytest
from tests.activity.workday import SCHEMA

from fairwatch.activity.clock import holds
from fairwatch.activity.evidence import evidence
from fairwatch.activity.numbering import Names
from fairwatch.engine import Engine, connect

Query = Callable[[ir.Table], ir.Table]


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    with connect("duckdb") as engine:
        yield engine


@pytest.fixture(scope="session")
def ask() -> Callable[[Query, pl.DataFrame], pl.DataFrame]:
    """``ask(query, raw)``: the rows of ``query`` over raw rows. Each query is compiled once for all tests."""
    connection = duckdb.connect(":memory:")
    schema = ibis.Schema.from_polars(pl.Schema(SCHEMA))

    @cache
    def sql(query: Query) -> str:
        return ibis.to_sql(query(ibis.table(schema, name="raw")), dialect="duckdb")

    def run(query: Query, raw: pl.DataFrame) -> pl.DataFrame:
        connection.register("raw", raw.to_arrow())
        return pl.DataFrame(connection.sql(sql(query)).to_arrow_table())

    return run


@pytest.fixture
def attention(ask) -> Callable[[pl.DataFrame], dict[str, tuple[float, float, float]]]:
    """Site -> (low, point, high) in seconds, from raw rows of one person."""

    def measure(raw: pl.DataFrame) -> dict[str, tuple[float, float, float]]:
        sums = ask(named_holds, raw).group_by("site").agg(pl.col("low_us", "point_us", "high_us").sum() / 1e6)
        return {site: tuple(rest) for site, *rest in sums.rows()}

    return measure


def named_holds(raw: ir.Table) -> ir.Table:
    found = holds(raw)
    return found.names.named(found.rows)


def numbered_evidence(raw: ir.Table) -> ir.Table:
    return evidence(Names.of(raw).numbered(raw))
