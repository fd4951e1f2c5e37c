"""Traffic of the organisation: how much, when, to what kind of site. Groups only."""

from __future__ import annotations

import ibis.expr.types as ir
import polars as pl

from fairwatch.analyses.analysis import Analysis, Inputs
from fairwatch.analyses.cells import cells
from fairwatch.analyses.headings import (
    BYTES_DOWN,
    BYTES_UP,
    CATEGORY,
    DAY,
    DEPARTMENT,
    HOUR,
    PERSONS,
    REQUESTS,
    WEEKDAY,
    dominance,
)
from fairwatch.analyses.local_time import local_hour
from fairwatch.analyses.tabulate import tabulate
from fairwatch.findings import Column, Result, Table
from fairwatch.text import Text

KIND = "traffic"
TITLE = Text("网络流量", "Network traffic")

BLOCKED_SHARE = Column("blocked_share", "measure", Text("被拦截比例", "Share blocked"), "share")

_TABLES = (
    ("by-day", Text("每日流量", "Traffic per day"), (DAY,)),
    ("by-hour", Text("一周中的时段", "Hours of the week"), (WEEKDAY, HOUR)),
    ("by-category", Text("按类别的流量", "Traffic by category"), (CATEGORY,)),
    ("by-department", Text("按部门和类别的流量", "Traffic by department and category"), (DEPARTMENT, CATEGORY)),
)

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
        "星期按班次开始的日期，时段按单位所在时区。",
        "The weekday is that of the day on which the shift began; hours are those of the organisation's time zone.",
    ),
)


def _run(inputs: Inputs) -> Result:
    rows = inputs.rows(KIND, "buckets")
    rows = rows.mutate(
        weekday=rows.day.day_of_week.index().cast("int64") + 1,
        hour=local_hour(rows.bucket_us, inputs.time_zone, inputs.period),
    )
    purpose = inputs.purpose(KIND).id
    tables = {name: _table(inputs, purpose, rows, name=name, title=title, by=by) for name, title, by in _TABLES}
    return Result(KIND, TITLE, tables, NOTES)


def _table(inputs: Inputs, purpose: str, rows: ir.Table, *, name: str, title: Text, by: tuple[Column, ...]) -> Table:
    dimensions = [column.name for column in by]
    others = ("bytes_up", "requests", "blocked")
    frame = inputs.engine.execute(cells(rows, by=dimensions, main="bytes_down", others=others))
    share = pl.when(pl.col("requests") > 0).then(pl.col("blocked") / pl.col("requests"))
    columns = (*by, PERSONS, *dominance("bytes"), BYTES_DOWN, BYTES_UP, REQUESTS, BLOCKED_SHARE)
    frame = frame.with_columns(blocked_share=share)
    return tabulate(frame, columns, name=name, title=title, purpose=purpose, main="bytes_down")


ANALYSIS = Analysis(name=KIND, title=TITLE, reads=((KIND, "buckets"),), run=_run)
