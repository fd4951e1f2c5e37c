"""Low and slow: uploads that no single day gives away, summed over thirty days.

The sum of a person's last thirty days to one class of destination is compared with their own earlier thirty-day sums,
and its growth with the growth of everybody else's: a project that makes all send more is nobody's finding. Both must be
far out, in median and MAD of the logarithm (norms.py). Days that are findings by themselves do not enter.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import polars as pl

from fairwatch.analyses.headings import BYTES_UP, DAY, DAYS, DESTINATION, SUBJECT
from fairwatch.analyses.norms import FAR, LEAST_SPREAD, MAD_TO_SIGMA, PEERS
from fairwatch.analyses.risk import of_deviation
from fairwatch.analyses.tabulate import tabulate
from fairwatch.findings import Column, Table
from fairwatch.text import Text

WINDOW: Final = 30
"""Days that are summed."""
OWN_WINDOWS: Final = 10
"""So many earlier windows make a history. None of them shares a day with the last one."""
NOTHING: Final = 10_000_000
"""Bytes in thirty days up to which a sum counts as none: from nothing everything would be a great growth."""
SMALLEST: Final = 50_000_000
"""Bytes in thirty days below which no sum is a finding."""

OWN_USUAL = Column("own_usual", "detail", Text("本人以往 30 天", "The person's earlier 30 days"), "bytes")
BEYOND = Column("beyond", "measure", Text("超出程度", "Beyond the usual"), "score")

NOTE = Text(
    f"细水长流：最近 {WINDOW} 天发往同一去向类别的总量，须同时远超本人以往各 {WINDOW} 天的总量和众人同期的增长，"
    f"且至少 {SMALLEST // 1_000_000} MB；当天已成为发现的日子不计入。"
    f"本人历史不足 {2 * WINDOW + OWN_WINDOWS - 1} 天时不作比较。",
    f"Low and slow: the sum of the last {WINDOW} days to one class of destination must be far beyond the person's"
    f" earlier sums of {WINDOW} days and beyond the growth of everybody's, and {SMALLEST // 1_000_000} MB or more. Days"
    f" that are findings themselves do not count. With less than {2 * WINDOW + OWN_WINDOWS - 1} days of history nothing"
    " is compared.",
)


def accumulations(daily: pl.DataFrame, findings: pl.DataFrame, until: dt.date) -> pl.DataFrame:
    """Findings of the window that ends at ``until``.

    ``daily``: ``subject``, ``day``, ``category``, ``bytes_up``; ``findings``: the days of them that are not to count.
    Columns ``subject``, ``day`` (the last one), ``category``, ``bytes_up``, ``days`` (with uploads), ``own_usual``,
    ``beyond`` (the smaller modified z-score), ``points``.
    """
    quiet = daily.join(findings.select("subject", "day", "category"), on=["subject", "day", "category"], how="anti")
    sums = _rolling(quiet, daily, until).with_columns(log=pl.col("bytes_up").clip(NOTHING).log())
    last, earlier = pl.col("day") == until, pl.col("day") <= until - dt.timedelta(days=WINDOW)
    usual = _norms(sums.filter(earlier), ["subject", "category"], "own").filter(pl.col("own_count") >= OWN_WINDOWS)
    grown = (
        sums.filter(last)
        .join(usual, on=["subject", "category"], nulls_equal=True)
        .with_columns(growth=pl.col("log") - pl.col("own_log"))
    )
    peers = _norms(grown.with_columns(log=pl.col("growth")), ["category"], "peer").filter(pl.col("peer_count") >= PEERS)
    own_z = pl.col("growth") / pl.col("own_spread")
    peer_z = (pl.col("growth") - pl.col("peer_log")) / pl.col("peer_spread")
    return (
        grown.join(peers, on="category", how="left", nulls_equal=True)
        .with_columns(beyond=pl.min_horizontal(own_z, peer_z))
        .filter(pl.col("beyond") >= FAR, pl.col("bytes_up") >= SMALLEST)
        .with_columns(own_usual=pl.col("own_log").exp().round().cast(pl.Int64), points=of_deviation(pl.col("beyond")))
        .select("subject", "day", "category", "bytes_up", "days", "own_usual", "beyond", "points")
    )


def _rolling(quiet: pl.DataFrame, daily: pl.DataFrame, until: dt.date) -> pl.DataFrame:
    """Sums of every whole window of each person and class: a day without uploads is a day on which nothing was sent."""
    first = daily.group_by("subject").agg(first=pl.col("day").min())
    calendar = (
        first.with_columns(day=pl.date_ranges("first", pl.lit(until)))
        .explode("day")
        .drop_nulls("day")
        .join(daily.select("subject", "category").unique(), on="subject")
    )
    sent = quiet.select("subject", "day", "category", "bytes_up", days=pl.lit(1, pl.Int64))
    filled = calendar.join(sent, on=["subject", "day", "category"], how="left", nulls_equal=True).sort("day")
    whole = [
        pl.col(name).fill_null(0).rolling_sum(WINDOW).over("subject", "category").alias(name)
        for name in ("bytes_up", "days")
    ]
    return filled.with_columns(whole).drop_nulls("bytes_up").drop("first")


def _norms(sums: pl.DataFrame, by: list[str], prefix: str) -> pl.DataFrame:
    """Median and spread of ``log`` per group, and how many values they rest on."""
    deviation = (pl.col("log") - pl.col("log").median()).abs().median()
    return sums.group_by(by).agg(
        pl.col("log").median().alias(f"{prefix}_log"),
        (deviation * MAD_TO_SIGMA).clip(LEAST_SPREAD).alias(f"{prefix}_spread"),
        pl.len().alias(f"{prefix}_count"),
    )


def accumulations_table(found: pl.DataFrame, purpose: str) -> Table:
    """The findings, to be shown."""
    return tabulate(
        found,
        (SUBJECT, DAY, DESTINATION, BYTES_UP, DAYS, OWN_USUAL, BEYOND),
        name="slow",
        title=Text(f"{WINDOW} 天累计需要核实的上传", f"Uploads to verify, summed over {WINDOW} days"),
        purpose=purpose,
        main="bytes_up",
    )
