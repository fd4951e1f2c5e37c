"""Leaving tendency: shares of groups, the same table for everybody; and each person's own job search, for them alone.

Two purposes, and no table is computed from both (DESIGN, "Leaving tendency").
"""

from __future__ import annotations

import polars as pl
from ibis import _

from fairwatch.analyses.analysis import Analysis, Inputs
from fairwatch.analyses.cells import MARK, NAMED, NEXT, SLICE
from fairwatch.analyses.headings import (
    AT,
    DAY,
    DEPARTMENT,
    GRADE,
    MEMBERS,
    MONTH,
    PERSONS,
    QUARTER,
    SITE,
    SUBJECT,
    TIME,
    VIEWS,
    VISITS,
)
from fairwatch.analyses.tabulate import tabulate
from fairwatch.analyses.under_notice import months, quarters, under_notice
from fairwatch.findings import Column, Result, Table
from fairwatch.text import Text

GROUP, SELF = "departure-group", "departure-self"
SEARCH, SUBMISSION = "job_search", "resume_submission"
TITLE = Text("离职倾向", "Leaving tendency")

SHARE = Column("share", "measure", Text("比例", "Share"), "share")
PEOPLE = Column("people", "measure", Text("已告知人数", "People under notice"), "count")
SEARCHES = Column("searches", "measure", Text("浏览职位", "Job searches"), "count")
SUBMISSIONS = Column("submissions", "measure", Text("投递简历", "Résumés sent"), "count")

GROUP_NOTES = (
    Text(
        "比例：当月至少一天访问过招聘网站的人数除以该部门已告知的人数。存储中每人每天只有“是/否”，没有站点、次数和时间。",
        "The share is the people seen on a recruitment site on at least one day of the month, out of the department's"
        " people under notice. The store holds one yes or no per person and day: no site, count or time.",
    ),
    Text(
        "人力、工会和全体员工看到的是同一张表。访问招聘网站不等于打算离职；招聘和人力岗位不计入。",
        "HR, the union and all staff see the same table. To visit a recruitment site is not to leave. Recruiters and HR"
        " staff are not counted.",
    ),
)
SELF_NOTES = (
    Text(
        "个人明细只有本人可见，依据本人的单独同意，随时可以撤回。同一网站 30 分钟没有活动即为一次访问结束。",
        "Details are for the person alone, by their own consent, which can be withdrawn at any time. A visit to a site"
        " ends after 30 minutes without activity.",
    ),
    Text(
        "只见站点名的连接看不出浏览职位和投递简历，因此次数可能偏少。",
        "Where only the site's name is seen, searches and submissions are not, so there may have been more.",
    ),
)


def _run(inputs: Inputs) -> Result:
    tables: list[Table] = []
    notes: tuple[Text, ...] = ()
    if inputs.is_active(GROUP):
        tables += _shares(inputs)
        notes += GROUP_NOTES
    if inputs.is_active(SELF):
        tables += _own(inputs)
        notes += SELF_NOTES
    return Result("departure", TITLE, {table.name: table for table in tables}, notes)


def _shares(inputs: Inputs) -> list[Table]:
    """By period for the whole organisation, and by department: with a row also where nobody was seen.

    Periods are months; with noise, whose budget is four releases a year, quarters.
    """
    noisy = inputs.policy.limits.departure_noise
    period = QUARTER if noisy else MONTH
    days = inputs.rows(GROUP, "days")
    seen = _once_a_period(inputs.engine.execute(days.select("day", "subject", "department").distinct()), period)
    purpose = inputs.purpose(GROUP)
    ends = (quarters if noisy else months)(inputs.period)
    people = under_notice(inputs.policy, purpose, ends).rename({"month": period.name})
    by_period = (
        ("by-quarter", Text("每季度比例", "Share per quarter"))
        if noisy
        else ("by-month", Text("每月比例", "Share per month"))
    )
    by_department = "by-department", Text("各部门比例", "Share per department")
    return [
        _share_table(seen, people, purpose.id, name=name, title=title, by=by)
        for (name, title), by in ((by_period, (period,)), (by_department, (DEPARTMENT, period)))
    ]


def _once_a_period(days: pl.DataFrame, period: Column) -> pl.DataFrame:
    """One row per person and period, in the department of their last day: who moves is not counted twice.

    Otherwise the departments would add up to more than the whole, by those who moved and were seen in both.
    """
    day = pl.col("day").dt
    label = pl.format("{}-Q{}", day.year(), day.quarter()) if period is QUARTER else day.strftime("%Y-%m")
    named = days.sort("day", "department").with_columns(label.alias(period.name))
    return named.unique(["subject", period.name], keep="last", maintain_order=True)


def _share_table(
    seen: pl.DataFrame, people: pl.DataFrame, purpose: str, *, name: str, title: Text, by: tuple[Column, ...]
) -> Table:
    dimensions = [column.name for column in by]
    subject, bit = pl.col("subject"), pl.lit("1")
    named = subject.str.slice(SLICE, NAMED)
    mark = pl.concat_str(subject.str.slice(0, SLICE), bit, bit, named, named, separator=MARK)
    counted = seen.group_by(dimensions).agg(persons=pl.len().cast(pl.Int64), members=mark.str.join(NEXT))
    frame = (
        people.group_by(dimensions)
        .agg(people=pl.col("people").sum())
        .join(counted, on=dimensions, how="left")
        # somebody who has left the department since is still counted as seen in it
        .with_columns(pl.col("persons").fill_null(0), pl.col("members").fill_null(""))
        .with_columns(share=(pl.col("persons") / pl.col("people")).clip(upper_bound=1.0))
    )
    columns = (*by, PERSONS, PEOPLE, SHARE, MEMBERS)
    return tabulate(frame, columns, name=name, title=title, purpose=purpose, main="share")


def _own(inputs: Inputs) -> list[Table]:
    acts = inputs.engine.execute(
        inputs.rows(SELF, "events")
        .filter(_.action.isin((SEARCH, SUBMISSION)))
        .select("subject", "ts_us", "site", "action", "grade")
    )
    by_day = inputs.engine.execute(
        inputs.rows(SELF, "visits")
        .mutate(point_s=(_.point_s * 1000).round().cast("int64"))
        .group_by("subject", "day", "site")
        .agg(visits=_.count(), views=_.views.sum().cast("int64"), point_s=_.point_s.sum().cast("int64"))
    )
    by_site = _in_seconds(by_day.group_by("subject", "site").agg(pl.sum("visits", "views", "point_s")))
    purpose = inputs.purpose(SELF).id
    tables = (
        ("self", Text("我的求职概况", "My job search"), (VISITS, SEARCHES, SUBMISSIONS), _summary(by_site, acts)),
        ("self-sites", Text("访问的招聘网站", "Sites visited"), (SITE, VISITS, VIEWS, TIME[1]), by_site),
        (
            "self-days",
            Text("每日访问的招聘网站", "Sites visited per day"),
            (DAY, SITE, VISITS, VIEWS, TIME[1]),
            _in_seconds(by_day),
        ),
        ("self-searches", SEARCHES.title, (AT, SITE, GRADE), acts.filter(action=SEARCH)),
        ("self-submissions", SUBMISSIONS.title, (AT, SITE, GRADE), acts.filter(action=SUBMISSION)),
    )
    return [
        tabulate(
            frame,
            (SUBJECT, *columns),
            name=name,
            title=title,
            purpose=purpose,
            main="visits" if VISITS in columns else "",
        )
        for name, title, columns, frame in tables
    ]


def _in_seconds(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col("point_s") / 1000)


def _summary(by_site: pl.DataFrame, acts: pl.DataFrame) -> pl.DataFrame:
    counted = acts.group_by("subject").agg(
        searches=(pl.col("action") == SEARCH).sum().cast(pl.Int64),
        submissions=(pl.col("action") == SUBMISSION).sum().cast(pl.Int64),
    )
    visited = by_site.group_by("subject").agg(visits=pl.col("visits").sum())
    summary = visited.join(counted, on="subject", how="full", coalesce=True)
    return summary.select("subject", pl.col("visits", "searches", "submissions").fill_null(0))


ANALYSIS = Analysis(
    name="departure",
    title=TITLE,
    reads=((GROUP, "days"), (SELF, "events"), (SELF, "visits")),
    run=_run,
    when_off="E_LEAVING_OFF",
)
