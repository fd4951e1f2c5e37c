"""Times as they are written in logs."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import polars as pl
import pytest

from fairwatch.errors import SourceError
from fairwatch.sources.times import duration, local, seconds, stamps, zone_named

EIGHT = 1_760_000_000_000_000  # 2025-10-09T08:53:20Z


@pytest.mark.parametrize(
    ("written", "us"),
    [
        ("2025-10-09T08:53:20Z", EIGHT),
        ("2025-10-09T16:53:20+08:00", EIGHT),
        ("2025-10-09T16:53:20.000250+0800", EIGHT + 250),
        ("2025-10-09T03:23:20.5-05:30", EIGHT + 500_000),
        ("2025-10-09T08:53:20", None),  # of which zone?
        ("2025-13-09T08:53:20Z", None),
        ("Oct  9 08:53:20", None),
        ("", None),
        (None, None),
    ],
)
def test_stamps(written: str | None, us: int | None) -> None:
    assert stamps(pl.Series([written], dtype=pl.String)).item() == us


@pytest.mark.parametrize(
    ("written", "us"),
    [
        ("10/09/2025 10:53:20", EIGHT),
        ("01/09/2025 10:53:20", 1_736_416_400_000_000),
        ("10/26/2025 02:30:00", None),  # happened twice
        ("03/30/2025 02:30:00", None),  # never happened
        ("10/09/2025", None),
        (None, None),
    ],
)
def test_local(written: str | None, us: int | None) -> None:
    found = local(pl.Series([written], dtype=pl.String), "%m/%d/%Y %H:%M:%S", ZoneInfo("Europe/Berlin"))
    assert found.item() == us


@pytest.mark.parametrize(
    ("written", "us"), [("1.5", 1_500_000), ("0", 0), ("x", None), ("nan", None), ("inf", None), ("1e300", None)]
)
def test_seconds_and_durations(written: str, us: int | None) -> None:
    frame = pl.DataFrame({"value": [written]})
    assert frame.select(seconds(pl.col("value"))).item() == us
    assert frame.select(duration(pl.col("value"))).item() == us


@pytest.mark.parametrize("written", ["-1", "1e12"])
def test_no_duration(written: str) -> None:
    assert pl.DataFrame({"value": [written]}).select(duration(pl.col("value"))).item() is None


def test_zones() -> None:
    assert zone_named("Asia/Shanghai", where="x") == ZoneInfo("Asia/Shanghai")
    for name in ("", "Mars/Olympus", "../etc/passwd", "/etc/localtime"):
        with pytest.raises(SourceError, match="Asia/Shanghai"):
            zone_named(name, where="--format x:")
