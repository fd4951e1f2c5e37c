"""Non-work use in working hours: in detail for the person alone, for groups by category.

About one person only the coarse sum after the daily tolerance is there for anybody else (R25), and only in a case.
"""

from __future__ import annotations

from fairwatch.analyses.analysis import Analysis, Inputs
from fairwatch.analyses.work_time_groups import groups
from fairwatch.analyses.work_time_own import person, person_coarse, person_days, person_weeks
from fairwatch.analyses.work_time_rows import KIND, days_behind, in_milliseconds, without_work
from fairwatch.analyses.work_time_trend import FEWEST_DAYS, person_trend
from fairwatch.findings import Result
from fairwatch.text import Text

TITLE = Text("工作时间非工作用网", "Non-work use in working hours")


def _run(inputs: Inputs) -> Result:
    rows = in_milliseconds(inputs.rows(KIND, "buckets"))
    days = days_behind(inputs, rows)
    rows = without_work(inputs, rows)
    tables = groups(inputs, rows, days)
    tables += [make(inputs, rows, days) for make in (person_trend, person, person_weeks)]
    tables += [make(inputs, rows) for make in (person_days, person_coarse)]
    return Result(KIND, TITLE, {table.name: table for table in tables}, _notes(inputs))


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
            "下限只计有证据的停留；上限按 40 个网页中有 39 个已经离开的时间计算，最多 15 分钟，并假定工作时段开始后"
            " 15 分钟内首先看到的站点从时段开始起就已打开。只见站点名的连接，证据弱于看得见网址的网页，上下限之间更宽。"
            "音乐开始播放后，选曲的网页只再计片刻。",
            "The lower figure counts what is seen to last; the upper one the time by which 39 of 40 such pages are"
            " left, at most 15 minutes, and takes the site that is seen first in a working interval, within 15 minutes,"
            " to have been open since it began. Connections of which only the site is seen are weaker evidence than"
            " pages, so their range is wider. Once music plays, the page where it was chosen counts for a moment more.",
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
            "每天平均按排班的工作日计算，整天请假和没有日志的日子不算。与以往相比：最近一周与之前各周的范围没有重叠，"
            f"才写“增加”或“减少”，否则写“无明显变化”；工作日不足 {FEWEST_DAYS} 天的一周不参加比较。"
            "与部门相比也按范围判断。",
            "Means per day count the working days of the roster, without whole days of leave and days without any log;"
            " people who were never seen are not part of a mean. Beside the own past: “more” or “less”"
            " stands only where the range of the latest week and that of the weeks before have nothing in common, else"
            f" “no clear change”; a week with fewer than {FEWEST_DAYS} working days is not compared. Beside the"
            " department, too, the ranges decide.",
        ),
        Text(
            f"涉及个人的报告只给出每天超出 {tolerance} 分钟容许时间的部分，不分类别；未超出的日子不出现。",
            f"A report about one person carries only what goes beyond {tolerance} minutes a day, without categories;"
            " days within the tolerance do not appear.",
        ),
    )


ANALYSIS = Analysis(name=KIND, title=TITLE, reads=((KIND, "buckets"),), run=_run)
