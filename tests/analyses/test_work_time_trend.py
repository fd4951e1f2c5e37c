"""The latest week beside the weeks before."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.office import MONDAY, inputs, rows
from tests.analyses.test_work_time import spent

from fairwatch.analyses import run


def week(number: int, minutes: float, category: str = "video", days: int = 5, **other) -> list[dict]:
    """So many minutes on each of the first days of a week; the range is from half to twice as much."""
    start = MONDAY + dt.timedelta(7 * number)
    return [spent(minutes, category, day=start + dt.timedelta(day)) | other for day in range(days)]


@pytest.fixture(scope="module")
def ask(engine):
    def trend(*weeks: list[dict]) -> dict[str, dict]:
        buckets = [row for one in weeks for row in one]
        given = {("work-time", "buckets"): rows("work-time", "buckets", buckets)}
        table = run("work-time", inputs(engine, given, period=(MONDAY, MONDAY + dt.timedelta(60)))).tables[
            "person-trend"
        ]
        return {row["category"]: row for row in table.frame.iter_rows(named=True)}

    return trend


def test_time_per_day_with_the_range_of_all_weeks_before(ask) -> None:
    row = ask(week(0, 10), week(1, 30), week(2, 20))["video"]
    assert [row[f"{end}_mean_last_s"] for end in ("low", "point", "high")] == [600, 1200, 2400]
    assert [row[f"{end}_mean_past_s"] for end in ("low", "point", "high")] == [300, 1200, 3600]
    assert (row["week"], row["weeks"]) == (MONDAY + dt.timedelta(14), 2)


@pytest.mark.parametrize(
    ("before", "last", "change"), [(10, 50, "more"), (50, 10, "less"), (10, 30, "unclear"), (10, 40, "unclear")]
)
def test_a_change_is_told_only_beyond_both_ranges(ask, before: int, last: int, change: str) -> None:
    """The ranges of 10 and of 40 minutes meet at 20; those of 10 and 50 have nothing in common."""
    assert ask(week(0, before), week(1, last))["video"]["change"] == change


def test_without_a_week_before_nothing_is_said(ask) -> None:
    row = ask(week(0, 10))["video"]
    assert (row["change"], row["weeks"], row["point_mean_past_s"]) == (None, 0, None)


def test_a_category_that_is_gone_has_no_time_in_the_latest_week(ask) -> None:
    row = ask(week(0, 10, "news"), week(0, 10), week(1, 10))["news"]
    assert (row["point_mean_last_s"], row["change"]) == (0, "less")


def test_all_categories_together_are_one_row(ask) -> None:
    found = ask(week(0, 10), week(0, 5, "news"), week(1, 10))
    assert found["all"]["point_mean_past_s"] == 900
    assert set(found) == {"all", "news", "video"}


def test_a_week_that_has_just_begun_is_not_compared(ask) -> None:
    row = ask(week(0, 10), week(1, 10), week(2, 60, days=2))["video"]
    assert (row["week"], row["change"]) == (MONDAY + dt.timedelta(7), "unclear")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 200), min_size=2, max_size=4), st.permutations(range(3)))
def test_the_same_time_in_another_week_before_changes_nothing(ask, minutes: list[int], order: list[int]) -> None:
    """And whatever lies in the range of the weeks before is no change."""
    *before, last = minutes
    moved = [before[place] for place in order if place < len(before)]
    one, two = (
        ask(*(week(number, one) for number, one in enumerate([*weeks, last])))["all"] for weeks in (before, moved)
    )
    assert one == two
    assert ask(*(week(number, one) for number, one in enumerate([*before, before[0]])))["all"]["change"] == "unclear"
