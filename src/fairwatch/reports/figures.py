"""Released figures as words: what the sentences of a report are made of."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from fairwatch.disclosure import SUPPRESSED, Released, ReleasedTable
from fairwatch.findings import Column
from fairwatch.reports.shape import shown
from fairwatch.reports.units import show, spoken_day, spoken_time
from fairwatch.reports.visible import is_whole
from fairwatch.text import Text

Tables = Mapping[tuple[str, str], ReleasedTable]
"""(analysis, table) -> table."""
Row = Mapping[str, Any]


def tables_of(released: Sequence[Released]) -> Tables:
    return {(one.analysis, name): table for one in released for name, table in one.tables.items()}


def rows(tables: Tables, analysis: str, name: str, by: str = "", *, largest: bool = False) -> list[Row]:
    """The rows of a table that have a figure, in the order of a column; none where there is no such table."""
    table = tables.get((analysis, name))
    if table is None or not table.frame.height:
        return []
    frame = shown(table)
    if by:
        dimensions = [column.name for column in table.columns_with("dimension") if column.name != by]
        frame = frame.sort(by, *dimensions, descending=[largest, *[False] * len(dimensions)], nulls_last=True)
    return list(frame.iter_rows(named=True))


def weeks_of(table: ReleasedTable | None) -> list[Row]:
    """The days of a table that can be shown, put together to weeks: ``week`` (its Monday), ``days`` (which days of the
    week these are, 0 to 6), ``whole`` (whether no day of the table is hidden), and the means over these days.

    Of times the mean is per person and day; the number of persons behind it is the sum over their mean.
    """
    if table is None or not table.frame.height:
        return []
    found: dict[dt.date, list[Row]] = defaultdict(list)
    for row in shown(table).sort("day").iter_rows(named=True):
        found[row["day"] - dt.timedelta(days=row["day"].weekday())].append(row)
    return [{"week": week, "whole": is_whole(table), **_means(found[week])} for week in sorted(found)]


def of_days(week: Row) -> Text:
    """Behind the name of a week: of how many days its means are."""
    count = len(week["days"])
    noun = "day" if count == 1 else "days"
    if week["whole"]:
        return Text(f"（{count} 天）", f" ({count} {noun})")
    return Text(f"（可显示的 {count} 天）", f" ({count} {noun} that can be shown)")


def comparable(one: Row, two: Row) -> bool:
    """Whether two weeks may be compared: nothing of them is hidden, or the same days of both can be shown."""
    return bool((one["whole"] and two["whole"]) or one["days"] == two["days"])


def _means(days: Sequence[Row]) -> dict[str, Any]:
    if "point_mean_s" in days[0]:
        people = sum(row["point_s"] / row["point_mean_s"] for row in days if row["point_mean_s"])
        ends = ("low", "point", "high")
        means = {f"{end}_mean_s": sum(row[f"{end}_s"] for row in days) / people if people else 0.0 for end in ends}
    else:
        means = {"mean_bytes": sum(row["bytes_down"] for row in days) / len(days)}
    return {"days": [row["day"].weekday() for row in days], **means}


def named_figure(row: Row, measure: Column) -> Text:
    """A figure as a sentence has it: a time as such, a count with the name of what is counted."""
    value = row[measure.name]
    if measure.unit == "pace" and value is not None:
        return spoken_time(value)
    figure = show(value, measure.unit, coded=SUPPRESSED in row)
    if measure.unit != "count":
        return figure
    return Text(f"{measure.title.zh} {figure.zh}", f"{measure.title.en.lower()} {figure.en}")


def time(seconds: float) -> Text:
    return spoken_time(seconds)


def time_in_range(low: float, point: float, high: float) -> Text:
    """``about 42 min (between 31 min and 58 min)``; without the range when it is too narrow to be seen."""
    about, least, most = time(point), time(low), time(high)
    if least == most:
        return about
    return Text(f"约 {about.zh}（{least.zh}至 {most.zh}之间）", f"about {about.en} (between {least.en} and {most.en})")


def from_to(first: Any, last: Any) -> Text:
    """``from Mon 7 Sep 2026 to Fri 11 Sep 2026``."""
    start, end = spoken_day(first), spoken_day(last)
    return Text(f"{start.zh}至{end.zh}", f"from {start.en} to {end.en}")


def listed(texts: Sequence[Text]) -> Text:
    """``a, b and c``."""
    zh = "、".join(text.zh for text in texts)
    head, last = [text.en for text in texts[:-1]], texts[-1].en
    return Text(zh, f"{', '.join(head)} and {last}" if head else last)


def joined(*parts: Text | None) -> Text:
    """Sentences one after the other."""
    there = [part for part in parts if part]
    return Text("".join(part.zh for part in there), " ".join(part.en for part in there))


def is_there(tables: Tables, analysis: str, name: str) -> bool:
    """Whether there is such a table with rows, hidden ones included."""
    table = tables.get((analysis, name))
    return table is not None and (table.frame.height > 0 or table.reason is not None)


def extremes(frame: list[Row], name: str) -> tuple[Any, Any]:
    """Smallest and largest value of a column."""
    values = pl.Series([row[name] for row in frame])
    return values.min(), values.max()
