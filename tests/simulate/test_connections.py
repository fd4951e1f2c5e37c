"""Connections: tunnels for what is not decrypted, and the lines that Squid writes beside the requests."""

from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl

from fairwatch.simulate.background import STREAMS
from fairwatch.simulate.browsing import PAGES
from fairwatch.simulate.connections import with_connections, with_referers
from fairwatch.simulate.posting import POSTS
from fairwatch.simulate.traffic import Day, requests
from fairwatch.simulate.wire import BUMPED, CONNECT, TUNNEL, UNAUTHENTICATED
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


def test_most_pages_are_opened_from_the_one_before_them() -> None:
    views = pages(*range(1_000, 3_000_000, 30_000))
    own = views.filter(pl.col("ref_host") == HOST)
    assert views["ref_number"][0] != 0, "the first page has no page of its session before it"
    assert 0.7 < len(own) / len(views) < 1
    assert (own["ref_number"] == own["number"] - 1).all()


def test_pages_that_are_not_decrypted_share_a_tunnel_until_it_was_idle() -> None:
    found = made(DARK, pages(1_000, 40_000, 300_000, dwell=200_000))
    tunnels = found.filter(pl.col("host") == HOST, pl.col("result") == TUNNEL)
    assert set(found["method"]) == {CONNECT}
    assert sorted(tunnels["start_ms"]) == [1_000, 40_000, 300_000]
    quick = made(DARK, pages(1_000, 40_000, 70_000))
    assert quick.filter(pl.col("host") == HOST, pl.col("result") == TUNNEL)["start_ms"].to_list() == [1_000]


def test_a_tunnel_lives_until_after_its_last_page() -> None:
    opened = pages(1_000, 40_000, 70_000)
    assert opened["opens"].to_list() == [True, False, False]
    assert opened["open_ms"][0] == 70_000 + 30_000 + 400 - 1_000


def test_decrypted_connections_begin_with_a_connect_line() -> None:
    found = made(WORLD, pages(1_000, 40_000))
    bumped = found.filter(pl.col("result") == BUMPED)
    assert bumped["host"].n_unique() == len(bumped) >= 1
    assert bumped.filter(pl.col("host") == HOST)["start_ms"].to_list() == [1_000 - 25]


def test_only_people_who_log_in_are_asked_to() -> None:
    views = pages(*range(1_000, 3_000_000, 30_000))
    asked = [made(WORLD, views, logs_in=known).filter(pl.col("result") == UNAUTHENTICATED) for known in (True, False)]
    assert len(asked[0]) > 0
    assert len(asked[1]) == 0
