"""Working spans and what lies inside them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from fairwatch.simulate import roster
from fairwatch.simulate.organisation import departments, organise
from fairwatch.simulate.shifts import FREE, WORK, midnight_ms

DAY = dt.date(2026, 3, 2)
SPANS = pl.DataFrame({"actor": [1, 1, 2], "start_ms": [100, 300, 0], "end_ms": [200, 400, 50]})


def lengths(start: int, end: int, actor: int = 1) -> int:
    rows = pl.DataFrame({"actor": [actor], "from": [start], "to": [end]})
    return int(roster.inside(rows, SPANS, "from", "to")["inside_ms"][0])


def test_only_what_lies_in_the_actors_own_spans_counts() -> None:
    assert lengths(150, 350) == 50 + 50
    assert lengths(0, 1000) == 200
    assert lengths(200, 300) == 0
    assert lengths(0, 1000, actor=2) == 50
    assert lengths(0, 1000, actor=3) == 0


def test_an_instant_is_inside_up_to_the_end_that_is_exclusive() -> None:
    assert [lengths(at, at) for at in (99, 100, 199, 200)] == [0, 1, 1, 0]


@given(start=st.integers(0, 500), length=st.integers(1, 500))
def test_inside_equals_counting_milliseconds(start: int, length: int) -> None:
    counted = sum(100 <= at < 200 or 300 <= at < 400 for at in range(start, start + length))
    assert lengths(start, start + length) == counted


def test_leave_is_free_time_and_overtime_is_work() -> None:
    organisation = organise(400, departments(), [DAY], np.random.default_rng(1))
    blocks = roster.blocks(organisation, DAY, np.random.default_rng(2))
    assert {absence.kind for absence in organisation.absences} == {"leave", "overtime"}
    for absence in organisation.absences:
        start = midnight_ms(DAY) + absence.start * 60_000
        kinds = blocks.filter(pl.col("actor") == absence.person, pl.col("start_ms") == start)["kind"].to_list()
        assert kinds == [WORK if absence.kind == "overtime" else FREE]
