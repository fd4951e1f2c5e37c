"""From which day to which: a total without its period says little, and rows live for some days only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo

from fairwatch.disclosure import ReleasedTable
from fairwatch.reports.figures import from_to
from fairwatch.reports.units import spoken_day
from fairwatch.text import Text


def span_of(table: ReleasedTable, tables: Mapping[str, ReleasedTable], zone: str) -> Text | None:
    """From the first to the last day of a person's rows; None for groups, and where no day is known."""
    if table.grain != "person":
        return None
    return _said(_days(table, zone)) or total_span(table, tables, zone)


def total_span(table: ReleasedTable, tables: Mapping[str, ReleasedTable], zone: str) -> Text | None:
    """The same of one's own table that has no days: a sum of another of its purpose in ``tables``, whose days are its
    own, the one that has its main measure by day."""
    if table.grain != "person" or table.columns_with("subject") or any(_days(table, zone)):
        return None
    parts = [one for one in tables.values() if one.grain == "person" and one.purpose == table.purpose]
    return _said(day for one in parts if table.main in one.frame.columns for day in _days(one, zone))


def span_over(tables: Iterable[ReleasedTable], zone: str) -> Text | None:
    """From the first to the last day of all rows of these tables."""
    return _said(day for table in tables for day in _days(table, zone))


def _said(days: Iterable[dt.date]) -> Text | None:
    found = sorted(days)
    if not found:
        return None
    if found[0] == found[-1]:
        day = spoken_day(found[0])
        return Text(day.zh, f"on {day.en}")
    return from_to(found[0], found[-1])


def _days(table: ReleasedTable, zone: str) -> Iterator[dt.date]:
    """Of all rows; an instant belongs to a day of the zone."""
    for column in table.columns:
        values = table.frame[column.name].drop_nulls()
        if column.unit == "day" and column.name == "day":
            yield from values
        elif column.unit == "instant":
            yield from (dt.datetime.fromtimestamp(value / 1e6, ZoneInfo(zone)).date() for value in values)
