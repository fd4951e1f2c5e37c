"""Requests as lines of a Squid access log, written in the order in which Squid writes them: when a request ends.

``squid`` is Squid's native format, ``%ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt``;
``squid-fairwatch`` adds ``%>st "%{Referer}>h" "%{User-Agent}>h"``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Literal

import polars as pl

from fairwatch.simulate.tables import rows
from fairwatch.simulate.wire import (
    BUMPED,
    CONNECT,
    FORBIDDEN,
    HIT,
    METHODS,
    MISS,
    MISSING,
    RESULTS,
    UNAUTHENTICATED,
    UNMODIFIED,
)
from fairwatch.simulate.world import World

Format = Literal["squid", "squid-fairwatch"]

LATE_MS = 1_000
"""A request may begin this much before the hour to which it was counted (redirects, login challenges)."""


@dataclass(frozen=True)
class Actors:
    """What the proxy sees of each actor on one day, in the order of the actors."""

    address: pl.Series
    moved_at: pl.Series
    """Instant (ms) of a change of address, null for none."""
    moved_back: pl.Series
    moved_to: pl.Series
    account: pl.Series
    user_agent: pl.Series


def lines(requests: pl.DataFrame, world: World, actors: Actors, format: Format) -> pl.DataFrame:  # noqa: A002 - the CLI's word
    """Columns ``end_ms`` and ``line``, in the order of the requests."""
    requests = requests.rechunk()  # polars 2.1 panics when it joins texts of columns in different chunks
    frame = requests.select(
        (pl.col("start_ms") + pl.col("took_ms")).alias("end_ms"),
        "took_ms",
        _address(requests, actors).alias("address"),
        _gather(RESULTS, requests["result"]).alias("result"),
        "bytes_down",
        "bytes_up",
        _gather(METHODS, requests["method"]).alias("method"),
        _url(world, requests).alias("url"),
        _account(requests, actors).alias("account"),
        _server(world, requests).alias("server"),
        _mime(requests).alias("mime"),
        _referer(world, requests).alias("referer"),
        _user_agent(requests, actors).alias("user_agent"),
    )
    parts: list[pl.Expr] = [
        pl.format("{}.{}", pl.col("end_ms") // 1000, (pl.col("end_ms") % 1000).cast(pl.String).str.zfill(3)),
        pl.col("took_ms").cast(pl.String).str.pad_start(6),
        *(pl.col(name) for name in ("address", "result", "bytes_down", "method", "url", "account", "server", "mime")),
    ]
    if format == "squid-fairwatch":
        parts += [pl.col("bytes_up"), pl.format('"{}"', "referer"), pl.format('"{}"', "user_agent")]
    return frame.select("end_ms", pl.concat_str(parts, separator=" ").alias("line"))


class Log:
    """Writes lines in the order of their ends; lines that end later are kept until their time has come."""

    def __init__(self, file: IO[bytes], format: Format) -> None:  # noqa: A002 - the CLI's word
        self._file = file
        self._format: Format = format
        self._waiting: list[pl.DataFrame] = []
        self.written = 0

    def add(self, requests: pl.DataFrame, world: World, actors: Actors) -> None:
        """Take requests in any order."""
        self._waiting.append(lines(requests, world, actors, self._format))

    def write(self, until_ms: int | None = None) -> None:
        """Write everything that ended before ``until_ms``; nothing that ends earlier may be added afterwards."""
        if not self._waiting:
            return
        frame = pl.concat(self._waiting).sort("end_ms", maintain_order=True)
        due = len(frame) if until_ms is None else int(frame["end_ms"].search_sorted(until_ms, side="left"))
        frame[:due].select("line").write_csv(self._file, include_header=False, quote_style="never")
        self.written += due
        self._waiting = [frame[due:]]


def urls(world: World, host: pl.Series, path: pl.Series, number: pl.Series) -> pl.Series:
    """Whole URLs from host, kind of path and number."""
    prefix, suffix = ([row[name] or "" for row in rows("paths")] for name in ("prefix", "suffix"))
    frame = pl.DataFrame({"number": number}).select(
        world.table["base"].gather(host).alias("base"),
        _gather(prefix, path).alias("prefix"),
        pl.when(pl.col("number") < 0).then(pl.lit("")).otherwise(pl.col("number").cast(pl.String)).alias("text"),
        _gather(suffix, path).alias("suffix"),
    )
    return frame.select(pl.concat_str("base", "prefix", "text", "suffix")).to_series()


def _url(world: World, requests: pl.DataFrame) -> pl.Series:
    name = world.table["name"].gather(requests["host"])
    whole = urls(world, requests["host"], requests["path"], requests["number"])
    return _select(pl.when(requests["method"] == CONNECT).then(name + ":443").otherwise(whole))


def _address(requests: pl.DataFrame, actors: Actors) -> pl.Series:
    """The address at the start of the request."""
    actor = requests["actor"]
    begun = requests["start_ms"]
    moved = (begun >= actors.moved_at.gather(actor)) & (begun < actors.moved_back.gather(actor))
    return _select(
        pl.when(moved.fill_null(value=False))
        .then(actors.moved_to.gather(actor))
        .otherwise(actors.address.gather(actor))
    )


def _account(requests: pl.DataFrame, actors: Actors) -> pl.Series:
    """Login names; software other than browsers has none, nor has a request that was asked for one."""
    nameless = (requests["machine"] >= 0) | (requests["result"] == UNAUTHENTICATED)
    return _select(pl.when(nameless).then(pl.lit("-")).otherwise(actors.account.gather(requests["actor"])))


def _server(world: World, requests: pl.DataFrame) -> pl.Series:
    local = requests["result"].is_in([HIT, FORBIDDEN, UNAUTHENTICATED, BUMPED])
    server = world.table["server"].gather(requests["host"])
    return _select(pl.when(local).then(pl.lit("HIER_NONE/-")).otherwise("HIER_DIRECT/" + server))


def _mime(requests: pl.DataFrame) -> pl.Series:
    """Replies without a body have no type; error pages, redirects and denials are HTML."""
    result = requests["result"]
    kind = _gather([row["mime"] for row in rows("paths")], requests["path"])
    plain = result.is_in([MISS, HIT])
    bare = (result == UNMODIFIED) | (
        (requests["method"] == CONNECT) & ~result.is_in([FORBIDDEN, UNAUTHENTICATED, MISSING])
    )
    return _select(pl.when(bare).then(pl.lit("-")).when(plain).then(kind).otherwise(pl.lit("text/html")))


def _referer(world: World, requests: pl.DataFrame) -> pl.Series:
    """The page behind a request: the whole URL on the page's own host, elsewhere only its origin (as browsers do)."""
    known = requests["ref_host"] >= 0
    host = _select(pl.when(known).then(requests["ref_host"]).otherwise(0))
    whole = urls(world, host, _select(pl.when(known).then(requests["ref_path"]).otherwise(0)), requests["ref_number"])
    origin = world.table["base"].gather(host) + "/"
    own = requests["ref_host"] == requests["host"]
    return _select(pl.when(~known).then(pl.lit("-")).when(own).then(whole).otherwise(origin))


def _user_agent(requests: pl.DataFrame, actors: Actors) -> pl.Series:
    machines = [row["user_agent"] for row in rows("machines")]
    machine = requests["machine"]
    software = _gather(machines, machine.clip(lower_bound=0))
    return _select(pl.when(machine >= 0).then(software).otherwise(actors.user_agent.gather(requests["actor"])))


def _gather(words: Sequence[str], numbers: pl.Series) -> pl.Series:
    return pl.Series(words, dtype=pl.String).gather(numbers)


def _select(expression: pl.Expr) -> pl.Series:
    return pl.select(expression).to_series()
