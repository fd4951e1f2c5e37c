"""Values as people read them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwatch.findings import Unit
from fairwatch.reports.units import show, span, spoken_day
from fairwatch.text import Text


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (0, "seconds", "0:00"),
        (5400, "seconds", "1:30"),
        (3599, "seconds", "1:00"),
        (4_500_000, "seconds", "1,250:00"),
        (0, "bytes", "0.0 MB"),
        (1, "bytes", "<0.1 MB"),
        (12_340_000, "bytes", "12.3 MB"),
        (17_420_000_000, "bytes", "17,420 MB"),
        (1234567, "count", "1,234,567"),
        (0.254, "share", "25.4 %"),
        (3.14159, "score", "3.1"),
        (9, "hour", "09:00"),
        (None, "bytes", "—"),
        (float("nan"), "share", "—"),
    ],
)
def test_figures(value: Any, unit: Unit, shown: str) -> None:
    assert show(value, unit) == Text(shown, shown)


def test_days_have_their_weekday() -> None:
    assert show(dt.date(2026, 9, 7), "day") == Text("2026-09-07 周一", "Mon 2026-09-07")
    assert spoken_day(dt.date(2026, 9, 7)) == Text("2026年9月7日（周一）", "Mon 7 Sep 2026")


def test_instants_are_in_the_readers_zone() -> None:
    noon = int(dt.datetime(2026, 9, 7, 12, 0, tzinfo=dt.UTC).timestamp() * 1e6)
    assert show(noon, "instant", zone="Asia/Shanghai").en == "2026-09-07 20:00"


@pytest.mark.parametrize(("rate", "shown"), [(0.05, "≤ 5 %"), (0.95, "≥ 95 %"), (0.5, "50.0 %")])
def test_coded_rates_are_bounds(rate: float, shown: str) -> None:
    assert show(rate, "share", coded=True).en == shown


def test_a_rate_of_ones_own_is_no_bound() -> None:
    assert show(0.02, "share").en == "2.0 %"


@pytest.mark.parametrize(
    ("values", "shown"),
    [((4200, 5400, 6900), "1:30 (1:10–1:55)"), ((5400, 5400, 5400), "1:30"), ((None, None, None), "—")],
)
def test_ranges(values: tuple[Any, Any, Any], shown: str) -> None:
    assert span(*values, "seconds").en == shown


@given(st.integers(0, 10**9))
def test_a_duration_is_right_to_the_minute(seconds: int) -> None:
    hours, minutes = show(seconds, "seconds").en.replace(",", "").split(":")
    assert abs(int(hours) * 3600 + int(minutes) * 60 - seconds) <= 30
