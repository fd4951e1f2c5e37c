"""The same connection again and again, at an even interval and of equal size."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.office import MONDAY, us

from fairwatch.analyses.anomaly_beacons import FEWEST, STREAM, beacons

QUARTER = 900_000_000
K = 10
DAY_QUARTERS = 36
"""A working day of nine hours."""


def beats(minutes: float, *, size: float = 20_000, days: int = 3, jitter: float = 0, who: str = "ann", seed: int = 0):
    """Something that happens every so many minutes of the working day, as the quarter hours that are stored of it."""
    random = np.random.default_rng(seed)
    at = np.arange(0, DAY_QUARTERS * 15, minutes)
    rows = [
        (who, MONDAY + dt.timedelta(day), us(MONDAY + dt.timedelta(day)) // QUARTER + int(minute // 15), size)
        for day in range(days)
        for minute in at + random.uniform(0, 2 * jitter * minutes, len(at))
    ]
    return summed(rows)


def summed(rows) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=["subject", "day", "quarter", "bytes"], orient="row")
    sums = frame.group_by("subject", "day", bucket_us=pl.col("quarter") * QUARTER).agg(
        pl.col("bytes").sum().cast(pl.Int64)
    )
    return sums.with_columns(site=pl.lit("gate"), action=pl.lit("tunnel"))


def found(*buckets: pl.DataFrame) -> pl.DataFrame:
    return beacons(pl.concat(buckets), "site", QUARTER, K)


@pytest.mark.parametrize("minutes", [1, 5, 15, 20, 30, 50, 60, 100])
def test_even_intervals_are_found(minutes: float) -> None:
    days = max(3, round(minutes / 15))
    [one] = found(beats(minutes, days=days)).to_dicts()
    assert one["interval_s"] == pytest.approx(max(minutes, 15) * 60, rel=0.1)
    assert one["regularity"] >= 0.8
    assert (one["day"], one["site"]) == (MONDAY + dt.timedelta(days - 1), "gate")


def test_programs_that_vary_the_interval_a_little_are_found() -> None:
    assert found(beats(60, days=5, jitter=0.1)).height == 1


def test_each_even_interval_halves_the_chance() -> None:
    assert found(beats(60, days=2))["points"].to_list() == pytest.approx([16 * 3.01], abs=0.1)
    assert found(beats(60, days=9))["points"].to_list() == [60.0]


def test_few_are_no_beacon() -> None:
    assert found(beats(60, days=1)).is_empty()  # nine quarter hours
    assert found(beats(60, days=2)).height == 1


def test_blocked_attempts_without_bytes_are_one_too() -> None:
    assert found(beats(15, size=0)).height == 1


def test_a_radio_that_plays_all_day_is_a_stream() -> None:
    assert found(beats(1, size=STREAM / 15 * 1.01)).is_empty()
    assert found(beats(1, size=STREAM / 15 * 0.99)).height == 1


def test_a_night_is_no_interval() -> None:
    once_a_day = beats(DAY_QUARTERS * 15, days=30)
    assert once_a_day.height == 30
    assert found(once_a_day).is_empty()


def test_a_program_that_beats_at_everybodys_is_nobodys_finding() -> None:
    of_many = [beats(60, who=f"p{number}") for number in range(K + 1)]
    assert found(*of_many).is_empty()
    assert found(*of_many[:-1]).height == K


def test_who_beats_where_many_others_come_and_go_is_found() -> None:
    """Also eleven of forty."""
    others = [person(seed, who=f"q{seed}") for seed in range(29)]
    assert found(*others, *(beats(60, who=f"p{number}") for number in range(K + 1))).height == K + 1


def person(seed: int, *, who: str = "ann", days: int = 10, spread: float = 0.8) -> pl.DataFrame:
    """Somebody who works with it: in some quarter hours, with the volume of what they do."""
    random = np.random.default_rng(seed)
    rows = []
    for day in range(days):
        quarters = np.flatnonzero(random.random(DAY_QUARTERS) < random.uniform(0.2, 0.9))
        first = us(MONDAY + dt.timedelta(day)) // QUARTER
        rows += [
            (who, MONDAY + dt.timedelta(day), first + int(at), float(random.lognormal(11, spread))) for at in quarters
        ]
    return summed(rows)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.floats(0.4, 1.5))
def test_property_people_are_no_beacons(seed: int, spread: float) -> None:
    assert found(person(seed, spread=spread)).is_empty()


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.sampled_from([15, 30, 45, 60, 75]), st.integers(0, 1000), st.floats(0.5, 1000))
def test_property_neither_order_nor_hour_nor_unit_matters(minutes: int, seed: int, unit: float) -> None:
    usual = beats(minutes, days=6, size=1000)
    moved = usual.sample(fraction=1, shuffle=True, seed=seed).with_columns(
        pl.col("bucket_us") + seed * QUARTER, bytes=(pl.col("bytes") * unit).round().cast(pl.Int64)
    )
    same = ["subject", "day", "interval_s", "regularity", "beats", "points"]
    assert found(moved).select(same).equals(found(usual).select(same))
    assert found(usual)["beats"].item() >= FEWEST
