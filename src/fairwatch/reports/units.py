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

NUMERIC: frozenset[Unit] = frozenset({"seconds", "pace", "bytes", "rate", "count", "share", "score"})


class Scale(NamedTuple):
    """One unit of a chart's axis: its size in the table's unit, and its name."""

    size: float
    name: Text


SCALES: dict[Unit, Scale] = {unit: Scale(1.0, Text("", "")) for unit in get_args(Unit)} | {
    "bytes": Scale(1e6, Text("MB", "MB")),
    "pace": Scale(60.0, Text("分钟/天", "minutes a day")),
    "rate": Scale(1e6, Text("Mbit/s", "Mbit/s")),
    "seconds": Scale(3600.0, Text("小时", "hours")),
    "share": Scale(0.01, Text("%", "%")),
}


MINUTES = Scale(60.0, Text("分钟", "minutes"))
"""For times of which none is over two hours."""


def scale(unit: Unit, largest: float) -> Scale:
    """The unit of an axis that reaches up to ``largest``."""
    return MINUTES if unit == "seconds" and largest <= 2 * SCALES[unit].size else SCALES[unit]


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


def spoken_time(seconds: float) -> Text:
    """A duration as a sentence has it: ``2.7 min``, ``42 min``, ``1 h 5 min``."""
    if 0 < seconds < 600:
        return Text(f"{seconds / 60:.1f} 分钟", f"{seconds / 60:.1f} min")
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return Text(f"{minutes} 分钟", f"{minutes} min")
    rest = Text(f" {minutes} 分钟", f" {minutes} min") if minutes else Text("", "")
    return Text(f"{hours} 小时{rest.zh}", f"{hours} h{rest.en}")


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
    "pace": lambda value: f"{value / 60:,.1f}",
    "bytes": _bytes,
    "rate": lambda value: f"{value / 1e6:,.1f} Mbit/s",
    "count": lambda value: f"{round(value):,}",
    "share": lambda value: f"{100 * value:.1f} %",
    "score": lambda value: f"{value:.1f}",
    "hour": _hour,
    "text": str,
    "grade": str,
}
