"""Traffic of the organisation: how much, when, to what kind of site, from which branch. Groups only."""

from __future__ import annotations

from typing import Final

import ibis.expr.types as ir
import polars as pl
from ibis import _

from fairwatch.analyses.analysis import Analysis, Inputs
from fairwatch.analyses.cells import cells
from fairwatch.analyses.headings import (
    BRANCH,
    BYTES_DOWN,
    BYTES_UP,
    CATEGORY,
    DAY,
    DAYS,
    DEPARTMENT,
    HOUR,
    PERSONS,
    REQUESTS,
    WEEK,
    WEEKDAY,
    dominance,
)
from fairwatch.analyses.local_time import local_hour
from fairwatch.analyses.tabulate import tabulate
from fairwatch.findings import Column, Result, Table
from fairwatch.text import Text

KIND: Final = "traffic"
TITLE = Text("网络流量", "Network traffic")

BRANCH_END: Final = "/"
"""A department is written ``branch/department`` in the directory; one without it belongs to no branch."""
HOUR_S: Final = 3600

BLOCKED_SHARE = Column("blocked_share", "measure", Text("被拦截比例", "Share blocked"), "share")
RATE = Column("rate_down", "measure", Text("平均下行速率", "Mean rate received"), "rate")
BYTES_A_DAY = Column("mean_bytes", "measure", Text("每天下行流量", "Bytes received per day"), "bytes")

_WEEKLY, _HOURLY = (BYTES_A_DAY, DAYS), (RATE,)
_TableOf = tuple[str, Text, tuple[Column, ...], tuple[Column, ...]]
"""Name, title, dimensions, and the measures beside the usual ones."""
_TABLES: tuple[_TableOf, ...] = (
    ("by-day", Text("每日流量", "Traffic per day"), (DAY,), ()),
    ("by-hour", Text("一周中的时段", "Hours of the week"), (WEEKDAY, HOUR), _HOURLY),
    ("by-category", Text("按类别的流量", "Traffic by category"), (CATEGORY,), ()),
    ("category-weeks", Text("各类别每周的流量", "Traffic by category and week"), (WEEK, CATEGORY), _WEEKLY),
    ("by-department", Text("按部门和类别的流量", "Traffic by department and category"), (DEPARTMENT, CATEGORY), ()),
)
_BRANCHES: _TableOf = ("by-branch", Text("各分支机构的流量", "Traffic by branch"), (BRANCH,), ())

NOTES = (
    Text(
        "只统计排班内的工作时间，且只含已生效目的允许的类别；未知站点、私人和受保护类别不在其中。",
        "Working hours of the roster only, and only the categories of the active purpose: unknown sites, private and"
        " protected categories are not part of it.",
    ),
    Text(
        "流量取自日志所记的字节数，按 15 分钟汇总；下行决定一格是否由少数人主导。加密连接只见站点，不见网页。",
        "Bytes are those the logs state, summed by 15 minutes; those received decide whether few people dominate a"
        " cell. Of encrypted connections only the site is seen.",
    ),
    Text(
        "星期按班次开始的日期，时段按单位所在时区；平均速率按一小时计算，即使排班只占其中一部分。",
        "The weekday is that of the day on which the shift began; hours are those of the organisation's time zone. A"
        " mean rate is over the whole hour, also where only a part of it is working time.",
    ),
    Text(
        "各周之间比较的是每天的流量，按有数据的日子平均。部门写作“分支机构/部门”时，另按分支机构统计。",
        "Weeks are compared by the traffic per day with data. Where departments are written “branch/department”, there"
        " is a table of branches.",
    ),
)


def _run(inputs: Inputs) -> Result:
    rows = inputs.rows(KIND, "buckets")
    rows = rows.mutate(
        week=rows.day.truncate("W").cast("date"),
        weekday=rows.day.day_of_week.index().cast("int64") + 1,
        hour=local_hour(rows.bucket_us, inputs.time_zone, inputs.period),
    )
    days = inputs.engine.execute(rows.select("day", "week", "weekday").distinct())
    tables = [_table(inputs, rows, days, one) for one in _TABLES]
    if has_branches(inputs):
        tables.append(_table(inputs, of_branches(rows), days, _BRANCHES))
    return Result(KIND, TITLE, {table.name: table for table in tables}, NOTES)


def has_branches(inputs: Inputs) -> bool:
    """Whether the directory names any. It decides, not the rows: which tables there are must say nothing of people."""
    return bool(inputs.policy.people["department"].str.contains(BRANCH_END, literal=True).any())


def of_branches(rows: ir.Table) -> ir.Table:
    """The rows of departments that belong to a branch, with it."""
    return rows.filter(_.department.contains(BRANCH_END)).mutate(branch=_.department.split(BRANCH_END)[0])


def _table(inputs: Inputs, rows: ir.Table, days: pl.DataFrame, one: _TableOf) -> Table:
    name, title, by, more = one
    dimensions = [column.name for column in by]
    others = ("bytes_up", "requests", "blocked")
    frame = inputs.engine.execute(cells(rows, by=dimensions, main="bytes_down", others=others))
    share = pl.when(pl.col("requests") > 0).then(pl.col("blocked") / pl.col("requests"))
    frame = frame.with_columns(blocked_share=share)
    if more:
        frame = _per_day(frame, days, "weekday" if RATE in more else "week")
    columns = (*by, PERSONS, *dominance("bytes"), BYTES_DOWN, *more, BYTES_UP, REQUESTS, BLOCKED_SHARE)
    return tabulate(frame, columns, name=name, title=title, purpose=inputs.purpose(KIND).id, main="bytes_down")


def _per_day(frame: pl.DataFrame, days: pl.DataFrame, part: str) -> pl.DataFrame:
    """With the ``days`` with data of the week or weekday, and the means over them: bytes, and bits per second."""
    counted = days.group_by(part).agg(days=pl.len().cast(pl.Int64))
    mean = pl.col("bytes_down") / pl.col("days")
    return frame.join(counted, on=part, how="left").with_columns(mean_bytes=mean, rate_down=mean * 8 / HOUR_S)


ANALYSIS = Analysis(name=KIND, title=TITLE, reads=((KIND, "buckets"),), run=_run)
