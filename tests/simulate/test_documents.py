"""Pages and their parts."""

from __future__ import annotations

import numpy as np
import polars as pl

from fairwatch.simulate.browsing import PAGES
from fairwatch.simulate.connections import with_connections, with_referers
from fairwatch.simulate.documents import documents, parts
from fairwatch.simulate.wire import PATHS
from fairwatch.simulate.world import build

WORLD = build(1.0, (), np.random.default_rng(1))
NEWS = WORLD.places_of["news"][0]
HOST = WORLD.places[NEWS].pages[0]
COUNT, DWELL = 400, 20_000


def pages() -> pl.DataFrame:
    habit = [habit.category for habit in WORLD.habits].index("news")
    page = {"actor": 0, "dwell_ms": DWELL, "place": NEWS, "host": HOST, "habit": habit, "path": PATHS["article"]}
    rows = [page | {"session": turn // 4, "ts_ms": turn * DWELL, "number": turn} for turn in range(COUNT)]
    return with_referers(with_connections(pl.DataFrame(rows, schema=PAGES)), WORLD, np.random.default_rng(2))


def test_each_page_is_one_document_at_its_time() -> None:
    found = documents(pages(), np.random.default_rng(3))
    assert found.select("start_ms", "host", "number").rows() == pages().select("ts_ms", "host", "number").rows()


def test_parts_name_their_page_and_are_fetched_while_it_is_open() -> None:
    found = parts(WORLD, pages(), np.random.default_rng(3))
    opened = found["ref_number"].cast(pl.Int64) * DWELL
    assert (found["ref_host"] == HOST).all()
    assert found.select((pl.col("start_ms") - opened).is_between(0, DWELL, closed="left").all()).item()


def test_first_pages_of_a_session_bring_more_parts_than_later_ones() -> None:
    found = parts(WORLD, pages(), np.random.default_rng(3))
    first = (found["ref_number"] % 4 == 0).sum() / (COUNT / 4)
    later = (found["ref_number"] % 4 != 0).sum() / (COUNT * 3 / 4)
    assert first > 1.5 * later > 3


def test_counters_and_frames_come_from_trackers() -> None:
    found = parts(WORLD, pages(), np.random.default_rng(3))
    foreign = found.filter(pl.col("path").is_in([PATHS["collect"], PATHS["frame"]]))
    assert set(foreign["host"]) <= set(WORLD.trackers)
