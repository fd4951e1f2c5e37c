"""What a report says about traffic, bandwidth and new sites. Groups only."""

from __future__ import annotations

from fairwatch.reports.figures import Tables, joined, listed, rows, weeks_of
from fairwatch.reports.units import show, spoken_day
from fairwatch.reports.words import Labels, name_of
from fairwatch.text import Text

MOST = 3


def weeks(tables: Tables) -> Text | None:
    """Bytes per day in the latest week, and in the one before."""
    weekly = weeks_of(rows(tables, "traffic", "by-day"))
    if not weekly:
        return None
    last = weekly[-1]
    amount, when = show(last["mean_bytes"], "bytes"), spoken_day(last["week"])
    latest = Text(
        f"{when.zh}起的一周，工作时间内每天接收 {amount.zh}",
        f"In the week from {when.en}, {amount.en} a day were received in working hours",
    )
    if len(weekly) == 1:
        return Text(f"{latest.zh}。", f"{latest.en}.")
    before, earlier = show(weekly[-2]["mean_bytes"], "bytes"), spoken_day(weekly[-2]["week"])
    return Text(
        f"{latest.zh}；{earlier.zh}起的一周为每天 {before.zh}。",
        f"{latest.en}; in the week from {earlier.en} it was {before.en} a day.",
    )


def busiest(tables: Tables) -> Text | None:
    """The busiest hour of the week, and what the line carries most of the time."""
    hours = rows(tables, "traffic", "by-hour", by="rate_down", largest=True)
    hour = None
    if hours:
        row = hours[0]
        day, start, rate = name_of("weekday", row["weekday"], {}), int(row["hour"]), show(row["rate_down"], "rate")
        hour = Text(
            f"一周中流量最大的时段是{day.zh} {start:02}:00–{start + 1:02}:00，平均 {rate.zh}。",
            f"Most is received on {day.en} from {start:02}:00 to {start + 1:02}:00, {rate.en} on average.",
        )
    level = next((row for row in rows(tables, "bandwidth", "levels") if row["level"] == "p95"), None)
    usual = None
    if level:
        rate = show(level["rate_down"], "rate")
        usual = Text(f"95 % 的时间里速率不超过 {rate.zh}。", f"For 95 % of the time the rate is {rate.en} or less.")
    return joined(hour, usual) if hour or usual else None


def kinds(tables: Tables, labels: Labels) -> Text | None:
    """Which kinds of site a department received most from."""
    largest = rows(tables, "traffic", "by-department", by="bytes_down", largest=True)[:MOST]
    if not largest:
        return None
    parts = listed(
        [_with(name_of("category", row["category"], labels), show(row["bytes_down"], "bytes")) for row in largest]
    )
    return Text(f"接收流量较多的类别：{parts.zh}。", f"Most traffic was received from {parts.en}.")


def new_sites(tables: Tables, labels: Labels) -> Text | None:
    """New sites with the people of their latest week."""
    table = tables.get(("sites", "new-sites"))
    if table is None:
        return None
    latest = {row["site"]: row for row in rows(tables, "sites", "new-sites", by="week")}
    spread = sorted(latest.values(), key=lambda row: (-row["persons"], row["site"]))[:MOST]
    if not spread:
        return Text("没有足够多的人使用的新站点。", "No new site is used by enough people to be shown.")
    parts = listed(
        [
            _with(name_of("site", row["site"], labels), Text(f"{row['persons']} 人", f"{row['persons']} people"))
            for row in spread
        ]
    )
    return Text(
        f"新出现且用的人足够多的站点：{parts.zh}。", f"New sites that enough people use to be shown: {parts.en}."
    )


def _with(name: Text, figure: Text) -> Text:
    return Text(f"{name.zh}（{figure.zh}）", f"{name.en} ({figure.en})")
