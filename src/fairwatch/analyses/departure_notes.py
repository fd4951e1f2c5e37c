"""What the reader of the leaving tendency must know. Depends on the rules and the calendar, on nobody's rows."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence

from fairwatch.analyses.departure_searching import LEAST_DAYS, WITHIN_DAYS
from fairwatch.text import Text

GROUP_NOTES = (
    Text(
        f"比例：在同一时段（月；加入噪声时为季度）内至少有 {LEAST_DAYS} 个不同的日子（相隔不超过 {WITHIN_DAYS} 天）"
        "访问过招聘网站的人数，除以该部门已告知的人数；只在一天访问过的人不计入。"
        "存储中每人每天只有“是/否”，没有站点、次数和时间。",
        "The share is the people seen on recruitment sites on at least"
        f" {LEAST_DAYS} different days of the period (month; with noise, quarter), at most {WITHIN_DAYS} days apart,"
        " out of the department's people under notice. Who was seen on one day only is not counted. The store holds one"
        " yes or no per person and day: no site, count or time.",
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
        "只见站点名的连接看不出浏览职位和投递简历，因此次数可能偏少。天数为 1 的网站只去过一天。",
        "Where only the site's name is seen, searches and submissions are not, so there may have been more. A site with"
        " 1 under “Days” was visited on one day only.",
    ),
)


_NO_YEAR_BEFORE = Text(
    "数据保留不到一年，因此没有上一年同月可比。",
    " Rows live for less than a year, so there is no same month of the year before to compare with.",
)
_YEAR_BEFORE = Text(
    "请与上一年同一季度比较，不要与上一季度比较。",
    " Compare with the same quarter of the year before, not with the quarter before.",
)


def season_notes(months: Sequence[int], periods: Sequence[str], *, noisy: bool) -> tuple[Text, ...]:
    """When campus recruitment is under way (``months``, 1-12), and which ``periods`` (``"2026-09"``) are in it.

    ``noisy``: the periods are quarters, whose counts stay in the table for good.
    """
    if not months:
        return ()
    spans = list(_spans(months))
    zh = "、".join("—".join(map(str, dict.fromkeys(span))) + " 月" for span in spans)
    en = ", ".join("–".join(calendar.month_name[month] for month in dict.fromkeys(span)) for span in spans)
    listed = [] if noisy else [period for period in periods if int(period[-2:]) in months]
    compare = _YEAR_BEFORE if noisy else _NO_YEAR_BEFORE
    return (
        Text(
            f"校园招聘季（每年 {zh}）：季内访问校园招聘网站不计入，也不为本表存储。"
            + (f"本表处于校招季的月份：{'、'.join(listed)}。" if listed else "")
            + f"季内比例上升可能与校招有关。{compare.zh}",
            f"Season of campus recruitment (each year {en}): visits to campus boards are not counted in it, nor stored"
            " for this table."
            + (f" Months of this table in season: {', '.join(listed)}." if listed else "")
            + f" A rise in season may come from campus recruitment.{compare.en}",
        ),
    )


def _spans(months: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Runs of months that follow each other: first and last."""
    for first in months:
        if first - 1 not in months:
            yield first, next(last for last in range(first, 13) if last + 1 not in months)
