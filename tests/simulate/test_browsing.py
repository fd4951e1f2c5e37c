"""Page views: one page at a time, days that never touch, planted sessions untouched."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from fairwatch.simulate import roster
from fairwatch.simulate.browsing import PAGES, Habits, page_views, personal_habits
from fairwatch.simulate.organisation import Organisation, departments, organise
from fairwatch.simulate.world import World, build

DAYS = [dt.date(2026, 3, 2) + dt.timedelta(days=number) for number in range(2)]
PLANTED_ACTOR = 4


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return organise(80, departments(), DAYS, np.random.default_rng(1))


@pytest.fixture(scope="module")
def world() -> World:
    return build(0.8, (), np.random.default_rng(2))


@pytest.fixture(scope="module")
def habits(world: World, organisation: Organisation) -> Habits:
    return personal_habits(world, organisation.actors, [0, 1], [PLANTED_ACTOR], np.random.default_rng(3))


def day(world: World, organisation: Organisation, habits: Habits, number: int, planted: pl.DataFrame) -> pl.DataFrame:
    blocks = roster.blocks(organisation, DAYS[number], np.random.default_rng([4, number]))
    return page_views(world, habits, blocks, planted=planted, day=number, rng=np.random.default_rng([5, number]))


def test_attention_is_on_one_page_at_a_time(world: World, organisation: Organisation, habits: Habits) -> None:
    pages = pl.concat([day(world, organisation, habits, number, pl.DataFrame(schema=PAGES)) for number in (0, 1)])
    pages = pages.sort("actor", "ts_ms")
    free = pages.select((pl.col("ts_ms").shift(-1) - pl.col("ts_ms") - pl.col("dwell_ms")).over("actor"))
    assert len(pages) > 2000
    assert free.to_series().min() >= 0  # type: ignore[operator]


def test_a_planted_session_stands_as_it_was_written(world: World, organisation: Organisation, habits: Habits) -> None:
    noon = roster.midnight_ms(DAYS[0]) + 15 * 3_600_000
    page = {"actor": PLANTED_ACTOR, "session": -10, "place": 0, "host": 0, "habit": 0, "path": 0, "number": -1}
    rows = [page | {"ts_ms": noon + turn * 60_000, "dwell_ms": 60_000} for turn in range(20)]
    pages = day(world, organisation, habits, 0, pl.DataFrame(rows, schema=PAGES))
    around = pages.filter(
        pl.col("actor") == PLANTED_ACTOR, pl.col("ts_ms").is_between(noon - 60_000, noon + 21 * 60_000)
    )
    assert around.to_dicts() == rows_in_order(rows)


def rows_in_order(rows: list[dict[str, int]]) -> list[dict[str, int]]:
    return [{name: row[name] for name in PAGES} for row in rows]


def test_recruiters_live_on_job_sites_and_planted_people_never_do(world: World, habits: Habits) -> None:
    column = [habit.category for habit in world.habits].index("recruitment")
    share = np.diff(habits.shares[0], axis=1, prepend=0)[:, column]
    assert share[[0, 1]].min() > 0.1
    assert share[PLANTED_ACTOR] == 0
    assert share[10:].mean() < 0.02
