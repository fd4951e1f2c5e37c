"""Ordinary uploads."""

from __future__ import annotations

import numpy as np
import polars as pl

from fairwatch.simulate.browsing import PAGES
from fairwatch.simulate.posting import uploads
from fairwatch.simulate.world import build

WORLD = build(1.0, (), np.random.default_rng(1))
CATEGORIES = [habit.category for habit in WORLD.habits]


def pages(category: str) -> pl.DataFrame:
    place = WORLD.places_of[category][0]
    page = {"actor": 0, "dwell_ms": 20_000, "place": place, "host": WORLD.places[place].pages[0], "path": 1}
    rows = [page | {"session": turn, "ts_ms": turn * 20_000, "number": turn} for turn in range(3_000)]
    return pl.DataFrame([row | {"habit": CATEGORIES.index(category)} for row in rows], schema=PAGES)


def test_uploads_are_small_and_happen_while_their_page_is_open() -> None:
    found = uploads(WORLD, pages("network_drive"), np.random.default_rng(2))
    assert 300 < len(found) < 600
    assert 100_000 < float(found["bytes_up"].median()) < 300_000  # type: ignore[arg-type]
    assert (found["ts_ms"] - found["ref_number"].cast(pl.Int64) * 20_000 == 2_000).all()
    assert not found["planted"].any()


def test_nobody_uploads_to_a_news_site_or_by_chance_in_a_planted_session() -> None:
    assert uploads(WORLD, pages("news"), np.random.default_rng(2)).is_empty()
    planted = pages("network_drive").with_columns(session=pl.lit(-10, pl.Int64))
    assert uploads(WORLD, planted, np.random.default_rng(2)).is_empty()
