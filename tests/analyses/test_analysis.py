"""What an analysis is given."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.analyses.office import MONDAY, inputs, policy, rows

from fairwatch.errors import Refused


def test_only_days_of_the_period_are_read(engine) -> None:
    days = [{"day": MONDAY + dt.timedelta(number)} for number in (-8, 0, 1, 30)]
    given = inputs(engine, {("departure-group", "days"): rows("departure-group", "days", days)})
    found = engine.execute(given.rows("departure-group", "days"))
    assert sorted(found["day"]) == [MONDAY, MONDAY + dt.timedelta(1)]


def test_an_inactive_purpose_is_refused(engine) -> None:
    given = inputs(engine, {("leak", "buckets"): rows("leak", "buckets", [])}, policy(kinds=["traffic"]))
    for ask in (lambda: given.rows("leak", "buckets"), lambda: given.purpose("leak")):
        with pytest.raises(Refused, match="E_PURPOSE_INACTIVE"):
            ask()


def test_of_an_active_purpose_without_rows_there_are_no_rows(engine) -> None:
    assert engine.execute(inputs(engine, {}).rows("leak", "buckets")).height == 0


def test_a_table_that_the_purpose_does_not_have_is_refused(engine) -> None:
    with pytest.raises(Refused, match="E_PURPOSE_MISMATCH"):
        inputs(engine, {}).rows("departure-group", "visits")
