"""From events to requests: tunnels for what is not decrypted, traps beside page views, the pace of streams."""

from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.simulate.background import STREAMS
from fairwatch.simulate.browsing import PAGES
from fairwatch.simulate.connections import with_connections, with_referers
from fairwatch.simulate.posting import POSTS
from fairwatch.simulate.request import complete
from fairwatch.simulate.traffic import Day, requests
from fairwatch.simulate.wire import GET, PATHS, TUNNEL
from fairwatch.simulate.world import World, build

WORLD = build(1.0, (), np.random.default_rng(1))
DARK = dataclasses.replace(WORLD, visible=np.zeros_like(WORLD.visible), plain=np.zeros_like(WORLD.plain))
NEWS = WORLD.places_of["news"][0]
HOST = WORLD.places[NEWS].pages[0]
HABIT = [habit.category for habit in WORLD.habits].index("news")


def pages(*starts: int, dwell: int = 30_000) -> pl.DataFrame:
    """One session of one person on one site."""
    page = {"actor": 0, "session": 7, "dwell_ms": dwell, "place": NEWS, "host": HOST, "habit": HABIT, "path": 1}
    rows = [page | {"ts_ms": start, "number": number} for number, start in enumerate(starts)]
    views = with_connections(pl.DataFrame(rows, schema=PAGES))
    return with_referers(views, WORLD, np.random.default_rng(3))


def made(
    world: World, views: pl.DataFrame, streams: pl.DataFrame | None = None, *, logs_in: bool = False
) -> pl.DataFrame:
    flows = pl.DataFrame(schema=STREAMS) if streams is None else streams
    day = Day(views, pl.DataFrame(schema=POSTS), flows, np.array([logs_in]))
    return requests(world, day, 0, 3_600_000, np.random.default_rng(2))


def test_every_page_that_is_decrypted_is_a_request_of_its_own() -> None:
    found = made(WORLD, pages(1_000, 40_000, 90_000))
    documents = found.filter(pl.col("path") == PATHS["article"], pl.col("method") == GET)
    assert sorted(documents["start_ms"]) == [1_000, 40_000, 90_000]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    start=st.integers(-7_200_000, 3_600_000), length=st.integers(0, 9_000_000), interval=st.integers(20_000, 400_000)
)
def test_a_stream_ticks_at_its_pace_in_every_hour_it_touches(start: int, length: int, interval: int) -> None:
    row = {"actor": [0], "start_ms": [start], "end_ms": [start + length], "interval_ms": [interval], "jitter_ms": [0]}
    stream = complete(pl.DataFrame(row | {"host": [HOST], "path": [PATHS["refresh"]], "number": [1]}), STREAMS)
    found = made(WORLD, pages(), stream)
    expected = [at for at in range(start, start + length, interval) if 0 <= at < 3_600_000]
    assert sorted(found["start_ms"]) == expected


def test_a_stream_that_is_not_decrypted_is_one_tunnel() -> None:
    row = {"actor": [0], "start_ms": [5_000], "end_ms": [905_000], "interval_ms": [30_000], "jitter_ms": [0]}
    stream = complete(pl.DataFrame(row | {"host": [HOST], "path": [PATHS["refresh"]], "number": [1]}), STREAMS)
    found = made(DARK, pages(), stream)
    assert found.select("start_ms", "took_ms", "result").rows() == [(5_000, 900_000, TUNNEL)]


def test_a_film_brings_as_many_bytes_through_a_tunnel_as_in_the_open() -> None:
    row = {"actor": [0], "start_ms": [5_000], "end_ms": [605_000], "interval_ms": [6_000], "jitter_ms": [0]}
    film = complete(pl.DataFrame(row | {"host": [HOST], "path": [PATHS["segment"]], "number": [1]}), STREAMS)
    seen, hidden = (made(world, pages(), film)["bytes_down"].sum() for world in (WORLD, DARK))
    assert hidden == pytest.approx(seen, rel=0.5)
