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
AN_HOUR = Column("mean_requests", "measure", Text("每小时请求数", "Requests per hour"), "count")

_USUAL = (BYTES_DOWN, BYTES_UP, REQUESTS, BLOCKED_SHARE)
_TableOf = tuple[str, Text, tuple[Column, ...], tuple[Column, ...]]
"""Name, title, dimensions, and measures: the first is the main one."""
_TABLES: tuple[_TableOf, ...] = (
    # By bytes hardly an hour of a weekday could be shown: one film is more than all the others' pages. Requests of days
    # would add up to those of weekdays, so that with a day that few people dominate all hours of its weekday would go.
    ("by-day", Text("每日流量", "Traffic per day"), (DAY,), (BYTES_DOWN, BYTES_UP, BLOCKED_SHARE)),
    ("by-hour", Text("一周中的时段", "Hours of the week"), (WEEKDAY, HOUR), (REQUESTS, AN_HOUR, BLOCKED_SHARE)),
    ("by-category", Text("按类别的流量", "Traffic by category"), (CATEGORY,), _USUAL),
    (
        "category-weeks",
        Text("各类别每周的流量", "Traffic by category and week"),
        (WEEK, CATEGORY),
        (BYTES_DOWN, BYTES_A_DAY, DAYS, *_USUAL[1:]),
    ),
    ("by-department", Text("按部门和类别的流量", "Traffic by department and category"), (DEPARTMENT, CATEGORY), _USUAL),
)
_BRANCHES: _TableOf = ("by-branch", Text("各分支机构的流量", "Traffic by branch"), (BRANCH,), _USUAL)

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
        "星期按班次开始的日期，时段按单位所在时区；平均速率按一小时计算，即使排班只占其中一部分。"
        "一周中的时段按请求数统计，不按流量：流量常由少数人主导，几乎每一格都须隐去。",
        "The weekday is that of the day on which the shift began; hours are those of the organisation's time zone. A"
        " mean rate is over the whole hour, also where only a part of it is working time. Hours of the week are"
        " counted in requests: few people dominate the bytes of almost every one of them, which would hide it.",
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
    name, title, by, measures = one
    main, dimensions = measures[0], [column.name for column in by]
    others = [column for column in ("bytes_down", "bytes_up", "requests", "blocked") if column != main.name]
    frame = inputs.engine.execute(cells(rows, by=dimensions, main=main.name, others=others))
    share = pl.when(pl.col("requests") > 0).then(pl.col("blocked") / pl.col("requests"))
    part = next((part for part in ("week", "weekday") if part in dimensions), None)
    frame = _per_day(frame.with_columns(blocked_share=share), days, part)
    columns = (*by, PERSONS, *dominance(main.unit), *measures)
    return tabulate(frame, columns, name=name, title=title, purpose=inputs.purpose(KIND).id, main=main.name)


def _per_day(frame: pl.DataFrame, days: pl.DataFrame, part: str | None) -> pl.DataFrame:
    """With the ``days`` with data, of the week or weekday or of all, and the means over them; rates in bits per second.

    That of the rate and of requests is over an hour of each day, for cells of an hour.
    """
    if part is None:
        frame = frame.with_columns(days=pl.lit(days.height, pl.Int64))
    else:
        counted = days.group_by(part).agg(days=pl.len().cast(pl.Int64))
        frame = frame.join(counted, on=part, how="left")
    mean = pl.col("bytes_down") / pl.col("days")
    return frame.with_columns(
        mean_bytes=mean, rate_down=mean * 8 / HOUR_S, mean_requests=pl.col("requests") / pl.col("days")
    )


ANALYSIS = Analysis(name=KIND, title=TITLE, reads=((KIND, "buckets"),), run=_run, grains=("group",))
