"""How much of the line is in use: the usual, the high and the highest rate of a quarter-hour. Groups only."""

from __future__ import annotations

import math
from typing import Final

import polars as pl

from fairwatch.analyses.analysis import Analysis, Inputs
from fairwatch.analyses.cells import NEXT, cells, of_many
from fairwatch.analyses.headings import PERSONS, dominance
from fairwatch.analyses.tabulate import tabulate
from fairwatch.findings import Column, Result, Table
from fairwatch.text import Text

KIND: Final = "traffic"
NAME: Final = "bandwidth"
TITLE = Text("带宽占用", "Bandwidth in use")

QUARTER_S: Final = 900
LEVELS: Final = {"median": 0.5, "p95": 0.95, "peak": 1.0}
"""Of so many of the quarter-hours the rate is this one or less (nearest rank)."""

LEVEL = Column("level", "dimension", Text("水平", "Level"))
_RATES = (
    Column("bytes_down", "measure", Text("15 分钟下行流量", "Bytes received in 15 minutes"), "bytes"),
    Column("rate_down", "measure", Text("下行速率", "Rate received"), "rate"),
    Column("rate_up", "measure", Text("上行速率", "Rate sent"), "rate"),
)

NOTES = (
    Text(
        "速率是一刻钟内的平均值，更短的峰值看不到。只含排班内的工作时间和流量目的允许的类别，实际线路占用更高。",
        "A rate is the mean of a quarter-hour: shorter peaks are not seen. Working hours of the roster and the"
        " categories of the traffic purpose only, so more is going on on the line.",
    ),
    Text(
        "人数不足或由少数人主导的一刻钟不参加统计，因此线路的最高值可能更高。每一行取自按下行流量排序后处于该位置的一刻钟。",
        "Quarter-hours with too few people, or dominated by few of them, are left out, so the line may have carried"
        " more. Each row is the quarter-hour at that place when the others are put in order by bytes received.",
    ),
)


def _run(inputs: Inputs) -> Result:
    rows = inputs.rows(KIND, "buckets")
    quarters = cells(rows, by=("bucket_us",), main="bytes_down", others=("bytes_up",))
    purpose = inputs.purpose(KIND)
    shown = inputs.engine.execute(of_many(quarters, "bytes_down", purpose, inputs.policy.limits))
    # one person's part can put another quarter-hour at a place: a level is about everybody, not about those in it
    everybody = inputs.engine.execute(cells(rows.mutate(all_of_it=1), by=("all_of_it",), main="bytes_down"))
    shown = shown.with_columns(members=pl.lit(NEXT.join(everybody["members"])))
    table = _levels(shown.sort("bytes_down", "bucket_us"), purpose.id)
    return Result(NAME, TITLE, {table.name: table}, NOTES)


def _levels(ordered: pl.DataFrame, purpose: str) -> Table:
    """A level is a quarter-hour as it was, with the people who were online then: the door judges it by them.

    Those that it would hide anyway are not among ``ordered``: else one of them at the place of a level would hide it.
    How many these are is not told: each is one of few people, and the number changes with what one of them does.
    """
    count = ordered.height
    places = [math.ceil(part * count) - 1 for part in LEVELS.values()] if count else []
    frame = ordered[places].with_columns(
        pl.Series("level", list(LEVELS) if count else [], pl.String),
        rate_down=pl.col("bytes_down") * 8 / QUARTER_S,
        rate_up=pl.col("bytes_up") * 8 / QUARTER_S,
    )
    return tabulate(
        frame,
        (LEVEL, PERSONS, *dominance("bytes"), *_RATES),
        name="levels",
        title=Text("可显示的各刻钟的速率", "Rate of the quarter-hours that can be shown"),
        purpose=purpose,
        main="bytes_down",
    )


ANALYSIS = Analysis(name=NAME, title=TITLE, reads=((KIND, "buckets"),), run=_run, grains=("group",))
