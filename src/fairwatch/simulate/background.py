"""What flows without attention: software that calls home, open tabs, music; and the media of a watched page."""

from __future__ import annotations

import numpy as np
import polars as pl

from fairwatch.simulate.organisation import Organisation
from fairwatch.simulate.request import Schema, complete
from fairwatch.simulate.tables import rows
from fairwatch.simulate.wire import PATHS
from fairwatch.simulate.world import World

STREAMS: Schema = {
    "actor": pl.Int32,
    "start_ms": pl.Int64,
    "end_ms": pl.Int64,
    "interval_ms": pl.Int64,  # between two requests
    "jitter_ms": pl.Int64,  # each request is late by up to this
    "host": pl.Int32,
    "path": pl.Int8,
    "number": pl.Int32,  # of the first request; -1: the same URL every time
    "post": pl.Boolean,
    "tunnel": pl.Boolean,  # not HTTP: one CONNECT whatever the proxy decrypts
    "machine": pl.Int8,  # row of machines.tsv, -1 for browsers
    "ref_host": pl.Int32,  # the page behind it, -1 for none
    "ref_path": pl.Int8,
    "ref_number": pl.Int32,
    "bytes_up": pl.Int64,  # of each request, 0: as small as usual
}

_MINUTE = 60_000
_TAB_INTERVALS_MS = np.array([30_000, 60_000, 120_000, 180_000])
_ALWAYS_ON = 0.12


def streams(
    organisation: Organisation, world: World, blocks: pl.DataFrame, pages: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    """The day's streams (``STREAMS``)."""
    return pl.concat(
        [
            _machines(organisation, world, blocks, rng),
            _tabs(world, pages, rng),
            _watched(world, pages, rng),
            _music(world, pages, rng),
        ]
    )


def _machines(organisation: Organisation, world: World, blocks: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Update checks, antivirus and inventory of every computer that is switched on; some never are switched off."""
    own = [person.device is not None for person in organisation.people]
    computers = pl.DataFrame({"actor": np.flatnonzero(own).astype(np.int32)})
    first = organisation.first_kiosk
    kiosks = pl.DataFrame({"actor": np.arange(first, organisation.actors, dtype=np.int32)})
    spans = blocks.group_by("actor", maintain_order=True).agg(
        (pl.col("start_ms").min() - 10 * _MINUTE), (pl.col("start_ms").min() + 10 * 60 * _MINUTE).alias("end_ms")
    )
    dawn = blocks["start_ms"].min()
    on = pl.concat(
        [
            computers.join(spans, on="actor", maintain_order="left"),
            kiosks.select("actor", start_ms=pl.lit(dawn, pl.Int64), end_ms=pl.lit(dawn, pl.Int64) + 17 * 60 * _MINUTE),
        ]
    )
    on = on.with_columns(pl.Series("late", rng.random(len(on)) < _ALWAYS_ON)).with_columns(
        pl.when("late").then(pl.col("start_ms") + 23 * 60 * _MINUTE).otherwise("end_ms").alias("end_ms")
    )
    on = on.drop_nulls()  # nobody came in today
    return pl.concat([_software(world, on, number, row, rng) for number, row in enumerate(rows("machines"))])


def _software(
    world: World, on: pl.DataFrame, number: int, row: dict[str, str], rng: np.random.Generator
) -> pl.DataFrame:
    known = {place.site: place.pages[0] for place in world.places}
    host = world.number[row["host"]] if row["host"] else known.get(row["site"])
    if host is None:  # the catalogue no longer knows this site
        return pl.DataFrame(schema=STREAMS)
    interval = int(float(row["interval_s"]) * 1000)
    return complete(
        on.select("actor", pl.col("start_ms") + pl.Series(rng.integers(0, interval, len(on))), "end_ms"),
        STREAMS,
        interval_ms=interval,
        jitter_ms=int(float(row["jitter_s"]) * 1000),
        host=host,
        path=PATHS[row["path"]],
        number=1,
        post=row["method"] == "POST",
        machine=number,
    )


def _tabs(world: World, pages: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """The last page of a session stays open and asks for news at a constant pace while its owner reads elsewhere."""
    last = pages.filter(pl.col("session") != pl.col("session").shift(-1, fill_value=-1))
    chance = np.array([habit.tab for habit in world.habits] + [0.0])[last["habit"].to_numpy()]
    tabs = last.filter(pl.Series(rng.random(len(last)) < chance))
    left = tabs["ts_ms"] + tabs["dwell_ms"]
    hours = np.exp(np.log(1.2) + 0.7 * rng.standard_normal(len(tabs))).clip(0.1, 6)
    reloads = np.isin(tabs["habit"].to_numpy(), _numbers(world, {"news", "stocks"})) & (rng.random(len(tabs)) < 0.4)
    return complete(
        _behind(tabs, left, left + pl.Series((hours * 3_600_000).astype(np.int64))),
        STREAMS,
        interval_ms=pl.Series(np.where(reloads, 300_000, rng.choice(_TAB_INTERVALS_MS, len(tabs)))),
        jitter_ms=400,
        host=tabs["host"],
        path=pl.Series(np.where(reloads, PATHS["reload"], PATHS["refresh"])),
        number=pl.Series(np.where(reloads, -1, 1)),
    )


def _watched(world: World, pages: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Video: one segment every few seconds while the page has the attention."""
    videos = pages.filter(
        pl.col("habit").is_in(_numbers(world, _categories(world, "video"))), pl.col("path") == PATHS["video"]
    )
    start = videos["ts_ms"] + 900
    return complete(
        _behind(videos, start, videos["ts_ms"] + videos["dwell_ms"]),
        STREAMS,
        interval_ms=pl.Series(rng.integers(4_000, 8_000, len(videos))),
        jitter_ms=700,
        host=_asset_hosts(world, videos),
        path=PATHS["segment"],
        number=1,
    )


def _music(world: World, pages: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Music plays on for the better part of an hour while its owner works."""
    music = pages.filter(pl.col("habit").is_in(_numbers(world, {"music"})))
    start = music["ts_ms"] + 1_500
    minutes = np.exp(np.log(40) + 0.6 * rng.standard_normal(len(music))).clip(3, 180)
    return complete(
        _behind(music, start, start + pl.Series((minutes * _MINUTE).astype(np.int64))),
        STREAMS,
        interval_ms=pl.Series(rng.integers(9_000, 12_000, len(music))),
        jitter_ms=1_000,
        host=_asset_hosts(world, music),
        path=PATHS["audio"],
        number=1,
    )


def _behind(pages: pl.DataFrame, start: pl.Series, end: pl.Series) -> pl.DataFrame:
    """Streams from start to end that belong to these pages."""
    return pages.select(
        "actor",
        start.alias("start_ms"),
        end.alias("end_ms"),
        pl.col("host").alias("ref_host"),
        pl.col("path").alias("ref_path"),
        pl.col("number").alias("ref_number"),
    )


def _asset_hosts(world: World, pages: pl.DataFrame) -> pl.Series:
    """The host that serves the media of each page: the site's own asset host when it has one."""
    media = np.array([place.assets[0] if place.assets else place.pages[0] for place in world.places], dtype=np.int32)
    return pl.Series(media[pages["place"].to_numpy()], dtype=pl.Int32)


def _categories(world: World, stream: str) -> set[str]:
    return {habit.category for habit in world.habits if habit.stream == stream}


def _numbers(world: World, categories: set[str]) -> list[int]:
    return [number for number, habit in enumerate(world.habits) if habit.category in categories]
