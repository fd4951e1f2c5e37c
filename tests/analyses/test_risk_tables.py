"""The tables of a risk score."""

from __future__ import annotations

import datetime as dt

import polars as pl

from fairwatch.analyses.headings import CATEGORY
from fairwatch.analyses.risk_tables import WINDOW_DAYS, risk_tables

TODAY = dt.date(2026, 9, 30)


def test_only_findings_of_the_window_count() -> None:
    days = [TODAY, TODAY - dt.timedelta(WINDOW_DAYS - 1), TODAY - dt.timedelta(WINDOW_DAYS), TODAY + dt.timedelta(1)]
    findings = pl.DataFrame({"subject": "one", "day": days, "category": ["a", None, "c", "d"], "points": 30.0})
    risk, parts = risk_tables(findings, source=CATEGORY, until=TODAY, purpose="leak")
    assert risk.frame["findings"].to_list() == [2]
    assert set(parts.frame["day"]) == set(days[:2])
