"""Streams: software at a constant pace, tabs that begin when their page is left, media while a page is watched."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from fairwatch.simulate import roster
from fairwatch.simulate.background import streams
from fairwatch.simulate.browsing import PAGES, page_views, personal_habits
from fairwatch.simulate.organisation import departments, organise
from fairwatch.simulate.wire import PATHS
from fairwatch.simulate.world import World, build

DAY = dt.date(2026, 3, 2)
Made = tuple[World, pl.DataFrame, pl.DataFrame]


@pytest.fixture(scope="module")
def made() -> Made:
    rng = np.random.default_rng(1)
    organisation, world = organise(100, departments(), [DAY], rng), build(0.8, (), rng)
    blocks = roster.blocks(organisation, DAY, rng)
    habits = personal_habits(world, organisation.actors, [], [], rng)
    pages = page_views(world, habits, blocks, planted=pl.DataFrame(schema=PAGES), day=0, rng=rng)
    return world, pages, streams(organisation, world, blocks, pages, rng)


def test_software_calls_at_a_constant_pace(made: Made) -> None:
    software = made[2].filter(pl.col("machine") >= 0)
    assert software["machine"].n_unique() == 3
    assert software.group_by("machine").agg(pl.col("interval_ms").n_unique())["interval_ms"].to_list() == [1, 1, 1]


def test_a_tab_begins_where_the_attention_left_its_page(made: Made) -> None:
    _, pages, flows = made
    tabs = flows.filter(pl.col("path").is_in([PATHS["refresh"], PATHS["reload"]]))
    left = pages.select("actor", end=pl.col("ts_ms") + pl.col("dwell_ms"))
    joined = tabs.join(left, left_on=["actor", "start_ms"], right_on=["actor", "end"], how="semi")
    assert len(joined) == len(tabs) > 20


def test_segments_flow_only_while_the_page_is_watched(made: Made) -> None:
    _, pages, flows = made
    watched = flows.filter(pl.col("path") == PATHS["segment"]).join(
        pages, left_on=["actor", pl.col("start_ms") - 900], right_on=["actor", "ts_ms"], how="inner"
    )
    assert len(watched) > 20
    assert (watched["end_ms"] == watched["start_ms"] - 900 + watched["dwell_ms"]).all()


def test_music_plays_on_after_its_page_was_left(made: Made) -> None:
    _, pages, flows = made
    music = flows.filter(pl.col("path") == PATHS["audio"]).join(
        pages, left_on=["actor", pl.col("start_ms") - 1500], right_on=["actor", "ts_ms"], how="inner"
    )
    assert (music["end_ms"] - music["start_ms"] > music["dwell_ms"]).mean() > 0.9  # type: ignore[operator]
