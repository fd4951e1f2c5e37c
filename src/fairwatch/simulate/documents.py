"""The requests of page views: the documents, the parts they are made of, and what is sent from them."""

from __future__ import annotations

import numpy as np
import polars as pl

from fairwatch.simulate.request import complete, lognormal, sizes
from fairwatch.simulate.wire import CONNECT, HIT, MISS, MISSING, PATHS, UNMODIFIED
from fairwatch.simulate.world import Ints, World

_PARTS = {"image": 0.44, "script": 0.13, "style": 0.06, "font": 0.03, "api": 0.16, "collect": 0.14, "frame": 0.04}
_FROM_TRACKERS = ("collect", "frame")
_CACHED = ("script", "style", "font")


def documents(pages: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """The pages themselves."""
    count = len(pages)
    return complete(
        pages.select(
            "actor", "session", "host", "path", "number", "ref_host", "ref_path", "ref_number", start_ms="ts_ms"
        ),
        took_ms=lognormal(160, 0.6, count, rng),
        bytes_down=sizes(pages["path"], rng),
        bytes_up=pl.Series(rng.integers(380, 1300, count)),
    )


def parts(world: World, pages: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Images, scripts, API calls, counters and frames of the pages, from their own, asset and third-party hosts."""
    mean = np.array([habit.embedded for habit in world.habits] + [4.0])[pages["habit"].to_numpy()]
    count = rng.poisson(np.where(pages["first"].to_numpy(), mean, mean * 0.55))
    of = np.repeat(np.arange(len(pages)), count)
    kinds = np.array([PATHS[name] for name in _PARTS])
    kind = kinds[rng.choice(len(kinds), len(of), p=np.array(list(_PARTS.values())))]
    dwell = pages["dwell_ms"].to_numpy()[of]
    late = rng.exponential(500.0, len(of)) + 60
    spread = np.where(kind == PATHS["api"], rng.random(len(of)) * dwell, late)
    chosen = pages[of]
    fetched = chosen.select(
        "actor",
        "session",
        (pl.col("ts_ms") + pl.Series(np.minimum(spread, dwell * 0.95).astype(np.int64))).alias("start_ms"),
        pl.Series("host", _part_hosts(world, chosen, kind, rng)),
        pl.Series("path", kind),
        pl.Series("number", rng.integers(1, 9_000, len(of))),
        pl.col("host").alias("ref_host"),
        pl.col("path").alias("ref_path"),
        pl.col("number").alias("ref_number"),
    )
    luck = rng.random(len(of))
    cached = np.isin(kind, [PATHS[name] for name in _CACHED]) | (kind == PATHS["image"])
    result = np.select(
        [luck < 0.008, cached & (luck < 0.12), cached & (luck < 0.18)], [MISSING, HIT, UNMODIFIED], default=MISS
    )
    small = np.isin(result, [UNMODIFIED, MISSING])
    return complete(
        fetched,
        took_ms=lognormal(70, 0.9, len(of), rng),
        result=pl.Series(result),
        bytes_down=pl.select(pl.when(pl.Series(small)).then(320).otherwise(sizes(fetched["path"], rng))).to_series(),
        bytes_up=pl.Series(rng.integers(380, 1300, len(of))),
    )


def _part_hosts(world: World, pages: pl.DataFrame, kind: Ints, rng: np.random.Generator) -> Ints:
    flat, first, count = world.parts
    place = pages["place"].to_numpy()
    own = flat[first[place] + (rng.random(len(place)) * count[place]).astype(np.int64)]
    trackers = np.array(world.trackers)[(rng.random(len(place)) ** 1.6 * len(world.trackers)).astype(np.int64)]
    chance = np.where(np.isin(kind, [PATHS[name] for name in _FROM_TRACKERS]), 1.0, 0.06)
    return np.where(
        rng.random(len(place)) < chance, trackers, np.where(kind == PATHS["api"], pages["host"].to_numpy(), own)
    )


def posts(sent: pl.DataFrame) -> pl.DataFrame:
    denied = pl.col("method") == CONNECT
    return complete(
        sent.select(
            pl.exclude("ts_ms", "place", "planted"),
            start_ms="ts_ms", bytes_down=pl.when(denied).then(3_900).otherwise(640),
        )
    )  # fmt: skip
