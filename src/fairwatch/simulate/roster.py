"""Who works when on one day: the blocks of all actors, and the working spans that the truth is clipped to."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from fairwatch.simulate.organisation import Organisation
from fairwatch.simulate.request import Schema
from fairwatch.simulate.shifts import FREE, PAUSE, WORK, midnight_ms, shifts

BLOCKS: Schema = {"actor": pl.Int32, "kind": pl.Int8, "start_ms": pl.Int64, "end_ms": pl.Int64}
"""One row per actor and block; phones have the blocks of their owners with kind PAUSE."""

_MINUTE = 60_000
_EVENING_SHARE = 0.3
_WEEKEND_SHARE = 0.1


def blocks(organisation: Organisation, day: dt.date, rng: np.random.Generator) -> pl.DataFrame:
    """The blocks (``BLOCKS``) of everybody on this day, in the order of actor and start."""
    free = rng.random(len(organisation.people))
    people = pl.concat([_of_shift(organisation, name, day, free) for name in shifts()])
    people = _with_absences(people, organisation, day)
    owners = pl.DataFrame({"actor": organisation.phone_owners}, schema={"actor": pl.Int32}).with_row_index("phone")
    phones = (
        people.filter(pl.col("kind") != FREE)
        .join(owners, on="actor")
        .select(
            (pl.col("phone") + organisation.first_phone).cast(pl.Int32).alias("actor"),
            pl.lit(PAUSE, pl.Int8).alias("kind"),
            "start_ms",
            "end_ms",
        )
    )
    return pl.concat([people, phones]).sort("actor", "start_ms")


def working(blocks: pl.DataFrame) -> pl.DataFrame:
    """The working spans: columns ``actor``, ``start_ms``, ``end_ms``."""
    return blocks.filter(pl.col("kind") == WORK).select("actor", "start_ms", "end_ms")


def inside(rows: pl.DataFrame, spans: pl.DataFrame, start: str, end: str) -> pl.DataFrame:
    """``rows`` (with ``actor``) plus ``inside_ms``: how much of start … end lies in the actor's working spans.

    Zero-length rows count as inside (1 ms) when their instant lies in a span, whose end is exclusive.
    """
    numbered = rows.with_row_index("row")
    low, high = pl.max_horizontal("low", "start_ms"), pl.min_horizontal("high", "end_ms")
    overlap = (
        numbered.select(
            "row", "actor", pl.col(start).alias("low"), pl.max_horizontal(end, pl.col(start) + 1).alias("high")
        )
        .join(spans, on="actor")
        .group_by("row")
        .agg((high - low).clip(lower_bound=0).sum().alias("inside_ms"))
    )
    joined = numbered.join(overlap, on="row", how="left", maintain_order="left").drop("row")
    return joined.with_columns(pl.col("inside_ms").fill_null(0))


def _of_shift(organisation: Organisation, name: str, day: dt.date, free: np.ndarray) -> pl.DataFrame:
    shift, midnight = shifts()[name], midnight_ms(day)
    share = _EVENING_SHARE if shift.works(day) else _WEEKEND_SHARE
    members = [index for index, person in enumerate(organisation.people) if person.shift == name]
    day_blocks = shift.blocks(day)
    table = [
        (index, kind, midnight + start * _MINUTE, midnight + end * _MINUTE)
        for index in members
        for kind, start, end in day_blocks
        if kind != FREE or free[index] < share
    ]
    return pl.DataFrame(table, schema=BLOCKS, orient="row")


def _with_absences(blocks: pl.DataFrame, organisation: Organisation, day: dt.date) -> pl.DataFrame:
    """On leave, what would have been work is free time; approved overtime is one more block of work."""
    midnight = midnight_ms(day)
    today = [absence for absence in organisation.absences if absence.day == day]
    for absence in today:
        start, end = midnight + absence.start * _MINUTE, midnight + absence.end * _MINUTE
        if absence.kind == "overtime":
            row = pl.DataFrame([(absence.person, WORK, start, end)], schema=BLOCKS, orient="row")
            blocks = pl.concat([blocks, row])
        else:
            away = (pl.col("actor") == absence.person) & (pl.col("start_ms") >= start) & (pl.col("end_ms") <= end)
            blocks = blocks.with_columns(
                pl.when(away).then(pl.lit(FREE, pl.Int8)).otherwise("kind").alias("kind"),
            )
    return blocks
