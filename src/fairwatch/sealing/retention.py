"""How long a sealed day lives: at least as long as the law holds it, at most as long as the purpose needs it."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Retention:
    """Months after the end of a day. Chinese network operators keep logs for six months (Cybersecurity Law)."""

    hold_months: int
    """Before that nothing may be destroyed (R42: E_LEGAL_HOLD). 0: no law demands that it be kept."""
    life_months: int
    """After that everything must be destroyed (R47)."""
    grace_days: int
    """When the destruction is so late, ingest stops (R47: E_RETENTION_STALLED)."""

    def __post_init__(self) -> None:
        if not 0 <= self.hold_months <= self.life_months:
            raise ValueError("a day cannot be held longer than it may live")

    def ends(self, day: dt.date) -> dt.date:
        """The date on which the day must go."""
        return _after(day, self.life_months)

    def held(self, day: dt.date, today: dt.date) -> bool:
        """Whether the law still demands that the day be kept."""
        return self.hold_months > 0 and today < _after(day, self.hold_months)

    def over(self, day: dt.date, today: dt.date) -> bool:
        """Whether the day must go now."""
        return today >= self.ends(day)

    def stalled(self, day: dt.date, today: dt.date) -> bool:
        """Whether the day should have gone long ago."""
        return today > self.ends(day) + dt.timedelta(days=self.grace_days)


NETWORK_LOGS = Retention(hold_months=6, life_months=6, grace_days=7)
"""Law pack ``cn``: at least six months, at most six months and seven days."""


def _after(day: dt.date, months: int) -> dt.date:
    """The first date on which ``months`` have passed since the end of the day; never a day short."""
    end = day + dt.timedelta(days=1)
    years, month = divmod(end.month - 1 + months, 12)
    first = dt.date(end.year + years, month + 1, 1)
    length = calendar.monthrange(first.year, first.month)[1]
    return first + dt.timedelta(days=min(end.day - 1, length))  # there is no 31 February: 1 March
