"""What a person's own report says to that person."""

from __future__ import annotations

from fairwatch.reports.figures import Row, Tables, joined, listed, rows, time, time_in_range
from fairwatch.reports.plain_time import MEAN, MOST
from fairwatch.reports.spans import span_over
from fairwatch.reports.units import spoken_day
from fairwatch.reports.words import Labels, name_of
from fairwatch.text import Text

NAME = "work-time"
ALL = "all"
LATEST = ("low_mean_last_s", "point_mean_last_s", "high_mean_last_s")
PAST = ("low_mean_past_s", "point_mean_past_s", "high_mean_past_s")

_CHANGES = {
    "more": Text("比以往多，超出误差范围。", "That is more, by more than the uncertainty."),
    "less": Text("比以往少，超出误差范围。", "That is less, by more than the uncertainty."),
    "unclear": Text("在误差范围内没有明显变化。", "That is no clear change within the uncertainty."),
}
_NO_PAST = Text("此前还没有可以比较的一周。", "There is no earlier week to compare it with yet.")


def trend(tables: Tables) -> Text | None:
    """The latest week beside the weeks before it."""
    row = next((row for row in rows(tables, NAME, "person-trend") if row["category"] == ALL), None)
    if row is None:
        return None
    spent, when = time_in_range(*(row[end] for end in LATEST)), spoken_day(row["week"])
    latest = Text(
        f"{when.zh}起的一周，您每天有{spent.zh}用于非工作类站点。",
        f"In the week from {when.en} you spent {spent.en} a day on sites outside work.",
    )
    if row["change"] is None:
        return joined(latest, _NO_PAST)
    before = time_in_range(*(row[end] for end in PAST))
    return joined(
        latest, Text(f"此前各周为{before.zh}。", f"In the weeks before it was {before.en}."), _CHANGES[row["change"]]
    )


def categories(tables: Tables, labels: Labels) -> Text | None:
    """The kinds of site with most of the person's time."""
    largest = rows(tables, NAME, "person", by=MEAN[1], largest=True)[:MOST]
    if not largest:
        return None
    parts = listed([_with_time(name_of("category", row["category"], labels), row) for row in largest])
    return Text(f"时间较多的类别（每天）：{parts.zh}。", f"The kinds with most of your time per day were {parts.en}.")


def beside_department(tables: Tables) -> Text | None:
    """The department's mean of the same week, where enough people are in it."""
    own = next((row for row in rows(tables, NAME, "person-trend") if row["category"] == ALL), None)
    week = None if own is None else own["week"]
    peers = next((row for row in rows(tables, NAME, "department-weeks") if row["week"] == week), None)
    if own is None or peers is None:
        return None
    mean = time_in_range(*(peers[end] for end in MEAN))
    said = Text(f"同一周本部门人均每天{mean.zh}。", f"In that week the mean of your department was {mean.en} a day.")
    return joined(said, _difference(own, peers))


def _difference(own: Row, peers: Row) -> Text:
    if own[LATEST[0]] > peers[MEAN[2]]:
        return Text("您的时间高于该平均值。", "Yours is above that mean.")
    if own[LATEST[2]] < peers[MEAN[0]]:
        return Text("您的时间低于该平均值。", "Yours is below that mean.")
    return Text("两者在误差范围内没有明显差别。", "The two do not differ clearly.")


def beyond_tolerance(tables: Tables) -> Text | None:
    """How often the daily tolerance was passed: the only thing about working time that a case could ever show."""
    table = tables.get((NAME, "person-coarse"))
    if table is None or not rows(tables, NAME, "person"):
        return None
    days = table.frame.height
    if not days:
        return Text("没有一天超出容许时间。", "No day went beyond the daily tolerance.")
    return Text(
        f"有 {days} 天超出每日容许时间。",
        f"On {days} {'day' if days == 1 else 'days'} it went beyond the daily tolerance.",
    )


def job_search(tables: Tables, zone: str) -> Text | None:
    """What is kept of one's own job search, by one's own consent, and from when to when."""
    row = next(iter(rows(tables, "departure", "self")), None)
    if row is None:
        return None
    own = (table for (analysis, _), table in tables.items() if analysis == "departure" and table.grain == "person")
    span = span_over(own, zone)
    when = Text(f"，{span.zh}", f", {span.en}") if span else Text("", "")
    visits, searches, sent = (row[name] for name in ("visits", "searches", "submissions"))
    return Text(
        f"经您同意为您保留的求职记录{when.zh}：访问招聘网站 {visits} 次，浏览职位 {searches} 次，投递简历 {sent} 次。",
        f"Kept of your job search, because you agreed{when.en}: {_times(visits, 'visit')} to recruitment sites,"
        f" {_times(searches, 'job search')}, {_times(sent, 'résumé')} sent.",
    )


def _times(count: int, noun: str) -> str:
    plural = f"{noun}es" if noun.endswith("ch") else f"{noun}s"
    return f"{count} {noun if count == 1 else plural}"


def findings(tables: Tables) -> list[Text]:
    """How many findings about oneself there are, by analysis; a score of one's own is explained in its section."""
    return [
        Text(
            f"“{table.title.zh}”中有 {count} 条关于您的记录。",
            f"“{table.title.en}” has {count} {'entry' if count == 1 else 'entries'} about you.",
        )
        for (analysis, name), table in tables.items()
        if name == "findings" and table.grain == "person" and (count := table.frame.height) and analysis != NAME
    ]


def _with_time(name: Text, row: Row) -> Text:
    spent = time(row[MEAN[1]])
    return Text(f"{name.zh}（{spent.zh}）", f"{name.en} ({spent.en})")
