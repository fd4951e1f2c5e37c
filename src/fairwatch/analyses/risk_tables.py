"""The tables of a risk score: the score of each person with findings, and every part it is made of."""

from __future__ import annotations

import datetime as dt

import polars as pl

from fairwatch.analyses.headings import DAY, SUBJECT
from fairwatch.analyses.risk import WINDOW_DAYS, scored
from fairwatch.analyses.tabulate import tabulate
from fairwatch.findings import Column, Table
from fairwatch.text import Text

SCORE = Column("score", "measure", Text("风险分", "Risk score"), "score")
FINDINGS = Column("findings", "measure", Text("计入的发现", "Findings that count"), "count")
RANK = Column("rank", "detail", Text("次序", "Place"), "count")
POINTS = Column("points", "measure", Text("分值", "Points"), "score")
PART = Column("part", "measure", Text("计入风险分", "Adds to the score"), "score")
WITHOUT = Column("without", "detail", Text("去掉后的风险分", "Score without it"), "score")

NOTES = (
    Text(
        f"风险分只由本目的最近 {WINDOW_DAYS} 天的发现算出，从不含求职行为：越罕见的发现分值越高"
        "（千分之一 30 分，百万分之一 60 分，最多 100 分）；从大到小除以次序的 1.5 次方后相加，再除以 2.612；"
        "最多十项，同一来源合计不超过其最大一项的两倍。",
        f"The risk score is made of this purpose's findings of the last {WINDOW_DAYS} days and nothing else, never"
        " of job search. A finding is worth the more the rarer it is (one in a thousand 30 points, one in a million 60,"
        " 100 at most); the points, largest first, are divided by their place to the power of 1.5, added and divided by"
        " 2.612. Ten findings count at most, those of one source together at most twice the largest.",
    ),
    Text(
        "每一项都写明去掉它之后的风险分；最后一项是使分数下降的最小变化。没有发现就没有分数，"
        "任何决定都不得由分数自动作出。",
        "Each part says what the score would be without it; the last one is the smallest change that lowers the score."
        " Without findings there is no score, and no decision may follow from a score automatically.",
    ),
)


def risk_tables(
    findings: pl.DataFrame, *, source: Column, until: dt.date, purpose: str, details: tuple[Column, ...] = ()
) -> tuple[Table, Table]:
    """``risk`` and ``risk-parts``. ``findings``: ``subject``, ``day``, ``points`` and the columns that are named."""
    since = until - dt.timedelta(days=WINDOW_DAYS - 1)
    recent = (
        findings.filter(pl.col("day").is_between(since, until))
        .with_columns(pl.col(source.name).fill_null("").alias("source"))
        .sort("subject", "day", "source", *(column.name for column in details))  # engines give rows in any order
    )
    scores, parts = scored(recent)
    return (
        tabulate(
            scores,
            (SUBJECT, SCORE, FINDINGS),
            name="risk",
            title=Text(f"最近 {WINDOW_DAYS} 天的风险分", f"Risk scores of the last {WINDOW_DAYS} days"),
            purpose=purpose,
            main="score",
        ),
        tabulate(
            parts,
            (SUBJECT, RANK, DAY, source, *details, POINTS, PART, WITHOUT),
            name="risk-parts",
            title=Text("风险分由什么构成", "What the scores are made of"),
            purpose=purpose,
            main="part",
        ),
    )
