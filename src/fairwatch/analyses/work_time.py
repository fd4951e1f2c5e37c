"""Non-work use in working hours: in detail for the person alone, for groups by category.

About one person only the coarse sum after the daily tolerance is there for anybody else (R25), and only in a case.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import polars as pl
from ibis import _

from fairwatch import columns
from fairwatch.analyses.analysis import Analysis, Inputs
from fairwatch.analyses.cells import cells
from fairwatch.analyses.headings import (
    CATEGORY,
    DAY,
    DAYS,
    DEPARTMENT,
    GRADE,
    PERSONS,
    SUBJECT,
    TIME,
    VIEWS,
    dominance,
)
from fairwatch.analyses.tabulate import tabulate
from fairwatch.findings import Column, Result, Table
from fairwatch.text import Text

KIND = "work-time"
TITLE = Text("工作时间非工作用网", "Non-work use in working hours")
JOB_SEARCH = "recruitment"

SECONDS = tuple(column.name for column in TIME)
PER_DAY = Column("mean_s", "measure", Text("人均每天", "Mean per person and day"), "seconds")
EVIDENCE = Column("grade", "dimension", Text("证据等级", "Evidence"), "grade")

_GROUPS = (
    ("by-day", Text("每日时长", "Time per day"), (DAY,)),
    ("by-department", Text("按部门和类别的时长", "Time by department and category"), (DEPARTMENT, CATEGORY)),
    ("by-evidence", Text("时长依据的证据", "Evidence behind the time"), (EVIDENCE,)),
)


def _run(inputs: Inputs) -> Result:
    rows = _in_milliseconds(inputs.rows(KIND, "buckets"))
    seen = inputs.engine.execute(rows.select("day", "subject", "department").distinct())
    rows = _without_work(inputs, rows)
    tables = [_group(inputs, rows, seen, name=name, title=title, by=by) for name, title, by in _GROUPS]
    tables += [make(inputs, rows) for make in (_person, _person_days, _person_coarse)]
    return Result(KIND, TITLE, {table.name: table for table in tables}, _notes(inputs))


def _without_work(inputs: Inputs, buckets: ir.Table) -> ir.Table:
    """What is work in the department of a row is no time of one's own: short videos in marketing, say."""
    for what in ("category", "site"):
        work = inputs.work.select("department", what).drop_nulls().unique()
        if not work.is_empty():
            buckets = buckets.anti_join(inputs.engine.memory(work), ["department", what])
    return buckets


def _in_milliseconds(buckets: ir.Table) -> ir.Table:
    """Whole numbers, so that sums do not depend on the order in which an engine adds.

    Job search has its own purposes and never enters this one (R25), whatever a purpose's list of categories says.
    """
    kept = buckets.filter(_.category.isnull() | (_.category != JOB_SEARCH))
    return kept.mutate(**{name: (_[name] * 1000).round().cast("int64") for name in SECONDS})


def _group(
    inputs: Inputs, rows: ir.Table, seen: pl.DataFrame, *, name: str, title: Text, by: tuple[Column, ...]
) -> Table:
    """Cells, and their mean over all person-days of the department or day, also those without this cell's category."""
    dimensions = [column.name for column in by]
    frame = inputs.engine.execute(cells(rows, by=dimensions, main="point_s", others=("low_s", "high_s", "views")))
    part = [name for name in dimensions if name in ("day", "department")]
    days = seen.unique(["day", "subject", *part]).with_columns(all=pl.lit(0))
    person_days = days.group_by("all", *part).agg(person_days=pl.len())
    joined = frame.with_columns(all=pl.lit(0)).join(person_days, on=["all", *part], how="left", nulls_equal=True)
    mean = joined.with_columns(mean_s=pl.col("point_s") / pl.col("person_days"))
    return tabulate(
        _in_seconds(mean, "top1", "top2", "mean_s"),
        (*by, PERSONS, *dominance("seconds"), *TIME, PER_DAY, VIEWS),
        name=name,
        title=title,
        purpose=inputs.purpose(KIND).id,
        main="point_s",
    )


def _person(inputs: Inputs, rows: ir.Table) -> Table:
    rank = ibis.cases(*((rows.grade == grade, rank) for rank, grade in enumerate(columns.GRADES)))
    sums = (
        rows.mutate(rank=rank)
        .group_by("subject", "category")
        .agg(**_sums(), views=_.views.sum().cast("int64"), days=_.day.nunique(), weakest=_.rank.max())
    )
    frame = inputs.engine.execute(sums)
    grades = dict(enumerate(columns.GRADES))
    grade = pl.col("weakest").replace_strict(grades, default=None, return_dtype=pl.String)
    return tabulate(
        _in_seconds(frame.with_columns(grade=grade)),
        (SUBJECT, CATEGORY, *TIME, VIEWS, DAYS, GRADE),
        name="person",
        title=Text("按类别的时长", "Time by category"),
        purpose=inputs.purpose(KIND).id,
        main="point_s",
    )


def _person_days(inputs: Inputs, rows: ir.Table) -> Table:
    by = ("subject", "day", "category")
    frame = inputs.engine.execute(rows.group_by(by).agg(**_sums(), views=_.views.sum().cast("int64")))
    return tabulate(
        _in_seconds(frame),
        (SUBJECT, DAY, CATEGORY, *TIME, VIEWS),
        name="person-days",
        title=Text("每日按类别的时长", "Time by day and category"),
        purpose=inputs.purpose(KIND).id,
        main="point_s",
    )


def _person_coarse(inputs: Inputs, rows: ir.Table) -> Table:
    """Per day the sum over all categories of what goes beyond the tolerance. What is within it is nobody's business,
    and so is a day on which nothing goes beyond; per day, so that a case can keep to its window (R35)."""
    tolerance = inputs.policy.limits.tolerance_minutes * 60_000
    daily = rows.group_by("subject", "day").agg(**_sums())
    beyond = daily.mutate(**{name: ibis.greatest(_[name] - tolerance, 0) for name in SECONDS})
    frame = inputs.engine.execute(beyond.filter(_.point_s > 0))
    return tabulate(
        _in_seconds(frame),
        (SUBJECT, DAY, *TIME),
        name="person-coarse",
        title=Text("每日超出容许时间的时长", "Time beyond the daily tolerance, per day"),
        purpose=inputs.purpose(KIND).id,
        main="point_s",
    )


def _sums() -> dict[str, ir.Value]:
    return {name: _[name].sum().cast("int64") for name in SECONDS}


def _in_seconds(frame: pl.DataFrame, *others: str) -> pl.DataFrame:
    return frame.with_columns(pl.col(*SECONDS, *others) / 1000)


def _notes(inputs: Inputs) -> tuple[Text, ...]:
    tolerance = inputs.policy.limits.tolerance_minutes
    return (
        Text(
            "时间按同一时刻只看一处计算：一个网页占用注意力直到本人打开下一个网页，最多为其最后一次活动后 5 分钟；"
            "网页的活动指它在打开后 15 分钟内陆续加载的内容，视频播放期间顺延；看不到下一个网页时，"
            "按同类网页当日通常还会停留的平均时间计算；后台刷新、背景音乐和机器流量不计；各站点之和不会超过实际时长。",
            "Attention is in one place at a time: a page holds it until the person's next page, at most 5 minutes after"
            " the last sign of it. Signs are what it fetches late, up to 15 minutes after it was opened, and a video"
            " that plays. Where no next page is seen, it counts for as long as pages of its category went on that day"
            " on average. Background refreshes, background music and machine traffic do not count."
            " The sites together never exceed the wall clock.",
        ),
        Text(
            "下限只计有证据的停留；上限按 100 个网页中有 99 个已经离开的时间计算，最多 15 分钟。只见站点名的连接，"
            "证据弱于看得见网址的网页。",
            "The lower figure counts what is seen to last; the upper one the time by which 99 of 100 such pages are"
            " left, at most 15 minutes. Connections of which only the site is seen are weaker evidence than pages.",
        ),
        Text(
            "只含排班内的工作时间和目的所列的类别。未列入的网页不可见，因此前一网页的时间可能偏长，但不超过 5 分钟。",
            "Working hours of the roster and the purpose's categories only. Other pages are not seen, so the page"
            " before one may count too long, by 5 minutes at most.",
        ),
        Text(
            "部门职能所需的类别和站点（如市场部的短视频）算作工作，不在其中；fairwatch catalogue roles 列出各职能。",
            "What a department's function makes work, such as short videos in marketing, is not part of it; `fairwatch"
            " catalogue roles` lists the functions.",
        ),
        Text(
            f"涉及个人的报告只给出每天超出 {tolerance} 分钟容许时间的部分，不分类别；未超出的日子不出现。",
            f"A report about one person carries only what goes beyond {tolerance} minutes a day, without categories;"
            " days within the tolerance do not appear.",
        ),
    )


ANALYSIS = Analysis(name=KIND, title=TITLE, reads=((KIND, "buckets"),), run=_run)
