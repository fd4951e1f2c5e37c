"""Whole-number arithmetic against Python's own."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.engine import bucket, floor_divide, modulo, share

QUARTER_HOUR_US = 15 * 60 * 1_000_000
INSTANT = 1_788_220_800_000_000  # a quarter hour, 2026


def test_buckets_start_at_the_quarter_hour(on_both) -> None:
    instants = [INSTANT + offset for offset in (-1, 0, 1, QUARTER_HOUR_US - 1, QUARTER_HOUR_US)] + [-1, 0, None]
    rows = on_both(lambda t: t.select("ts_us", start=bucket(t.ts_us, 15)), pl.DataFrame({"ts_us": instants}))
    for ts_us, start in rows.iter_rows():
        assert start == (None if ts_us is None else ts_us // QUARTER_HOUR_US * QUARTER_HOUR_US)


@settings(max_examples=4, deadline=None, derandomize=True)
@given(
    values=st.lists(st.integers(-(2**52), 2**52), min_size=50, max_size=200),
    divisor=st.sampled_from([1, 7, 3600, 10**6]),
)
def test_division_and_remainder_are_those_of_python(on_both, values, divisor) -> None:
    query = lambda t: t.select("n", q=floor_divide(t.n, divisor), r=modulo(t.n, divisor))  # noqa: E731
    for n, quotient, remainder in on_both(query, pl.DataFrame({"n": values})).iter_rows():
        assert (quotient, remainder) == divmod(n, divisor)


def test_a_share_of_nothing_is_null(on_both) -> None:
    frame = pl.DataFrame({"part": [1, 0, 0, None], "whole": [4, 4, 0, 4]})
    rows = on_both(lambda t: t.select("part", "whole", share=share(t.part, t.whole)), frame)
    assert rows.rows() == [(0, 0, None), (0, 4, 0.0), (1, 4, 0.25), (None, 4, None)]
