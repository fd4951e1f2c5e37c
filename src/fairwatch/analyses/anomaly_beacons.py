"""Beacons: the same connection or upload again and again, at an even interval and of almost equal size.

Only quarter hours are stored, so an interval is a whole number of them, give or take one, and what beats faster looks
continuous. That is told from a stream by its size. ``activity.beacons`` does the same on the exact times, to drop what
no person did; here it is the finding: a program that reports, or an automatic transfer.
"""

from __future__ import annotations

import math
from typing import Final

import polars as pl

from fairwatch.analyses.anomaly_events import Scope
from fairwatch.analyses.headings import ACTION, DAY, SUBJECT
from fairwatch.analyses.norms import MAD_TO_SIGMA
from fairwatch.analyses.tabulate import tabulate
from fairwatch.findings import Column, Table
from fairwatch.text import Text

FEWEST: Final = 13
"""Quarter hours in which it was seen, below which no interval is even."""
EVEN: Final = 0.8
"""Share of the intervals within a day that are even."""
JITTER: Final = 0.3
"""Share of the interval by which one may be off; one that is no whole number of quarter hours is seen as the two next
to it."""
ALIKE: Final = 0.1
"""Robust coefficient of variation of the sizes up to which they are equal."""
STREAM: Final = 1_000_000
"""Bytes in a quarter of an hour from which something without pauses is a stream: the slowest radio sends more."""
COMMON: Final = 0.5
"""Share of those who use a place often whose programs beat there: from then on it belongs to the program."""
MOST_POINTS: Final = 60.0
"""One in a million. Each even interval of equal size halves the chance that it is one."""

INTERVAL: Final = Column("interval_s", "detail", Text("间隔", "Interval"), "seconds")
REGULARITY: Final = Column("regularity", "detail", Text("均匀的间隔", "Even intervals"), "share")
BEATS: Final = Column("beats", "measure", Text("出现的 15 分钟数", "Quarter hours seen"), "count")
SIZE: Final = Column("beat_bytes", "detail", Text("每次流量", "Bytes each time"), "bytes")

NOTE: Final = Text(
    f"周期信标：同一人对同一站点或去向，在至少 {FEWEST} 个 15 分钟时段中以均匀间隔（当日间隔的 {EVEN:.0%} 以上，"
    f"误差小于 15 分钟或间隔的 {JITTER:.0%}）出现且流量几乎相等（离散系数不超过 {ALIKE:.0%}）。"
    "只看上传、远程控制和隧道；同一站点的常用者至少半数（且不少于最小群体人数）如此的不算发现。"
    "程序会自行连接，须经人工核实。",
    f"Beacons: the same person and place in {FEWEST} or more quarter hours at an even interval ({EVEN:.0%} or more of"
    f" the intervals within a day are off by less than a quarter hour, or {JITTER:.0%} of it), of almost equal size"
    f" (coefficient of variation {ALIKE:.0%} at most). Only uploads, remote control and tunnels; what beats at half or"
    " more of those who use a place often, and at no fewer than the smallest group, is no finding. Programs connect by"
    " themselves, so a person must verify.",
)


def beacons(buckets: pl.DataFrame, place: str, bucket_us: int, smallest_group: int) -> pl.DataFrame:
    """Findings from rows of ``anomaly_events.by_bucket``, with ``points``.

    ``bucket_us``: length of the stored quarter hour. Columns ``subject``, ``day`` (the last one), the place,
    ``action``, ``interval_s``, ``regularity``, ``beats``, ``beat_bytes``, ``points``.
    """
    trains = _trains(buckets, place, bucket_us)
    stream = (pl.col("interval_s") < 1.5 * bucket_us / 1e6) & (pl.col("beat_bytes") >= STREAM)
    alike = pl.col("spread") <= ALIKE * pl.col("beat_bytes")
    often, even = pl.col("beats") >= FEWEST, (pl.col("equal") >= FEWEST - 1) & (pl.col("regularity") >= EVEN)
    beating = trains.with_columns(beacon=(often & even & alike & ~stream).fill_null(value=False))
    several = pl.col("beacon").sum().over(place, "action")
    common = (several > smallest_group) & (several >= COMMON * pl.len().over(place, "action"))
    points = (pl.col("equal") * (10 * math.log10(2))).clip(0, MOST_POINTS)
    return (
        beating.filter("beacon", ~common)
        .with_columns(pl.col("beat_bytes").round().cast(pl.Int64), points=points)
        .select("subject", "day", place, "action", "interval_s", "regularity", "beats", "beat_bytes", "points")
        .sort("subject", place, "action")
    )


def _trains(buckets: pl.DataFrame, place: str, bucket_us: int) -> pl.DataFrame:
    """What each person did at each place, with how even and how equal it is. Intervals over a night are none."""
    train, gap, away = ["subject", place, "action"], pl.col("gap"), pl.col("away")
    steps = buckets.sort(*train, "day", "bucket_us").with_columns(
        gap=(pl.col("bucket_us").diff() / bucket_us).over(*train, "day"),
        away=(pl.col("bytes") - pl.col("bytes").median().over(train)).abs(),
    )
    near = gap.filter((gap - gap.median()).abs() <= pl.max_horizontal(1.0, JITTER * gap.median()))
    steps = steps.with_columns(interval=near.mean().over(train))
    interval = pl.col("interval")
    even = (gap - interval).abs() < pl.max_horizontal(1.0, JITTER * interval)
    equal = away <= ALIKE * pl.col("bytes").median().over(train)
    return (
        steps.with_columns(even=even, equal=even & equal)
        .group_by(train)
        .agg(
            pl.col("day").max(),
            beats=pl.len().cast(pl.Int64),
            beat_bytes=pl.col("bytes").median(),
            spread=away.median() * MAD_TO_SIGMA,
            regularity=pl.col("even").mean(),
            equal=pl.col("equal").sum(),
            interval_s=interval.first() * (bucket_us / 1e6),
        )
    )


def beacons_table(found: pl.DataFrame, scope: Scope, purpose: str) -> Table:
    """The findings, to be shown."""
    return tabulate(
        found,
        (SUBJECT, DAY, scope.place, ACTION, INTERVAL, REGULARITY, BEATS, SIZE),
        name=f"{scope.kind}-beacons",
        title=Text(f"{scope.title.zh}：周期信标", f"{scope.title.en}: beacons"),
        purpose=purpose,
        main="beats",
    )
