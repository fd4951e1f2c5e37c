"""Amounts far beyond what is to be expected of the person in that class of the week, and what is usual for them."""

from __future__ import annotations

from typing import Final

import polars as pl

from fairwatch.analyses.anomaly_events import SMALLEST, Scope
from fairwatch.analyses.headings import BYTES_UP, DAY, DAYS, SUBJECT
from fairwatch.analyses.norms import FAR, PEERS
from fairwatch.analyses.risk import of_deviation
from fairwatch.analyses.tabulate import tabulate
from fairwatch.findings import Column, Table
from fairwatch.text import Text

SLOT: Final = Column("slot", "dimension", Text("时段类别", "Part of the week"))
FEATURE: Final = Column("feature", "dimension", Text("特征", "Feature"))
COUNT: Final = Column("count", "measure", Text("次数或个数", "Number"), "count")
USUAL: Final = (
    Column("usual_bytes", "detail", Text("平日流量", "Usual bytes"), "bytes"),
    Column("usual_count", "detail", Text("平日次数", "Usual number"), "count"),
)
PEERS_USUAL: Final = (
    Column("peer_bytes", "detail", Text("同事平日流量", "Usual bytes of peers"), "bytes"),
    Column("peer_count", "detail", Text("同事平日次数", "Usual number of peers"), "count"),
)
LIMIT: Final = (
    Column("limit_bytes", "detail", Text("低于此流量则不成为发现", "No finding below, bytes"), "bytes"),
    Column("limit_count", "detail", Text("低于此次数则不成为发现", "No finding below, number"), "count"),
)
TIMES: Final = Column("deviation", "measure", Text("超出程度", "Beyond the usual"), "score")

_COLUMNS: Final = {
    "amount": ("bytes_up", "count"),
    "usual": ("usual_bytes", "usual_count"),
    "peer": ("peer_bytes", "peer_count"),
    "limit": ("limit_bytes", "limit_count"),
}
"""Figure -> its column in bytes, and its column as a number."""

NOTES: Final = (
    Text(
        "异常用量：每人的每个特征（外发流量、上传数、请求数、去向数）按工作日或休息日的上午、下午、夜间"
        "与应有的水平比较；应有的水平由同部门同时段的中位数、本人平日和本人该时段的平日组成，历史越短越多依据同事；"
        f"不足 {PEERS} 人的部门依据全体，全体也不足 {PEERS} 人时只依据本人。"
        f"全部门同时上升的部分不计；修正 z 值不低于 {FAR} 且达到最小用量才是发现。",
        "Unusual amounts: each feature of a person (bytes sent, uploads, requests, places) is compared with what is to"
        " be expected in the morning, the afternoon, or the evening and night, of a working day or a day of rest: the"
        " median of the department at such times, the person's own offset from it, and their own offset at such times."
        f" The shorter the history, the more the peers count; a department of fewer than {PEERS} leans on everybody,"
        f" and where everybody is fewer than {PEERS} only the own history counts. What a whole group does more of at"
        f" the same time is taken off. A finding has a modified z-score of {FAR} or more, and a smallest amount.",
    ),
    Text(
        "休息日指排班人数不到最忙工作日一半的日子，含公共假日；调休上班日是工作日。时段按单位所在时区。",
        "A day of rest is one on which fewer than half as many people are scheduled as on the busiest weekday, public"
        " holidays included; a weekend day worked instead of another is a working day. The organisation's time zone.",
    ),
)


def unusual(judged: pl.DataFrame) -> pl.DataFrame:
    """The findings among rows that ``anomaly_norms.judged`` has judged, with ``points``.

    Adds ``limit``: the smallest amount with which the row would still be a finding.
    """
    smallest = pl.col("feature").replace_strict(SMALLEST, return_dtype=pl.Int64)
    limit = _amount(pl.col("expected") + pl.col("shift") + FAR * pl.col("spread"))
    return (
        judged.filter(pl.col("z") >= FAR, pl.col("amount") >= smallest)
        .with_columns(limit=pl.max_horizontal(limit, smallest), points=of_deviation(pl.col("z")))
        .sort("subject", "day", "slot", "feature")
    )


def unusual_table(found: pl.DataFrame, scope: Scope, purpose: str) -> Table:
    """The findings, to be shown."""
    frame = _by_unit(found.with_columns(usual=_amount(pl.col("expected"))))
    return tabulate(
        frame.with_columns(deviation=pl.col("z")),
        (SUBJECT, DAY, SLOT, FEATURE, BYTES_UP, COUNT, *USUAL, *LIMIT, TIMES),
        name=f"{scope.kind}-unusual",
        title=Text(f"{scope.title.zh}：异常用量", f"{scope.title.en}: unusual amounts"),
        purpose=purpose,
        main="deviation",
    )


def usual_table(judged: pl.DataFrame, scope: Scope, purpose: str) -> Table:
    """What each person is compared with: their own expectation, and the peers' where ten or more make one."""
    norms = judged.group_by("subject", "slot", "feature").agg(
        pl.col("days", "expected", "peer_centre").first(), parts=pl.len().cast(pl.Int64)
    )
    frame = norms.with_columns(usual=_amount(pl.col("expected")), peer=_amount(pl.col("peer_centre")))
    return tabulate(
        _by_unit(frame),
        (SUBJECT, SLOT, FEATURE, DAYS, *USUAL, *PEERS_USUAL),
        name=f"{scope.kind}-usual",
        title=Text(f"{scope.title.zh}：平日用量", f"{scope.title.en}: usual amounts"),
        purpose=purpose,
        main="days",
    )


def _amount(log: pl.Expr) -> pl.Expr:
    """From the logarithm back to a whole amount."""
    return (log.exp() - 1).round().cast(pl.Int64)


def _by_unit(frame: pl.DataFrame) -> pl.DataFrame:
    """Each figure in the column of its unit, so that no column mixes bytes with numbers."""
    in_bytes = pl.col("feature") == "bytes_up"
    return frame.with_columns(
        pl.when(of_bytes == in_bytes).then(pl.col(figure)).alias(column)
        for figure, columns in _COLUMNS.items()
        if figure in frame.columns
        for of_bytes, column in zip((True, False), columns, strict=True)
    )
