"""The rows that no analysis is given (R37)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.engine import Engine, connect
from fairwatch.pipeline.frozen import without_frozen

DAYS = [dt.date(2026, 9, day) for day in (1, 2, 3)]
SUBJECTS, SITES = ["s1", "s2", "s3"], ["a", "b", None]
COLUMNS = {"subject": pl.String, "day": pl.Date, "site": pl.String}

ROWS = st.lists(st.tuples(st.sampled_from(SUBJECTS), st.sampled_from(DAYS), st.sampled_from(SITES)), max_size=20)
NAMED = st.lists(
    st.tuples(st.sampled_from(SUBJECTS), st.sampled_from([*DAYS, None]), st.sampled_from(["a", "b", None])), max_size=5
)


@pytest.fixture(scope="module")
def duck() -> Iterator[Engine]:
    with connect() as engine:
        yield engine


def is_frozen(row: tuple[object, ...], frozen: list[tuple[object, ...]]) -> bool:
    return any(subject == row[0] and day in (None, row[1]) and site in (None, row[2]) for subject, day, site in frozen)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(rows=ROWS, frozen=NAMED)
def test_r37_exactly_the_frozen_rows_are_left_out(duck: Engine, rows: list, frozen: list) -> None:
    table = duck.memory(pl.DataFrame(rows, schema=COLUMNS, orient="row"))
    left = duck.execute(without_frozen(table, pl.DataFrame(frozen, schema=COLUMNS, orient="row"), duck))
    assert sorted(map(str, left.rows())) == sorted(str(row) for row in rows if not is_frozen(row, frozen))


@settings(max_examples=20, deadline=None, derandomize=True)
@given(rows=ROWS, frozen=NAMED)
def test_r37_in_a_table_without_sites_the_day_is_left_out(duck: Engine, rows: list, frozen: list) -> None:
    siteless = pl.DataFrame(rows, schema=COLUMNS, orient="row").drop("site")
    left = duck.execute(without_frozen(duck.memory(siteless), pl.DataFrame(frozen, schema=COLUMNS, orient="row"), duck))
    coarse = [(subject, day, None) for subject, day, _ in frozen]
    assert sorted(map(str, left.rows())) == sorted(
        str(row) for row in siteless.rows() if not is_frozen((*row, 0), coarse)
    )
