"""Columns that several analyses have, so that they are called the same everywhere."""

from __future__ import annotations

from typing import Final

from fairwatch.findings import Column, Unit
from fairwatch.text import Text

SUBJECT: Final = Column("subject", "subject", Text("代号", "Pseudonym"))
DAY: Final = Column("day", "dimension", Text("日期", "Day"), "day")
WEEK: Final = Column("week", "dimension", Text("自周一起的一周", "Week from Monday"), "day")
MONTH: Final = Column("month", "dimension", Text("月份", "Month"))
QUARTER: Final = Column("quarter", "dimension", Text("季度", "Quarter"))
DEPARTMENT: Final = Column("department", "dimension", Text("部门", "Department"))
CATEGORY: Final = Column("category", "dimension", Text("类别", "Category"))
BRANCH: Final = Column("branch", "dimension", Text("分支机构", "Branch"))
DESTINATION: Final = Column("category", "dimension", Text("去向类别", "Class of destination"))
ACTION: Final = Column("action", "dimension", Text("行为", "Action"))
DETECTION: Final = Column("detection", "dimension", Text("检测规则", "Detection rule"))
SITE: Final = Column("site", "dimension", Text("站点", "Site"))
HOUR: Final = Column("hour", "dimension", Text("时", "Hour"), "hour")
WEEKDAY: Final = Column("weekday", "dimension", Text("星期", "Weekday"))
AT: Final = Column("ts_us", "detail", Text("时间", "Time"), "instant")
GRADE: Final = Column("grade", "detail", Text("最弱的证据", "Weakest evidence"), "grade")

PERSONS: Final = Column("persons", "persons", Text("人数", "People"), "count")
DAYS: Final = Column("days", "measure", Text("天数", "Days"), "count")
VIEWS: Final = Column("views", "measure", Text("网页", "Page views"), "count")
VISITS: Final = Column("visits", "measure", Text("访问次数", "Visits"), "count")
REQUESTS: Final = Column("requests", "measure", Text("请求数", "Requests"), "count")
BLOCKED: Final = Column("blocked", "measure", Text("被拦截", "Blocked"), "count")
BYTES_UP: Final = Column("bytes_up", "measure", Text("上行流量", "Bytes sent"), "bytes")
BYTES_DOWN: Final = Column("bytes_down", "measure", Text("下行流量", "Bytes received"), "bytes")
TIME: Final = (
    Column("low_s", "measure", Text("时长下限", "Time, at least"), "seconds"),
    Column("point_s", "measure", Text("时长", "Time"), "seconds"),
    Column("high_s", "measure", Text("时长上限", "Time, at most"), "seconds"),
)


MEMBERS: Final = Column("members", "members", Text("构成", "Who is in it"))


def dominance(unit: Unit) -> tuple[Column, Column, Column]:
    """The parts of the largest contributors, and who contributes; they never leave the door."""
    return (
        Column("top1", "top1", Text("最大一人", "Largest"), unit),
        Column("top2", "top2", Text("最大两人", "Largest two"), unit),
        MEMBERS,
    )
