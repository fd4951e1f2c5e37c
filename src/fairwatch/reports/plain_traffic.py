"""What a report says about traffic, bandwidth and new sites. Groups only."""

from __future__ import annotations

import datetime as dt
from typing import Final

from fairwatch.reports.figures import Tables, comparable, listed, named_figure, of_days, rows, weeks_of
from fairwatch.reports.shape import main
from fairwatch.reports.units import show, spoken_day
from fairwatch.reports.visible import can_rank, of_seen
from fairwatch.reports.words import Labels, name_of
from fairwatch.text import Text

MOST = 3
NEW_DAYS: Final = 14
KNOWN_DAYS: Final = 7
"""As the analysis of sites has it: a site is new in the last so many days, when so many days with data came before."""

_TOO_SHORT = Text(
    f"日志太短，看不出哪些站点是新出现的：最近 {NEW_DAYS} 天之前至少要有 {KNOWN_DAYS} 天的数据。",
    f"The past in the logs is too short to tell new sites: {KNOWN_DAYS} days with data must come before the last"
    f" {NEW_DAYS}.",
)
_UNSURE = Text(
    f"没有可显示的新站点：用的人不够多，或最近 {NEW_DAYS} 天之前的数据不足 {KNOWN_DAYS} 天。",
    f"No new site can be shown: none is used by enough people, or fewer than {KNOWN_DAYS} days with data come before"
    f" the last {NEW_DAYS}.",
)
_NONE_NEW = Text("没有足够多的人使用的新站点。", "No new site is used by enough people to be shown.")


def weeks(tables: Tables) -> Text | None:
    """Bytes per day in the latest week, and in the one before; of weeks not all the same days may be seen."""
    weekly = weeks_of(tables.get(("traffic", "by-day")))
    if not weekly:
        return None
    last = weekly[-1]
    amount, when, days = show(last["mean_bytes"], "bytes"), spoken_day(last["week"]), of_days(last)
    latest = Text(
        f"{when.zh}起的一周{days.zh}，工作时间内每天接收 {amount.zh}",
        f"In the week from {when.en}{days.en}, {amount.en} a day were received in working hours",
    )
    if len(weekly) == 1 or not comparable(weekly[-2], last):
        return Text(f"{latest.zh}。", f"{latest.en}.")
    before, earlier, days = show(weekly[-2]["mean_bytes"], "bytes"), spoken_day(weekly[-2]["week"]), of_days(weekly[-2])
    return Text(
        f"{latest.zh}；{earlier.zh}起的一周{days.zh}为每天 {before.zh}。",
        f"{latest.en}; in the week from {earlier.en}{days.en} it was {before.en} a day.",
    )


def busiest(tables: Tables) -> Text | None:
    """The busiest hour of the week, where most hours can be shown."""
    table = tables.get(("traffic", "by-hour"))
    if table is None or not table.frame.height or not can_rank(table):
        return None
    measure = main(table)
    row = rows(tables, "traffic", "by-hour", by=measure.name, largest=True)[0]
    day, start, figure = name_of("weekday", row["weekday"], {}), int(row["hour"]), named_figure(row, measure)
    said = Text(
        f"最繁忙的是{day.zh} {start:02}:00–{start + 1:02}:00（{figure.zh}）",
        f"the busiest is {day.en} from {start:02}:00 to {start + 1:02}:00 ({figure.en})",
    )
    return of_seen(table, said)


def line(tables: Tables) -> Text | None:
    """What the line carried at least. Of the quarter-hours that can be shown only the highest says something of all:
    those that few people dominate are not among them, and they are the busy ones."""
    level = next((row for row in rows(tables, "bandwidth", "levels") if row["level"] == "peak"), None)
    if level is None:
        return None
    rate = show(level["rate_down"], "rate")
    return Text(
        f"最繁忙的一刻钟里，接收速率至少为 {rate.zh}；由少数人造成的流量不在其中，实际可能更高。",
        f"In the busiest quarter-hour at least {rate.en} was received; what few people cause is not in this,"
        " so it may have been more.",
    )


def kinds(tables: Tables, labels: Labels) -> Text | None:
    """Which kinds of site a department received most from; nothing where most of them are hidden."""
    largest = rows(tables, "traffic", "by-department", by="bytes_down", largest=True)[:MOST]
    if not largest or not can_rank(tables["traffic", "by-department"]):
        return None
    parts = listed(
        [_with(name_of("category", row["category"], labels), show(row["bytes_down"], "bytes")) for row in largest]
    )
    said = Text(f"接收流量最多的是{parts.zh}", f"most traffic was received from {parts.en}")
    return of_seen(tables["traffic", "by-department"], said)


def new_sites(tables: Tables, labels: Labels) -> Text | None:
    """New sites with the people of their latest week."""
    table = tables.get(("sites", "new-sites"))
    if table is None:
        return None
    latest = {row["site"]: row for row in rows(tables, "sites", "new-sites", by="week")}
    if not latest:
        return _no_new_site(tables)
    spread = sorted(latest.values(), key=lambda row: (-row["persons"], row["site"]))[:MOST]
    parts = listed(
        [
            _with(name_of("site", row["site"], labels), Text(f"{row['persons']} 人", f"{row['persons']} people"))
            for row in spread
        ]
    )
    if len(latest) <= MOST:
        return Text(
            f"新出现且用的人足够多的站点：{parts.zh}。", f"New sites that enough people use to be shown: {parts.en}."
        )
    return Text(
        f"新出现且用的人足够多的站点有 {len(latest)} 个，其中用的人最多的是{parts.zh}。",
        f"Of the {len(latest)} new sites that enough people use to be shown, most people used {parts.en}.",
    )


def _no_new_site(tables: Tables) -> Text:
    """Why there is none: nobody could tell, for want of days before, or enough people use none.

    Days of groups may be hidden. Of what was not collected all days are known, but not each has working hours.
    """
    of_groups, of_log = (_days(tables, *name) for name in (("traffic", "by-day"), ("not-collected", "refusals")))
    recently = max(of_groups | of_log, default=dt.date.max) - dt.timedelta(days=NEW_DAYS - 1)
    if sum(day < recently for day in of_groups) >= KNOWN_DAYS:
        return _NONE_NEW
    return _TOO_SHORT if sum(day < recently for day in of_groups | of_log) < KNOWN_DAYS else _UNSURE


def _days(tables: Tables, analysis: str, name: str) -> set[dt.date]:
    table = tables.get((analysis, name))
    return set() if table is None else set(table.frame["day"])


def _with(name: Text, figure: Text) -> Text:
    return Text(f"{name.zh}（{figure.zh}）", f"{name.en} ({figure.en})")
