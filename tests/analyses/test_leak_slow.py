"""Low and slow: sums of thirty days, against one's own earlier ones and everybody's growth."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from fairwatch.analyses.leak_slow import OWN_WINDOWS, WINDOW, accumulations

FIRST = dt.date(2026, 6, 1)
DAYS = 90
MB = 1_000_000
NO_FINDINGS = pl.DataFrame(schema={"subject": pl.String, "day": pl.Date, "category": pl.String})


def office(seed: int, *, people: int = 40, days: int = DAYS, spread: float = 0.6) -> np.ndarray:
    """Steady uploaders: bytes by person and day, each with an own usual amount, quiet on weekends."""
    rng = np.random.default_rng(seed)
    usual = rng.lognormal(np.log(4 * MB), 1.0, (people, 1))
    amounts = usual * rng.lognormal(0, spread, (people, days))
    amounts[:, [(FIRST + dt.timedelta(day)).weekday() > 4 for day in range(days)]] = 0
    return amounts


def found(amounts: np.ndarray, *, findings: pl.DataFrame = NO_FINDINGS) -> pl.DataFrame:
    rows = [
        {"subject": f"p{person:04d}", "day": FIRST + dt.timedelta(int(day)), "category": "network_drive"}
        | {"bytes_up": int(amounts[person, day])}
        for person, day in np.argwhere(amounts > 0)
    ]
    return accumulations(pl.DataFrame(rows), findings, FIRST + dt.timedelta(amounts.shape[1] - 1))


@pytest.mark.parametrize("seed", range(8))
def test_steady_uploaders_are_no_findings(seed: int) -> None:
    assert found(office(seed)).is_empty()


@pytest.mark.parametrize("seed", range(4))
def test_nobody_is_found_when_a_project_makes_everybody_send_more(seed: int) -> None:
    amounts = office(seed)
    amounts[:, -WINDOW:] *= 4
    assert found(amounts).is_empty()


@pytest.mark.parametrize("seed", range(4))
def test_one_person_who_sends_a_little_more_every_day_is_found(seed: int) -> None:
    amounts = office(seed)
    amounts[7, -WINDOW:] = amounts[7, -WINDOW:] * 5 + 3 * MB
    [one] = found(amounts).to_dicts()
    assert one["subject"] == "p0007"
    assert one["bytes_up"] > 4 * one["own_usual"]
    assert one["beyond"] >= 3.5
    assert one["points"] > 30


def test_where_the_class_of_destination_is_new_to_the_person_its_sum_was_nothing() -> None:
    """Somebody with a long history elsewhere begins to copy a little to a removable drive each day."""
    days = [FIRST + dt.timedelta(day) for day in range(DAYS)]
    usual = [("p0001", day, "webmail", MB) for day in days]
    drive = [("p0001", day, "removable_drive", 4 * MB) for day in days[-WINDOW:]]
    frame = pl.DataFrame(usual + drive, schema=["subject", "day", "category", "bytes_up"], orient="row")
    [one] = accumulations(frame, NO_FINDINGS, days[-1]).to_dicts()
    assert (one["category"], one["bytes_up"], one["days"]) == ("removable_drive", WINDOW * 4 * MB, WINDOW)


def test_a_day_that_is_a_finding_by_itself_does_not_count_twice() -> None:
    amounts = office(1)
    amounts[7, -5] = 5_000 * MB
    day = pl.DataFrame({"subject": ["p0007"], "day": [FIRST + dt.timedelta(DAYS - 5)], "category": ["network_drive"]})
    assert found(amounts).height == 1
    assert found(amounts, findings=day).is_empty()


def test_without_enough_history_nothing_is_compared() -> None:
    least = 2 * WINDOW + OWN_WINDOWS - 1
    amounts = office(1, days=least)
    amounts[7, -WINDOW:] = 40 * MB
    assert found(amounts)["subject"].to_list() == ["p0007"]
    assert found(amounts[:, 1:]).is_empty()


def test_little_is_no_finding_and_nothing_is_none() -> None:
    amounts = np.full((1, DAYS), 1000.0)
    amounts[0, -WINDOW:] = MB
    assert found(amounts).is_empty()
    empty = pl.DataFrame(schema={**NO_FINDINGS.schema, "bytes_up": pl.Int64})
    assert accumulations(empty, NO_FINDINGS, FIRST).is_empty()
