"""Circumvention: everything refused in a quarter hour, and within an hour a way around that had not been in use before.

Only quarter hours are stored, so what happened within one has no order: the way around must begin in a later one.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from fairwatch.analyses.headings import ACTION, AT, BLOCKED, REQUESTS, SITE, SUBJECT
from fairwatch.analyses.risk import MOST_POINTS, of_rarity
from fairwatch.analyses.tabulate import tabulate
from fairwatch.findings import Column, Table
from fairwatch.text import Text

NAME: Final = "circumvention"
WITHIN_US: Final = 3_600_000_000
MEANS: Final = ("tunnel", "remote_control")
"""Ways around whatever was refused; the refused app itself is one, when it gets through by another of its hosts."""

STEP = Column("step", "dimension", Text("步骤", "Step"))

NOTE = Text(
    "规避拦截：某应用在 15 分钟内的请求全部被拦截，其后一小时内出现此前一小时没有使用的代理隧道或远程控制，"
    "或者同一应用经其他地址连通。各步骤精确到 15 分钟，同一时段内的先后无从得知，不作判断。"
    "分值为两个步骤各自罕见程度之和。"
    "程序被拦截后也会自行换路，只是线索，须经人工核实。",
    "Circumvention: all requests to an app within a quarter hour were refused, and within an hour there is a tunnel or"
    " remote control that was not in use in the hour before, or the app itself gets through by another address. Steps"
    " are known to the quarter hour; what lies within the same one has no order and is not judged. The points are those"
    " of the rarity of both steps together. Programs, too, look for another way by themselves when they are refused: a"
    " lead for a person to verify.",
)


def sequences(events: pl.DataFrame, days: pl.DataFrame, population: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The sequences as findings, and their steps.

    ``events``: the purpose's buckets of listed apps, tunnels and remote control (``subject``, ``day``, ``bucket_us``,
    ``site``, ``action``, ``requests``, ``blocked``), at least those of everybody who was refused something. ``days``:
    the sums of all people per day, from which it is counted how rare each step is among the ``population``. Findings:
    ``subject``, ``day``, ``site`` (of the way around), ``action`` (``NAME``), ``requests``, ``points``. Steps:
    ``subject``, ``ts_us``, ``step``, ``action``, ``site``, ``requests``, ``blocked``.
    """
    quarters = events.group_by("subject", "day", "site", "action", ts_us="bucket_us").agg(
        pl.col("requests", "blocked").fill_null(0).sum()
    )
    rarity = _rarity(days, population)
    of_step = ["site", "action"]
    refused = quarters.filter(pl.col("blocked") > 0, pl.col("blocked") == pl.col("requests")).join(
        rarity, on=of_step, nulls_equal=True
    )
    pairs = (
        _begun(quarters)
        .join(rarity, on=of_step, nulls_equal=True)
        .join(refused, on="subject", suffix="_refused")
        .filter(pl.col("ts_us_refused").is_between(pl.col("ts_us") - WITHIN_US, pl.col("ts_us"), closed="left"))
        .filter(pl.col("action").is_in(MEANS) | (pl.col("site") == pl.col("site_refused")))
        # the last refusal before it; of several at once always the same one
        .sort("ts_us_refused", "site_refused", "action_refused", descending=True, nulls_last=True)
        .unique(["subject", "ts_us", "site", "action"], keep="first", maintain_order=True)
    )
    points = pl.min_horizontal(pl.col("of_use") + pl.col("of_refusal_refused"), MOST_POINTS)
    findings = pairs.select("subject", "day", "site", "requests", action=pl.lit(NAME), points=points)
    kept = ("ts_us", "site", "action", "requests", "blocked")
    first = pairs.select("subject", *(pl.col(f"{name}_refused").alias(name) for name in kept), step=pl.lit("refused"))
    then = pairs.select("subject", *kept, step=pl.lit("around"))
    return findings, pl.concat([first.unique(), then])


def _begun(quarters: pl.DataFrame) -> pl.DataFrame:
    """Quarter hours in which use began: something got through, and nothing did in the hour before."""
    passed = quarters.filter(pl.col("blocked") < pl.col("requests"))
    before = pl.col("ts_us").shift(1).over("subject", "site", "action", order_by="ts_us")
    return passed.filter((pl.col("ts_us") - before > WITHIN_US).fill_null(value=True))


def _rarity(days: pl.DataFrame, population: int) -> pl.DataFrame:
    """Points of each site and action: ``of_refusal`` for being refused there, ``of_use`` for getting through."""
    blocked, requests = (pl.col(name).fill_null(0) for name in ("blocked", "requests"))
    people = {"of_refusal": blocked > 0, "of_use": requests > blocked}
    return days.group_by("site", "action").agg(
        of_rarity(pl.col("subject").filter(which).n_unique(), population).alias(name) for name, which in people.items()
    )


def sequences_table(steps: pl.DataFrame, purpose: str) -> Table:
    """The steps of all sequences, to be shown."""
    return tabulate(
        steps,
        (SUBJECT, AT, STEP, ACTION, SITE, REQUESTS, BLOCKED),
        name=NAME,
        title=Text("规避拦截", "Circumvention"),
        purpose=purpose,
        main="requests",
    )
