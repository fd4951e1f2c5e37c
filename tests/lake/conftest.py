"""A lake in a temporary folder, and rows to put into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from fairwatch.lake import Lake

DAY = dt.date(2026, 9, 1)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake", wait_s=0.2)


@pytest.fixture(scope="session")
def rows() -> Callable[..., pl.DataFrame]:
    """``rows(range(0, 100, 10))``: one admitted row per log line, ten bytes long each."""

    def build(lines: range, *, day: dt.date = DAY, subject: str = "p0001") -> pl.DataFrame:
        return pl.DataFrame(
            {"day": [day] * len(lines), "subject": [subject] * len(lines), "ts_us": list(lines), "line": list(lines)},
            schema={"day": pl.Date, "subject": pl.String, "ts_us": pl.Int64, "line": pl.Int64},
        )

    return build


@pytest.fixture
def refusals() -> pl.DataFrame:
    return pl.DataFrame({"day": [DAY], "code": ["E_OFF_DUTY"], "lines": [3], "bytes": [1200]})


@pytest.fixture
def rejected() -> pl.DataFrame:
    return pl.DataFrame({"offset": [70, 10], "reason": ["columns", "columns"]})
