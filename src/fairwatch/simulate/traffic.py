"""From the events of a day to the requests of an hour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch.simulate import connections, documents
from fairwatch.simulate.request import complete, lognormal, sizes
from fairwatch.simulate.wire import CONNECT, GET, PATHS, POST, TUNNEL
from fairwatch.simulate.world import World


@dataclass(frozen=True)
class Day:
    """Everything that happens on one day; times may run into the next one."""

    pages: pl.DataFrame
    """``browsing.PAGES`` plus the columns of ``connections.with_connections`` and ``connections.with_referers``."""
    posts: pl.DataFrame
    streams: pl.DataFrame
    logs_in: npt.NDArray[np.bool_]
    """Per actor: the proxy knows the login name."""


def requests(world: World, day: Day, start: int, end: int, rng: np.random.Generator) -> pl.DataFrame:
    """The requests (``REQUESTS``) that begin in start … end (milliseconds); not sorted."""
    pages = day.pages.filter(pl.col("ts_ms").is_between(start, end, closed="left"))
    posts = day.posts.filter(pl.col("ts_ms").is_between(start, end, closed="left"))
    opened = documents.documents(pages, rng)
    web = pl.concat([opened, documents.parts(world, pages, rng), documents.posts(posts)])
    hidden = ~pl.Series(world.visible).gather(web["host"])
    decrypted = web.filter(~hidden)
    connects = pl.concat(
        [
            connections.page_tunnels(world, pages, rng),
            connections.part_tunnels(web.filter(hidden), opened, rng),
            connections.bumped(world, decrypted),
        ]
    )
    return pl.concat(
        [
            decrypted,
            connects,
            connections.redirects(decrypted, pages, rng),
            connections.challenges(connects, day.logs_in, rng),
            _ticks(world, day.streams, start, end, rng),
        ]
    )


def _ticks(world: World, streams: pl.DataFrame, start: int, end: int, rng: np.random.Generator) -> pl.DataFrame:
    """The requests of the streams: one per interval where the URL is seen, one long tunnel where it is not."""
    closed = streams["tunnel"] | ~pl.Series(world.visible).gather(streams["host"])
    open_ = streams.filter(~closed, pl.col("start_ms") < end, pl.col("end_ms") > start)
    begun, interval = open_["start_ms"].to_numpy(), open_["interval_ms"].to_numpy()
    first = np.maximum(0, -((begun - start) // interval))
    after = np.maximum(first, -((begun - np.minimum(end, open_["end_ms"].to_numpy())) // interval))
    of = np.repeat(np.arange(len(open_)), after - first)
    turn = np.arange(len(of)) - np.repeat(np.cumsum(after - first) - (after - first), after - first) + first[of]
    jitter = (rng.random(len(of)) * open_["jitter_ms"].to_numpy()[of]).astype(np.int64)
    chosen = open_[of]
    ticks = chosen.select(
        "actor",
        pl.Series("start_ms", begun[of] + turn * interval[of] + jitter),
        "host",
        "path",
        pl.when(pl.col("number") < 0).then(-1).otherwise(pl.col("number") + pl.Series(turn)).alias("number"),
        pl.when("post").then(POST).otherwise(GET).alias("method"),
        "machine",
        "ref_host",
        "ref_path",
        "ref_number",
        (pl.col("bytes_up") + pl.Series(rng.integers(380, 420, len(of)))).alias("bytes_up"),
    )
    return pl.concat(
        [
            complete(
                ticks, took_ms=lognormal(60, 0.5, len(of), rng), bytes_down=sizes(ticks["path"], rng, spread=0.15)
            ),
            _stream_tunnels(streams.filter(closed, pl.col("start_ms").is_between(start, end, closed="left")), rng),
        ]
    )


def _stream_tunnels(streams: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """One CONNECT per stream. What is HTTP inside brings as many bytes as its requests do where they are seen."""
    took = streams["end_ms"] - streams["start_ms"]
    pieces = -(-took // streams["interval_ms"])
    carried = pieces * sizes(streams["path"], rng, spread=0.15)
    return complete(
        streams.select(
            "actor",
            "host",
            "start_ms",
            "machine",
            bytes_down=pl.when("tunnel").then(took * 2).otherwise(carried) + 4_000,
        ),
        took_ms=took,
        path=PATHS["connect"],
        number=-1,
        method=CONNECT,
        result=TUNNEL,
        bytes_up=took // 2 + 2_000,
    )
