"""What people send: uploads and forms."""

from __future__ import annotations

import numpy as np
import polars as pl

from fairwatch.simulate.request import Schema
from fairwatch.simulate.wire import MISS, PATHS, POST
from fairwatch.simulate.world import World

POSTS: Schema = {
    "actor": pl.Int32,
    "ts_ms": pl.Int64,
    "took_ms": pl.Int64,
    "host": pl.Int32,
    "path": pl.Int8,
    "number": pl.Int32,
    "method": pl.Int8,  # number in wire.METHODS
    "result": pl.Int8,  # number in wire.RESULTS
    "bytes_up": pl.Int64,
    "place": pl.Int32,
    "planted": pl.Boolean,
    "ref_host": pl.Int32,
    "ref_path": pl.Int8,
    "ref_number": pl.Int32,
}

_UPLOADING = {"work": 0.03, "webmail": 0.05, "network_drive": 0.15, "ai_assistant": 0.06, "social": 0.02}
"""Chance of an upload per page view: an attachment, a picture."""


def uploads(world: World, pages: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """The small uploads (``POSTS``) of an ordinary day, median 180 kB, each from an open page."""
    chance = np.array([_UPLOADING.get(habit.category, 0.0) for habit in world.habits] + [0.0])
    chosen = pages.filter(
        pl.Series(rng.random(len(pages)) < chance[pages["habit"].to_numpy()]),
        pl.col("dwell_ms") > 3_000,
        pl.col("session") >= 0,
    )
    size = np.exp(np.log(180_000) + 1.1 * rng.standard_normal(len(chosen))).clip(4_000, 8_000_000).astype(np.int64)
    return chosen.select(
        "actor",
        (pl.col("ts_ms") + 2_000).alias("ts_ms"),
        pl.Series("took_ms", 200 + size // 2_000),
        "host",
        pl.lit(PATHS["upload"]).alias("path"),
        pl.lit(1).alias("number"),
        pl.lit(POST).alias("method"),
        pl.lit(MISS).alias("result"),
        pl.Series("bytes_up", size),
        "place",
        pl.lit(value=False).alias("planted"),
        pl.col("host").alias("ref_host"),
        pl.col("path").alias("ref_path"),
        pl.col("number").alias("ref_number"),
    ).cast(POSTS)  # type: ignore[arg-type]
