"""Order statistics against the definitions."""

from __future__ import annotations

import math
import statistics

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.engine import median_and_mad, percentile

GROUPS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(-(10**6), 10**12)), min_size=20, max_size=80)


def frame(rows: list[tuple[str, int]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"g": pl.String, "x": pl.Int64}, orient="row")


@settings(max_examples=3, deadline=None, derandomize=True)
@given(rows=GROUPS)
def test_median_and_mad_are_those_of_the_definition(on_both, rows) -> None:
    for group, n, median, mad in on_both(lambda t: median_and_mad(t, by=["g"], value="x"), frame(rows)).iter_rows():
        values = [x for g, x in rows if g == group]
        assert n == len(values)
        assert median == statistics.median(values)
        assert mad == statistics.median(abs(x - median) for x in values)


@pytest.mark.parametrize("percent", [5, 50, 90, 100])
def test_percentile_is_the_nearest_rank(on_both, percent) -> None:
    rows = [("a", x * 7 % 41) for x in range(40)] + [("b", 3)] + [("c", 1), ("c", 2)]
    for group, value in on_both(lambda t: percentile(t, by=["g"], value="x", percent=percent), frame(rows)).iter_rows():
        values = sorted(x for g, x in rows if g == group)
        assert value == values[math.ceil(percent * len(values) / 100) - 1]


def test_ties_give_one_row_per_group(on_both) -> None:
    rows = [("a", 5)] * 10
    assert on_both(lambda t: percentile(t, by=["g"], value="x", percent=90), frame(rows)).rows() == [("a", 5)]


def test_nulls_are_left_out(on_both) -> None:
    data = pl.DataFrame({"g": ["a", "a", "a", "b"], "x": [1, None, 4, None]})
    assert on_both(lambda t: median_and_mad(t, by=["g"], value="x"), data).rows() == [("a", 2, 2.5, 1.5)]
    assert on_both(lambda t: percentile(t, by=["g"], value="x", percent=50), data).rows() == [("a", 1)]
