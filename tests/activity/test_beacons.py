"""Machines keep time; people do not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.activity.conftest import numbered_evidence
from tests.activity.workday import connection, raw, train, us, view

from fairwatch.activity.beacons import without_beacons
from fairwatch.activity.contacts import contacts


def human_contacts(rows):
    return without_beacons(contacts(numbered_evidence(rows)))


@pytest.fixture(scope="session")
def left(ask):
    """Seconds after nine o'clock of the contacts that remain."""

    def seconds(*rows) -> list[int]:
        return sorted((ts - us("09:00")) // 1_000_000 for ts in ask(human_contacts, raw(*rows))["ts_us"])

    return seconds


def test_keep_alives_of_one_size_are_a_beacon(left) -> None:
    assert left(train("09:00", "daily", every=60, times=30, jitter=(0, 0.4, 0.1), size=900)) == []


def test_a_page_that_reloads_itself_is_a_beacon_though_its_url_is_seen(left) -> None:
    sizes = {"size": 30_000, "make": view}
    assert left(train("09:00", "daily", every=300, times=12, jitter=(0, 0.2), **sizes)) == []


def test_a_clockwork_needs_no_equal_sizes(left) -> None:
    rows = train("09:00", "daily", every=120, times=20)
    sized = [row | {"bytes_down": 1000 * (1 + 7 * number % 11)} for number, row in enumerate(rows)]
    assert len(left(sized)) <= 1


def test_less_even_ones_are_a_beacon_when_there_are_many(left) -> None:
    jitter = (0, 4, 1, 6, 2, 7, 3)
    assert left(train("09:00", "daily", every=60, times=40, jitter=jitter, size=900)) == []
    assert len(left(train("09:00", "daily", every=60, times=12, jitter=jitter, size=900))) == 12


def test_seven_are_too_few(left) -> None:
    assert len(left(train("09:00", "daily", every=47, times=7))) == 7


def test_four_are_enough_for_a_timer(left) -> None:
    """Every five minutes to the second; at 1 % more or less, or at no time that anybody would set, they are too few."""
    reloads = {"make": view, "size": 30_000}
    assert left(train("09:00", "daily", every=300, times=4, jitter=(0, 1.4, 0.3), **reloads)) == []
    assert len(left(train("09:00", "daily", every=300, times=4, jitter=(0, 3, 0), **reloads))) == 4
    assert len(left(train("09:00", "daily", every=287, times=4, **reloads))) == 4
    assert len(left(train("09:00", "daily", every=300, times=3, **reloads))) == 3


def test_closer_than_five_seconds_is_one_contact(left) -> None:
    assert left(train("09:00", "daily", every=2, times=30)) == [0]


def test_the_page_load_that_a_train_starts_from_stays(left) -> None:
    rows = train("09:00", "daily", every=60, times=20, size=900)
    assert left([rows[0] | {"bytes_down": 400_000}, *rows[1:]]) == [0]


def test_a_missed_beat_saves_nobody(left) -> None:
    rows = train("09:00", "daily", every=60, times=40, size=900)
    assert left([row for number, row in enumerate(rows) if number != 20]) == []


def test_what_a_person_does_beside_the_train_stays(left) -> None:
    clicks = [view(f"09:{minute}", "daily", size=50_000) for minute in ("41:07", "42:31", "44:02")]
    assert left(train("09:00", "daily", every=60, times=30, size=900), clicks) == [2467, 2551, 2642]


def test_other_sites_are_not_touched(left) -> None:
    reading = [connection(f"09:{minute:02}:30", "wiki") for minute in (1, 4, 9)]
    assert left(train("09:00", "daily", every=60, times=30, size=900), reading) == [90, 270, 570]


def test_a_submission_is_never_a_machines(left) -> None:
    rows = train("09:00", "jobs", every=60, times=10, size=900, make=view)
    assert len(left([row | {"action": "resume_submission"} for row in rows])) == 10


@settings(max_examples=25, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32), sigma=st.floats(0.4, 1.2), median=st.floats(8, 120))
def test_people_are_not_taken_for_machines(left, seed: int, sigma: float, median: float) -> None:
    """200 pages read at a person's pace (lognormal), all of one size."""
    pauses = np.random.default_rng(seed).lognormal(np.log(median), sigma, 200).clip(5)
    moments = us("09:00") + (pauses.cumsum() * 1e6).astype(int)
    assert len(left([view("09:00", "daily", size=20_000) | {"ts_us": int(moment)} for moment in moments])) == 200
