"""What people look at on one day: sessions of page views, one page at a time per person.

Dwell times are lognormal per category (median and log-sigma in ``habits.tsv``). Sessions that would overlap are moved
back, so the attention of a person is on one page at a time: that is the truth the product is measured against.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from fairwatch.simulate.request import Schema
from fairwatch.simulate.shifts import FREE, PAUSE, WORK
from fairwatch.simulate.wire import PATHS
from fairwatch.simulate.world import Floats, Habit, Ints, World

PAGES: Schema = {
    "actor": pl.Int32,
    "session": pl.Int64,
    "ts_ms": pl.Int64,  # start of the request of the page
    "dwell_ms": pl.Int64,  # attention, until the next page or until the person turns away
    "place": pl.Int32,  # number in World.places
    "host": pl.Int32,  # number in World.hosts
    "habit": pl.Int16,  # number in World.habits; -1 for planted pages of other categories
    "path": pl.Int8,  # number in PATHS
    "number": pl.Int32,  # number in the URL, -1 for none
}

_PER_HOUR = {WORK: 1.7, PAUSE: 2.0, FREE: 0.7}
_CONCENTRATION = 25.0
_SHORTEST_MS = 1_500
_LONGEST_MS = 40 * 60_000
_BETWEEN_SESSIONS_MS = 20_000
_LONGEST_DAY_MS = 22 * 3_600_000
_SESSIONS_PER_DAY = 10_000_000


@dataclass(frozen=True)
class Habits:
    """Personal habits: cumulative shares of the categories per block kind and actor, and how active each actor is."""

    shares: tuple[Floats, Floats, Floats]
    activity: Floats


def personal_habits(
    world: World, actors: int, recruiters: list[int], planted: list[int], rng: np.random.Generator
) -> Habits:
    """Draw each actor's mix from a Dirichlet distribution around the average mix.

    Recruiters spend a third of their working sessions on recruitment sites. People with a planted case never visit
    recruitment, games or private storage by chance, so that a case is exactly what was planted.
    """
    categories = [habit.category for habit in world.habits]
    kept_clean = [number for number, name in enumerate(categories) if name in {"recruitment", "games", "network_drive"}]
    shares: list[Floats] = []
    for kind in (WORK, PAUSE, FREE):
        mean = np.array([habit.shares[kind] for habit in world.habits])
        alpha = np.tile(mean / mean.sum() * _CONCENTRATION, (actors, 1))
        if "recruitment" in categories and kind == WORK:
            alpha[recruiters, categories.index("recruitment")] = _CONCENTRATION / 2
        for column in kept_clean:
            alpha[planted, column] = 0
        drawn = rng.standard_gamma(alpha)
        shares.append(np.cumsum(drawn, axis=1) / drawn.sum(axis=1, keepdims=True))
    return Habits((shares[0], shares[1], shares[2]), rng.gamma(4.0, 0.25, actors).clip(0.3, 2.5))


def page_views(
    world: World, habits: Habits, blocks: pl.DataFrame, *, planted: pl.DataFrame, day: int, rng: np.random.Generator
) -> pl.DataFrame:
    """The day's page views (``PAGES``) by actor and time, the ``planted`` ones among them."""
    sessions = _sessions(world, habits, blocks, day, rng)
    chance = _before_the_next_day(_pages(world, sessions, rng), blocks)
    pages = pl.concat([_without_overlap(chance, planted), planted]).sort("actor", "ts_ms")
    following = pl.col("ts_ms").shift(-1).over("actor") - pl.col("ts_ms")
    return pages.with_columns(pl.min_horizontal("dwell_ms", following.fill_null(_LONGEST_MS)).alias("dwell_ms"))


def _sessions(world: World, habits: Habits, blocks: pl.DataFrame, day: int, rng: np.random.Generator) -> pl.DataFrame:
    """Sessions by actor and wished start: actor, start_ms, habit, place, host, count (pages)."""
    actor, kind = blocks["actor"].to_numpy(), blocks["kind"].to_numpy()
    start, end = blocks["start_ms"].to_numpy(), blocks["end_ms"].to_numpy()
    rate = np.array([_PER_HOUR[WORK], _PER_HOUR[PAUSE], _PER_HOUR[FREE]])[kind] * habits.activity[actor]
    count = rng.poisson(rate * (end - start) / 3_600_000)
    actor, kind, start, end = (np.repeat(values, count) for values in (actor, kind, start, end))
    draw = rng.random((len(actor), 4))
    cumulative = np.empty((len(actor), len(world.habits)))
    for number, shares in enumerate(habits.shares):
        cumulative[kind == number] = shares[actor[kind == number]]
    habit = (draw[:, :1] > cumulative).sum(axis=1).clip(max=len(world.habits) - 1)
    place, host = _favourites(world, habit, actor, draw[:, 1], draw[:, 2])
    pages = np.array([habit.pages for habit in world.habits])
    return (
        pl.DataFrame(
            {
                "actor": actor,
                "start_ms": (start + draw[:, 3] * (end - start)).astype(np.int64),
                "habit": habit.astype(np.int16),
                "place": place.astype(np.int32),
                "host": host.astype(np.int32),
                "count": rng.geometric(1 / pages[habit]),
            }
        )
        .sort("actor", "start_ms", maintain_order=True)
        .with_row_index("session", offset=day * _SESSIONS_PER_DAY)
        .cast({"session": pl.Int64})
    )


def _favourites(world: World, habit: Ints, actor: Ints, luck: Floats, host_luck: Floats) -> tuple[Ints, Ints]:
    """Place and host of each session: everybody has an own order of the category's sites, the first ones far ahead."""
    lists = [world.places_of[habit.category] for habit in world.habits]
    sizes = np.array([len(part) for part in lists], dtype=np.int64)
    first = np.cumsum(sizes) - sizes
    flat = np.array([number for part in lists for number in part], dtype=np.int64)
    size = sizes[habit]
    place = flat[first[habit] + (actor * 7 + (luck**2.5 * size).astype(np.int64)) % size]
    hosts = np.array([[place.pages[0], place.pages[-1]] for place in world.places], dtype=np.int64)
    return place, hosts[place, (host_luck < 0.15).astype(np.int64)]


def _pages(world: World, sessions: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Page views of the sessions on one clock per actor; sessions are moved back until the one before has ended."""
    count = sessions["count"].to_numpy()
    of = np.repeat(np.arange(len(sessions)), count)
    habit = sessions["habit"].to_numpy()[of]
    median = np.array([habit.dwell_s for habit in world.habits])[habit] * 1000
    spread = np.array([habit.spread for habit in world.habits])[habit]
    dwell = (
        np.exp(np.log(median) + spread * rng.standard_normal(len(of))).clip(_SHORTEST_MS, _LONGEST_MS).astype(np.int64)
    )
    before = np.cumsum(dwell) - dwell
    opening = np.cumsum(count) - count
    path = _paths(world, habit, np.arange(len(of)) == opening[of], rng)
    lengths = np.add.reduceat(dwell, opening) if len(of) else dwell
    start = _on_one_clock(sessions, lengths).to_numpy()
    numbers = rng.integers(1, 90_000, len(of))
    return pl.DataFrame(
        {
            "actor": sessions["actor"].to_numpy()[of],
            "session": sessions["session"].to_numpy()[of],
            "ts_ms": start[of] + before - before[opening[of]],
            "dwell_ms": dwell,
            "place": sessions["place"].to_numpy()[of],
            "host": sessions["host"].to_numpy()[of],
            "habit": habit,
            "path": path,
            "number": np.where(path == PATHS["home"], -1, numbers),
        },
        schema_overrides=PAGES,
    ).select(list(PAGES))


def _before_the_next_day(pages: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """Without the pages that drifted towards the next day's first block: days of one person never touch."""
    last = blocks.group_by("actor").agg(pl.col("start_ms").min().alias("last") + _LONGEST_DAY_MS)
    ends = pl.col("ts_ms") + pl.col("dwell_ms")
    return pages.join(last, on="actor", how="left", maintain_order="left").filter(ends < pl.col("last")).drop("last")


def _on_one_clock(sessions: pl.DataFrame, lengths: Ints) -> pl.Series:
    """Starts such that no session begins before the one before it has ended: sᵢ' = max(sᵢ, sᵢ₋₁' + lengthᵢ₋₁)."""
    taken = np.cumsum(lengths + _BETWEEN_SESSIONS_MS) - lengths
    slack = sessions.select("actor", pl.col("start_ms") - pl.Series(taken))
    return slack.select(pl.col("start_ms").cum_max().over("actor") + pl.Series(taken)).to_series()


def _paths(world: World, habit: Ints, opens: np.ndarray, rng: np.random.Generator) -> Ints:
    """The kind of each page; a session opens with the home page more often than not."""
    cumulative = np.array([_cumulative(one) for one in world.habits])
    drawn = (rng.random(len(habit))[:, None] > cumulative[habit]).sum(axis=1)
    at_home = opens & (rng.random(len(habit)) < 0.4)
    return np.where(at_home, PATHS["home"], drawn.clip(max=PATHS["video"])).astype(np.int64)


def _cumulative(habit: Habit) -> list[float]:
    """Cumulative shares of the page kinds, in the order of PATHS (pages are its first entries)."""
    pages = list(PATHS)[: PATHS["video"] + 1]
    return list(np.cumsum([habit.views.get(name, 0.0) for name in pages]))


def _without_overlap(chance: pl.DataFrame, planted: pl.DataFrame) -> pl.DataFrame:
    """Drop what chance put within a minute of a planted session."""
    spans = planted.group_by("actor", "session", maintain_order=True).agg(
        (pl.col("ts_ms").min() - 60_000).alias("from"),
        (pl.col("ts_ms") + pl.col("dwell_ms")).max().alias("to") + 60_000,
    )
    clash = chance.join_where(
        spans.rename({"actor": "whose", "session": "case"}),
        pl.col("actor") == pl.col("whose"),
        pl.col("ts_ms") < pl.col("to"),
        pl.col("ts_ms") + pl.col("dwell_ms") > pl.col("from"),
    ).select("actor", "ts_ms")
    return chance.join(clash.unique(), on=["actor", "ts_ms"], how="anti", maintain_order="left")
