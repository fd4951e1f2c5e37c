"""What a report says about the working time of groups."""

from __future__ import annotations

from fairwatch.disclosure import ReleasedTable
from fairwatch.reports.figures import (
    Row,
    Tables,
    comparable,
    extremes,
    from_to,
    is_there,
    joined,
    listed,
    of_days,
    rows,
    time,
    time_in_range,
    weeks_of,
)
from fairwatch.reports.units import show, spoken_day
from fairwatch.reports.visible import can_rank, is_whole, of_seen
from fairwatch.reports.words import Labels, name_of
from fairwatch.text import Text

NAME = "work-time"
MEAN = ("low_mean_s", "point_mean_s", "high_mean_s")
MOST = 3

_HIDDEN = Text(
    "涉及的人太少，工作时间的数字不显示。", "Too few people are behind the figures about working time to show them."
)


def period(tables: Tables, name: str) -> Text | None:
    """Which days, or weeks, the figures are about, and of how many people at the most."""
    table = tables.get((NAME, name))
    if table is None or not table.frame.height:
        return None
    weekly = "week" in table.frame.columns
    days = table.frame["week" if weekly else "day"]
    said, where = from_to(days.min(), days.max()), _department(table)
    zh, en = ("的各周", "of the weeks ") if weekly else ("", "")
    what = Text(
        f"{where.zh}本报告涵盖{said.zh}{zh}的工作时间", f"{where.en}This is about the working hours {en}{said.en}"
    )
    there = rows(tables, NAME, name)
    if not there:
        return Text(f"{what.zh}。", f"{what.en}.")
    people = show(extremes(there, "persons")[1], "count")
    zh, en = ("一周", "a week") if weekly else ("一天", "a day")
    seen = Text("", "") if is_whole(table) else Text("在可显示的数字中，", " in the figures that can be shown")
    return Text(
        f"{what.zh}；{seen.zh}{zh}内最多有 {people.zh} 人使用非工作类站点。",
        f"{what.en}; up to {people.en} people were on sites outside work in {en}{seen.en}.",
    )


def _department(table: ReleasedTable) -> Text:
    """The department that a table is about, where it is about one."""
    if "department" not in table.frame.columns or table.frame["department"].n_unique() != 1:
        return Text("", "")
    name = table.frame["department"][0]
    return Text(f"部门：{name}。", f"Department: {name}. ")


def weeks(tables: Tables, name: str) -> Text | None:
    """The latest week that can be shown and, beside it, the weeks before of which nothing is hidden."""
    daily = name == "by-day"
    weekly = weeks_of(tables.get((NAME, name))) if daily else rows(tables, NAME, name, by="week")
    if not weekly:
        return _HIDDEN if is_there(tables, NAME, name) else None
    *earlier, last = weekly
    spent, when, days = time_in_range(*(last[end] for end in MEAN)), spoken_day(last["week"]), Text("", "")
    if daily:
        days = of_days(last)
    latest = Text(
        f"{when.zh}起的一周{days.zh}，每人每天有{spent.zh}用于非工作类站点。",
        f"In the week from {when.en}{days.en}, sites outside work took {spent.en} per person and day.",
    )
    before = [week for week in earlier if not daily or comparable(week, last)]
    every = len(before) == len(earlier) and (daily or is_whole(tables[NAME, name]))
    return joined(latest, _beside(before, last, every=every) if before else None)


def _beside(before: list[Row], last: Row, *, every: bool) -> Text:
    """The mean of the weeks before, and whether the latest one lies outside of all their ranges. ``every``: of no week
    before anything is hidden that is not of the latest one."""
    least, most = (time(value) for value in extremes(before, MEAN[1]))
    span = least if least == most else Text(f"{least.zh}至 {most.zh}", f"{least.en} to {most.en}")
    if every:
        said = Text(f"此前各周为 {span.zh}：", f"In the weeks before it was {span.en}:")
    else:
        said = Text(f"此前可以比较的各周为 {span.zh}：", f"In the earlier weeks that can be compared it was {span.en}:")
    return joined(said, change(before, last))


def change(before: list[Row], last: Row) -> Text:
    """More or less only where the ranges have nothing in common."""
    if last[MEAN[0]] > extremes(before, MEAN[2])[1]:
        return Text("有所增加，超出误差范围。", "it has risen by more than the uncertainty.")
    if last[MEAN[2]] < extremes(before, MEAN[0])[0]:
        return Text("有所减少，超出误差范围。", "it has fallen by more than the uncertainty.")
    return Text("在误差范围内没有明显变化。", "no clear change within the uncertainty.")


def categories(tables: Tables, name: str, labels: Labels) -> Text | None:
    """Which kinds of site took most, each with its time; nothing where most of them are hidden."""
    largest = rows(tables, NAME, name, by=MEAN[1], largest=True)[:MOST]
    if not largest or not can_rank(tables[NAME, name]):
        return None
    parts = listed([_with_time(name_of("category", row["category"], labels), row) for row in largest])
    said = Text(f"每人每天用时最多的是{parts.zh}", f"most time per person and day went to {parts.en}")
    return of_seen(tables[NAME, name], said)


def _with_time(name: Text, row: Row) -> Text:
    spent = time(row[MEAN[1]])
    return Text(f"{name.zh}（{spent.zh}）", f"{name.en} ({spent.en})")
