"""Whole numbers as logs write them."""

from __future__ import annotations

import polars as pl
import pytest

from fairwatch.sources.counts import count, status


@pytest.mark.parametrize(
    ("written", "number", "code"),
    [
        ("604", 604, 604),
        ("0", 0, None),
        ("999", 999, 999),
        ("1000", 1000, None),
        ("-1", None, None),
        ("6.5", None, None),
        ("many", None, None),
        ("9" * 30, None, None),
        (None, None, None),
    ],
)
def test_counts_and_statuses(written: str | None, number: int | None, code: int | None) -> None:
    frame = pl.DataFrame({"value": [written]}, schema={"value": pl.String})
    assert frame.select(count(pl.col("value"))).item() == number
    assert frame.select(status(pl.col("value"))).item() == code
