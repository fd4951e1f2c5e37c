"""What the proxy logs beside the requests: tunnels, decrypted connections, redirects and demands for a login."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch.simulate.request import complete, lognormal
from fairwatch.simulate.wire import BUMPED, CONNECT, GET, PATHS, POST, REDIRECT, TUNNEL, UNAUTHENTICATED
from fairwatch.simulate.world import World

_KEEP_ALIVE_MS = 120_000
"""An idle tunnel is closed after this; the next page of the site opens a new one."""


def with_referers(pages: pl.DataFrame, world: World, rng: np.random.Generator) -> pl.DataFrame:
    """The page from which each page was opened: mostly the one before it; a session often begins at a search engine."""
    luck = pl.Series(rng.random(len(pages)))
    engine = world.places[world.places_of["search"][0]].pages[0]
    follows = (pl.col("session") == pl.col("session").shift(1)).fill_null(value=False) & (luck < 0.85)
    found = (pl.col("session") != pl.col("session").shift(1)).fill_null(value=True) & (luck < 0.35)
    searched = {"host": engine, "path": PATHS["search"], "number": 1}
    return pages.with_columns(
        pl.when(follows)
        .then(pl.col(name).shift(1))
        .when(found)
        .then(value)
        .otherwise(-1)
        .cast(pl.Int32)
        .alias(f"ref_{name}")
        for name, value in searched.items()
    )


def with_connections(pages: pl.DataFrame) -> pl.DataFrame:
    """Adds ``first`` (of its session), ``opens`` (a connection to the host) and ``open_ms`` (how long that lives).

    Pages are sorted by actor and time.
    """
    idle = pl.col("dwell_ms").shift(1) > _KEEP_ALIVE_MS
    first = pl.col("session") != pl.col("session").shift(1)
    pages = pages.with_columns(first.fill_null(value=True).alias("first"))
    pages = pages.with_columns((pl.col("first") | idle.fill_null(value=True)).alias("opens"))
    alive_until = (pl.col("ts_ms") + pl.col("dwell_ms").clip(upper_bound=_KEEP_ALIVE_MS) + 400).max()
    connection = pl.col("opens").cum_sum()
    return pages.with_columns((alive_until.over(connection) - pl.col("ts_ms")).alias("open_ms"))


def page_tunnels(world: World, pages: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """What is seen of pages whose host is not decrypted: one CONNECT per connection, logged when it closes."""
    opening = pages.filter(~pl.Series(world.visible).gather(pages["host"]), "opens")
    return complete(
        opening.select("actor", "session", "host", start_ms="ts_ms", took_ms="open_ms"),
        path=PATHS["connect"],
        number=-1,
        method=CONNECT,
        result=TUNNEL,
        bytes_down=lognormal(180_000, 1.0, len(opening), rng) + opening["open_ms"] * 2,
        bytes_up=lognormal(6_000, 0.6, len(opening), rng) + opening["open_ms"] // 20,
    )


def part_tunnels(hidden: pl.DataFrame, documents: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """One CONNECT per session and other host, one per upload; parts of the page's own host are inside its tunnel."""
    refused = hidden.filter(pl.col("method") == CONNECT)
    sent = hidden.filter(pl.col("method") == POST)
    fetched = (
        hidden.filter(pl.col("method") == GET)
        .join(documents.select("session", "host").unique(), on=["session", "host"], how="anti", maintain_order="left")
        .sort("actor", "start_ms", maintain_order=True)
        .unique(["session", "host"], keep="first", maintain_order=True)
    )
    carried = pl.concat([fetched, sent])
    tunnels = carried.with_columns(
        pl.lit(CONNECT, pl.Int8).alias("method"),
        pl.lit(TUNNEL, pl.Int8).alias("result"),
        pl.lit(PATHS["connect"], pl.Int8).alias("path"),
        pl.lit(-1, pl.Int32).alias("number"),
        pl.lit(-1, pl.Int32).alias("ref_host"),
        pl.col("took_ms") + pl.Series(rng.integers(5_000, 65_000, len(carried))),
        (pl.col("bytes_down") * 2 + 5_000).alias("bytes_down"),
    )
    return pl.concat([tunnels, refused])


def bumped(world: World, decrypted: pl.DataFrame) -> pl.DataFrame:
    """The CONNECT with which a browser begins each connection that Squid then decrypts."""
    secure = ~pl.Series(world.plain).gather(decrypted["host"])
    firsts = (
        decrypted.filter(secure, pl.col("method") != CONNECT, pl.col("session").is_not_null())
        .sort("actor", "start_ms", maintain_order=True)
        .unique(["session", "host"], keep="first", maintain_order=True)
    )
    return complete(
        firsts.select("actor", "session", "host", (pl.col("start_ms") - 25).alias("start_ms")),
        took_ms=20,
        path=PATHS["connect"],
        number=-1,
        method=CONNECT,
        result=BUMPED,
        bytes_down=0,
        bytes_up=220,
    )


def redirects(decrypted: pl.DataFrame, pages: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Some sessions begin at an address that sends the browser on to the page."""
    sent_on = pages.filter("first", pl.Series(rng.random(len(pages)) < 0.08)).select("session", "ts_ms")
    return (
        decrypted.join(
            sent_on, left_on=["session", "start_ms"], right_on=["session", "ts_ms"], how="semi", maintain_order="left"
        )
        .filter(pl.col("method") == GET)
        .with_columns(
            (pl.col("start_ms") - 130).alias("start_ms"),
            pl.lit(90, pl.Int64).alias("took_ms"),
            pl.lit(PATHS["home"], pl.Int8).alias("path"),
            pl.lit(-1, pl.Int32).alias("number"),
            pl.lit(REDIRECT, pl.Int8).alias("result"),
            pl.lit(410, pl.Int64).alias("bytes_down"),
        )
    )


def challenges(connects: pl.DataFrame, logs_in: npt.NDArray[np.bool_], rng: np.random.Generator) -> pl.DataFrame:
    """The proxy's demand for a login, answered by the request that follows."""
    asked = pl.Series(logs_in).gather(connects["actor"]) & pl.Series(rng.random(len(connects)) < 0.3)
    return connects.filter(asked).with_columns(
        (pl.col("start_ms") - 12).alias("start_ms"),
        pl.lit(2, pl.Int64).alias("took_ms"),
        pl.lit(UNAUTHENTICATED, pl.Int8).alias("result"),
        pl.lit(4_020, pl.Int64).alias("bytes_down"),
        pl.lit(220, pl.Int64).alias("bytes_up"),
    )
