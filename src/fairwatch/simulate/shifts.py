"""When people work: shifts, public holidays, and the blocks of work, break and free time of a day.

A day's blocks belong to the day on which the shift began; the hours of a night shift run past midnight.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

import chinese_calendar

from fairwatch.errors import ConfigError
from fairwatch.simulate.tables import rows
from fairwatch.text import Text

TIME_ZONE = "Asia/Shanghai"

WORK, PAUSE, FREE = 0, 1, 2
Block = tuple[int, int, int]
"""Kind, start and end in minutes after the local midnight of the day."""

_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Shift:
    """One row of ``shifts.tsv``; the texts are written to ``schedule.csv`` as they stand."""

    shift: str
    weekdays: str
    hours: str
    breaks: str
    calendar: str

    @property
    def span(self) -> tuple[int, int]:
        """Start and end in minutes after midnight; the end of a night shift is after 1440."""
        return _span(self.hours)

    @property
    def pauses(self) -> list[tuple[int, int]]:
        """The breaks, on the same clock as ``span``."""
        start, _ = self.span
        spans = [_span(part) for part in self.breaks.split(";") if part]
        return [(low + _DAY, high + _DAY) if low < start else (low, high) for low, high in spans]

    @property
    def works_on_holidays(self) -> bool:
        """Continuous operation: public holidays do not apply."""
        return not self.calendar

    def works(self, day: dt.date) -> bool:
        """Whether the shift is worked on this day: Monday to Friday, or as the calendar says (调休 included)."""
        return day.weekday() < 5 if self.works_on_holidays else is_workday(day)

    def blocks(self, day: dt.date) -> list[Block]:
        """The day's blocks in the order of time; none of them overlap."""
        start, end = self.span
        if not self.works(day):
            return [(FREE, start + 60, start + 10 * 60)]
        cuts = [start, *(minute for pause in self.pauses for minute in pause), end]
        kinds = [WORK if index % 2 == 0 else PAUSE for index in range(len(cuts) - 1)]
        return [*zip(kinds, cuts[:-1], cuts[1:], strict=True), (FREE, end + 20, end + 5 * 60)]


@cache
def shifts() -> dict[str, Shift]:
    """All shifts by name."""
    return {row["shift"]: Shift(**row) for row in rows("shifts")}


def is_workday(day: dt.date) -> bool:
    """Whether a Chinese office works on this day. Raises ``ConfigError`` outside the published calendar."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError as error:
        raise ConfigError(
            Text(f"{day} 的放假安排尚未公布", f"the public holidays of {day} are not known"),
            where="start",
            next_step=Text("请选择更早的开始日期", "choose an earlier start"),
        ) from error


def midnight_ms(day: dt.date) -> int:
    """UTC milliseconds of the local midnight with which the day begins."""
    return int(dt.datetime.combine(day, dt.time(), ZoneInfo(TIME_ZONE)).timestamp() * 1000)


def latest_ordinary_weeks(days: int, today: dt.date) -> dt.date:
    """The latest Monday from which ``days`` days are over today and hold no holiday and no worked weekend."""
    start = today - dt.timedelta(days=today.weekday())
    while not _ordinary(start, days, today):
        start -= dt.timedelta(days=7)
    return start


def _ordinary(start: dt.date, days: int, today: dt.date) -> bool:
    dates = [start + dt.timedelta(days=number) for number in range(days)]
    if dates[-1] >= today:
        return False
    try:
        return all(is_workday(date) == (date.weekday() < 5) for date in dates)
    except ConfigError:
        return False


def _span(text: str) -> tuple[int, int]:
    start, end = (int(part[:2]) * 60 + int(part[3:]) for part in text.split("-"))
    return (start, end) if start < end else (start, end + _DAY)
