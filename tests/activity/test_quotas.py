"""Days beyond a quota, and nothing of the others."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.activity.workday import DAY, purpose, us

from fairwatch import columns
from fairwatch.activity import roll_up
from fairwatch.policy import Purpose, Quota

KEPT = ("site", "category", "action", "requests", "blocked", "bytes_up", "bytes_down")
QUARTER = 15 * 60 * 1_000_000
MB = 1_000_000


def limits(*quotas: Quota) -> Purpose:
    return dataclasses.replace(purpose("violations", KEPT), quotas=quotas)


def quota(
    *, site: str = "films", category: str | None = None, mb: int | None = None, minutes: int | None = None, from_us=0
) -> Quota:
    most_bytes = None if mb is None else mb * MB
    return Quota(None if category else site, category, most_bytes, minutes, from_us)


def used(quarters: int = 1, start: str = "09:00", **other: Any) -> list[dict[str, Any]]:
    """Quarter hours in a row, each with one request of 10 MB."""
    usual = {
        "day": DAY,
        "subject": "p0001",
        "department": "sales",
        "site": "films",
        "category": "video",
        "action": columns.QUOTA,
        "requests": 1,
        "blocked": 0,
        "bytes_up": 2 * MB,
        "bytes_down": 8 * MB,
    }
    return [usual | {"bucket_us": us(start) + number * QUARTER} | other for number in range(quarters)]


SCHEMA = {"day": pl.Date, "subject": pl.String, "department": pl.String, "bucket_us": pl.Int64}
SCHEMA |= {name: columns.STORED[name] for name in KEPT}


@pytest.fixture
def stored(engine):
    """What the lake keeps of raw rows: the roll-ups by name."""

    def roll(rows: list[dict[str, Any]], *quotas: Quota) -> dict[str, pl.DataFrame]:
        raw = engine.memory(pl.DataFrame(rows, schema=SCHEMA))
        return {name: engine.execute(table) for name, table in roll_up(raw, limits(*quotas)).items()}

    return roll


def test_a_day_beyond_a_volume_says_how_much_and_how_much_was_allowed(stored) -> None:
    [found] = stored(used(2), quota(mb=19))["quotas"].to_dicts()
    assert found == {
        "day": DAY,
        "subject": "p0001",
        "department": "sales",
        "bucket_us": us("09:00"),
        "limited": "films",
        "category": "video",
        "action": "quota",
        "bytes": 20 * MB,
        "low_s": 0,
        "high_s": 1800,
        "most_bytes": 19 * MB,
        "most_s": None,
    }


@pytest.mark.parametrize(
    ("rows", "quotas"),
    [
        (used(2), [quota(mb=20)]),
        (used(2), [quota(mb=1, site="radio")]),
        (used(2), [quota(mb=1, category="music")]),
        (used(2), []),
        ([*used(1), *used(1, subject="p0002")], [quota(mb=19)]),
        ([*used(1), *used(1, day=DAY + dt.timedelta(1))], [quota(mb=19)]),
        (used(9), [quota(minutes=120)]),
        ([*used(1, "09:00"), *used(1, "10:00"), *used(1, "11:00"), *used(1, "14:00")], [quota(minutes=15)]),
        (used(2), [quota(mb=1, from_us=us("09:30"))]),
        (used(2, action="tunnel"), [quota(mb=1)]),
    ],
    ids=[
        "exactly the quota", "another site", "another category", "no quota", "two people", "two days",
        "perhaps not so long", "quarter hours that do not follow each other", "before it is in force",
        "what is kept for another reason",
    ],
)  # fmt: skip
def test_what_stays_below_is_nowhere(stored, rows, quotas) -> None:
    tables = stored(rows, *quotas)
    assert tables["quotas"].is_empty()
    assert tables["buckets"].filter(action="quota").is_empty()


def test_time_is_beyond_only_when_even_its_lower_bound_is(stored) -> None:
    """Ten quarter hours in a row: use began in the first and went on in the last, so the eight between are certain."""
    [found] = stored(used(10), quota(minutes=119))["quotas"].to_dicts()
    assert (found["low_s"], found["high_s"], found["most_s"]) == (8 * 900, 10 * 900, 119 * 60)
    assert stored(used(10), quota(minutes=120))["quotas"].is_empty()


def test_only_what_is_used_since_a_quota_is_in_force_counts(stored) -> None:
    [found] = stored(used(4), quota(mb=19, from_us=us("09:30")))["quotas"].to_dicts()
    assert (found["bytes"], found["bucket_us"]) == (20 * MB, us("09:30"))


def test_a_categorys_quota_is_about_all_its_sites_and_names_none(stored) -> None:
    rows = [*used(1), *used(1, site="clips")]
    [found] = stored(rows, quota(mb=19, category="video"))["quotas"].to_dicts()
    assert (found["limited"], found["bytes"], found["high_s"]) == ("video", 20 * MB, 900)
    both = stored(rows, quota(mb=19, category="video"), quota(mb=9))["quotas"].sort("limited")
    assert both.select("limited", "category", "bytes", "most_bytes").rows() == [
        ("films", "video", 10 * MB, 9 * MB),
        ("video", "video", 20 * MB, 19 * MB),
    ]


def test_rows_of_other_actions_stay_what_they_are(stored) -> None:
    others = used(3, action="tunnel")
    assert stored([*used(3), *others], quota(mb=1))["buckets"].equals(stored(others)["buckets"])


days = st.integers(0, 2).map(lambda days: DAY + dt.timedelta(days))
rows = st.lists(
    st.builds(
        lambda quarter, **other: used(1, **other)[0] | {"bucket_us": us("09:00", other["day"]) + quarter * QUARTER},
        st.integers(0, 7),
        day=days,
        subject=st.sampled_from(["p0001", "p0002"]),
        site=st.sampled_from(["films", "clips"]),
        bytes_up=st.none() | st.integers(0, 5 * MB),
        bytes_down=st.none() | st.integers(0, 30 * MB),
    ),
    max_size=30,
)
amounts = st.integers(1, 60)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows, most=amounts, minutes=amounts, more=amounts)
def test_property_a_higher_quota_never_finds_more(stored, rows, most: int, minutes: int, more: int) -> None:
    def found(raised: int) -> pl.DataFrame:
        limits = quota(category="video", mb=most + raised, minutes=minutes + raised)
        return stored(rows, limits)["quotas"]

    keys = ["day", "subject"]
    assert found(more).join(found(0), on=keys, how="anti").is_empty()


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows, most=amounts)
def test_property_a_days_sum_is_that_of_its_rows_and_beyond_the_quota(stored, rows, most: int) -> None:
    frame = pl.DataFrame(rows, schema=SCHEMA)
    each = pl.col("bytes_up").fill_null(0) + pl.col("bytes_down").fill_null(0)
    sums = frame.group_by("day", "subject").agg(bytes=each.sum()).filter(pl.col("bytes") > most * MB)
    found = stored(rows, quota(category="video", mb=most))["quotas"]
    assert found.select("day", "subject", "bytes").sort(pl.all()).equals(sums.sort(pl.all()))
    assert (found["low_s"] <= found["high_s"]).all()
