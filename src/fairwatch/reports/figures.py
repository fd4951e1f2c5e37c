"""Released figures as words: what the sentences of a report are made of."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from fairwatch.disclosure import Released, ReleasedTable
from fairwatch.reports.shape import shown
from fairwatch.reports.units import spoken_day, spoken_time
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


def weeks_of(daily: Sequence[Row]) -> list[Row]:
    """Days with a figure, put together to weeks: ``week`` (its Monday), ``days``, and the means over these days.

    Of times the mean is per person and day; the number of persons behind it is the sum over their mean.
    """
    found: dict[dt.date, list[Row]] = defaultdict(list)
    for row in daily:
        found[row["day"] - dt.timedelta(days=row["day"].weekday())].append(row)
    return [_week(week, found[week]) for week in sorted(found)]


def _week(week: dt.date, days: Sequence[Row]) -> Row:
    if "point_mean_s" in days[0]:
        people = sum(row["point_s"] / row["point_mean_s"] for row in days if row["point_mean_s"])
        ends = ("low", "point", "high")
        means = {f"{end}_mean_s": sum(row[f"{end}_s"] for row in days) / people if people else 0.0 for end in ends}
    else:
        means = {"mean_bytes": sum(row["bytes_down"] for row in days) / len(days)}
    return {"week": week, "days": len(days), **means}


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
    return table is not None and table.frame.height > 0


def extremes(frame: list[Row], name: str) -> tuple[Any, Any]:
    """Smallest and largest value of a column."""
    values = pl.Series([row[name] for row in frame])
    return values.min(), values.max()
