"""Leaving tendency: shares of groups, the same table for everybody; and each person's own job search, for them alone.

Two purposes, and no table is computed from both (DESIGN, "Leaving tendency").
"""

from __future__ import annotations

import polars as pl
from ibis import _

from fairwatch.analyses.analysis import Analysis, Inputs
from fairwatch.analyses.cells import MARK, NAMED, NEXT, SLICE
from fairwatch.analyses.departure_notes import GROUP_NOTES, SELF_NOTES, season_notes
from fairwatch.analyses.departure_searching import searching
from fairwatch.analyses.headings import (
    AT,
    DAY,
    DAYS,
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


def _run(inputs: Inputs) -> Result:
    tables: list[Table] = []
    notes: tuple[Text, ...] = ()
    if inputs.is_active(GROUP):
        tables += _shares(inputs)
        notes += GROUP_NOTES + _season(inputs)
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
    seen = searching(inputs.engine.execute(days.select("day", "subject", "department").distinct()), period)
    purpose = inputs.purpose(GROUP)
    people = under_notice(inputs.policy, purpose, _periods(inputs)).rename({"month": period.name})
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


def _periods(inputs: Inputs) -> list[tuple[str, int]]:
    return (quarters if inputs.policy.limits.departure_noise else months)(inputs.period)


def _season(inputs: Inputs) -> tuple[Text, ...]:
    labels = [label for label, _ in _periods(inputs)]
    return season_notes(inputs.policy.campus_months, labels, noisy=inputs.policy.limits.departure_noise)


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
    sums = pl.len().cast(pl.Int64).alias("days"), pl.sum("visits", "views", "point_s")
    by_site = _in_seconds(by_day.group_by("subject", "site").agg(*sums))
    purpose = inputs.purpose(SELF).id
    tables = (
        ("self", Text("我的求职概况", "My job search"), (VISITS, SEARCHES, SUBMISSIONS), _summary(by_site, acts)),
        ("self-sites", Text("访问的招聘网站", "Sites visited"), (SITE, DAYS, VISITS, VIEWS, TIME[1]), by_site),
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
