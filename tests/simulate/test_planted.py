"""Planted cases: exact numbers, inside or outside working time as the case says."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from fairwatch.errors import ConfigError
from fairwatch.simulate.organisation import departments, organise
from fairwatch.simulate.planted import CASED_CATEGORIES, OWN_HISTORY, SLOW_FOR, SUBMISSIONS, VISITS, plant
from fairwatch.simulate.world import build

MONDAY, SATURDAY = dt.date(2026, 3, 2), dt.date(2026, 3, 7)


def cases(days: int, start: dt.date = MONDAY, people: int = 60) -> dict[str, dict[str, Any]]:
    dates = [start + dt.timedelta(days=number) for number in range(days)]
    organisation = organise(people, departments(), dates, np.random.default_rng(1))
    world = build(0.8, CASED_CATEGORIES, np.random.default_rng(2))
    return {case["kind"]: case for case in plant(organisation, world, dates, np.random.default_rng(3)).cases}


def minute(ts_us: int) -> int:
    """Minutes after local midnight."""
    local = dt.datetime.fromtimestamp(ts_us / 1e6, ZoneInfo("Asia/Shanghai"))
    return local.hour * 60 + local.minute


def at_work(ts_us: int) -> bool:
    return 540 <= minute(ts_us) < 720 or 780 <= minute(ts_us) < 1080


@pytest.mark.parametrize("days", [1, 2, 5, 7])
def test_the_leaver_makes_23_separable_visits_and_9_submissions_in_working_time(days: int) -> None:
    leaver = cases(days)["leaver"]
    assert (len(leaver["visits"]), len(leaver["submissions"])) == (VISITS, SUBMISSIONS) == (23, 9)
    assert all(at_work(visit["ts_us"]) and at_work(visit["end_us"] + 5 * 60_000_000) for visit in leaver["visits"])
    for site in {visit["site"] for visit in leaver["visits"]}:
        own = [visit for visit in leaver["visits"] if visit["site"] == site]
        pauses = [after["ts_us"] - before["end_us"] for before, after in itertools.pairwise(own)]
        assert all(pause > 45 * 60_000_000 for pause in pauses)


def test_the_leaver_uses_several_sites_and_searches_in_every_visit() -> None:
    leaver = cases(5)["leaver"]
    assert len({visit["site"] for visit in leaver["visits"]}) == 6
    assert all(visit["searches"] >= 2 and visit["views"] >= 3 for visit in leaver["visits"])
    assert len({sent["site"] for sent in leaver["submissions"]}) > 1


def test_submissions_lie_in_visits() -> None:
    leaver = cases(5)["leaver"]
    for sent in leaver["submissions"]:
        assert any(
            visit["site"] == sent["site"] and visit["ts_us"] < sent["ts_us"] < visit["end_us"]
            for visit in leaver["visits"]
        )


def test_noise_stays_out_of_working_time_where_it_says_so() -> None:
    planted = cases(5)
    for kind in ("lunch_gamer", "evening_remote"):
        assert planted[kind]["events"]
        assert not any(at_work(event["ts_us"]) or at_work(event["end_us"]) for event in planted[kind]["events"])


def test_forbidden_use_lies_in_working_time() -> None:
    planted = cases(5)
    for kind in ("remote_control", "anonymiser", "gamer"):
        assert all(at_work(event["ts_us"]) for event in planted[kind]["events"])


def test_low_and_slow_is_every_day_and_a_burst_is_large() -> None:
    planted = cases(12, people=200)
    days = {event["ts_us"] // 86_400_000_000 for event in planted["leak_slow"]["events"]}
    assert len(days) == 10
    assert max(event["bytes_up"] for event in planted["leak_slow"]["events"]) < 13_000_000
    assert sum(event["bytes_up"] for event in planted["leak_burst"]["events"]) > 300_000_000


def test_where_there_is_a_history_of_one_s_own_a_slow_leak_begins_in_the_last_thirty_days() -> None:
    events = cases(OWN_HISTORY)["leak_slow"]["events"]
    first = dt.datetime.fromtimestamp(min(event["ts_us"] for event in events) / 1e6, ZoneInfo("Asia/Shanghai")).date()
    assert (first - MONDAY).days == OWN_HISTORY - SLOW_FOR + 2, "that day is a Saturday"


@pytest.mark.parametrize(
    ("days", "people", "claimed"),
    [
        (2, 60, False),
        (OWN_HISTORY - 1, 60, False),
        (OWN_HISTORY, 60, True),
        (9, 200, False),
        (10, 200, True),
        (10, 199, False),
    ],
)
def test_the_truth_claims_no_slow_leak_where_nothing_tells_one(days: int, people: int, claimed: bool) -> None:
    """Neither an own history nor enough others to compare with."""
    planted = cases(days, people=people)
    assert ("leak_slow" in planted) == claimed
    assert "leak_burst" in planted


def test_days_without_work_are_refused() -> None:
    with pytest.raises(ConfigError):
        cases(2, SATURDAY)
