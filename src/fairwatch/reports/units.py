"""Values as people read them: durations as h:mm, bytes as MB, dates, shares in per cent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple, get_args
from zoneinfo import ZoneInfo

from fairwatch.findings import Unit
from fairwatch.reports.words import words
from fairwatch.text import Text

HIDDEN = "—"
"""How a suppressed value is shown."""
RATE_LOW, RATE_HIGH = 0.05, 0.95
"""Shares at these values are bounds, not figures (see ``disclosure.ReleasedTable``)."""

NUMERIC: frozenset[Unit] = frozenset({"seconds", "bytes", "count", "share", "score"})


class Scale(NamedTuple):
    """One unit of a chart's axis: its size in the table's unit, and its name."""

    size: float
    name: Text


SCALES: dict[Unit, Scale] = {unit: Scale(1.0, Text("", "")) for unit in get_args(Unit)} | {
    "bytes": Scale(1e6, Text("MB", "MB")),
    "seconds": Scale(3600.0, Text("小时", "hours")),
    "share": Scale(0.01, Text("%", "%")),
}


def show(value: Any, unit: Unit, *, zone: str = "UTC", coded: bool = False) -> Text:
    """One value in both languages; None is an unknown or hidden one. ``coded``: shares at the limits are bounds."""
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return Text(HIDDEN, HIDDEN)
    if unit == "instant":
        return _same(dt.datetime.fromtimestamp(value / 1e6, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M"))
    if unit == "day":
        return day(value)
    if coded and unit == "share" and not RATE_LOW < value < RATE_HIGH:
        return _same(f"{'≤' if value <= RATE_LOW else '≥'} {100 * value:.0f} %")
    return _same(_FORMATS[unit](value))


def span(low: Any, point: Any, high: Any, unit: Unit) -> Text:
    """A point with its range: ``1:30 (1:10–1:55)``; without the range when both ends look the same."""
    shown = [show(value, unit).en for value in (low, point, high)]
    if HIDDEN in shown or len(set(shown)) == 1:
        return _same(shown[1])
    return _same(f"{shown[1]} ({shown[0]}–{shown[2]})")


def day(value: Any) -> Text:
    """A date with its weekday; anything else (a month as text) as it is."""
    if not isinstance(value, dt.date):
        return _same(str(value))
    weekday = words()["weekday", str(value.isoweekday())]
    return Text(f"{value:%Y-%m-%d} {weekday.zh}", f"{weekday.en} {value:%Y-%m-%d}")


def spoken_day(value: Any) -> Text:
    """A date as a sentence has it."""
    if not isinstance(value, dt.date):
        return day(value)
    weekday, month = words()["weekday", str(value.isoweekday())], words()["month", str(value.month)]
    return Text(
        f"{value.year}年{month.zh}{value.day}日（{weekday.zh}）", f"{weekday.en} {value.day} {month.en} {value.year}"
    )


def _seconds(value: float) -> str:
    minutes = round(value / 60)
    return f"{minutes // 60:,}:{minutes % 60:02}"


def _bytes(value: float) -> str:
    megabytes = value / 1e6
    if 0 < megabytes < 0.05:
        return "<0.1 MB"
    return f"{megabytes:,.1f} MB" if megabytes < 100 else f"{megabytes:,.0f} MB"


def _hour(value: Any) -> str:
    return f"{int(value):02}:00" if isinstance(value, int | float) else str(value)


def _same(shown: str) -> Text:
    return Text(shown, shown)


_FORMATS: dict[str, Callable[[Any], str]] = {
    "seconds": _seconds,
    "bytes": _bytes,
    "count": lambda value: f"{round(value):,}",
    "share": lambda value: f"{100 * value:.1f} %",
    "score": lambda value: f"{value:.1f}",
    "hour": _hour,
    "text": str,
    "grade": str,
}
