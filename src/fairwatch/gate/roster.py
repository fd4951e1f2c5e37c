"""Who works when, as one look-up for a whole batch: person and instant -> working interval.

People with equal schedules form a class. All instants at which anybody's working hours begin or end cut the time of
the batch into segments, within which nothing changes; a table class × segment holds the number of the interval. A line
thus costs one binary search among few hundred, almost sorted, boundaries and one look into the table.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch.gate.hours import EPOCH, Interval, Schedule, working_intervals
from fairwatch.policy import PolicySnapshot

DAY_US = 86_400_000_000
OFF = -1
"""Number of the interval of somebody who does not work at that instant."""

COMPUTABLE = range(2_500_000)
"""Days since 1970 that ``datetime`` can safely compute with (to the year 8814). No shift reaches beyond."""
_BEFORE, _AFTER = 2, 1
"""Local days around a UTC day whose shifts may reach into it: two before (zone, and shift over midnight), one after."""

_REMEMBERED = 4
"""Look-ups that are kept."""

_Exception = tuple[str, int, int]
"""Kind, start and end (exclusive) in µs of a leave or overtime."""
_Alike = tuple[str | None, str | None, tuple[_Exception, ...]]
"""Shift, time zone and exceptions: people of whom they are equal share one look-up."""


@dataclass(frozen=True)
class Hours:
    """The working intervals around some UTC days."""

    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    days: npt.NDArray[np.int32]
    """Working day of each interval, in days since 1970."""
    _class_of: npt.NDArray[np.int64]
    _bounds: npt.NDArray[np.int64]
    _table: npt.NDArray[np.int64]

    def find(self, person: npt.NDArray[np.int64], ts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Number of the interval each line lies in, or OFF."""
        segment = np.searchsorted(self._bounds, ts, side="right")
        found: npt.NDArray[np.int64] = self._table.ravel()[self._class_of[person] * self._table.shape[1] + segment]
        return found


@dataclass
class Roster:
    """The schedules of a policy's people. Threads may share it."""

    policy: PolicySnapshot
    _zones: dict[str, ZoneInfo | None] = field(default_factory=dict)
    _hours: dict[tuple[int, ...], Hours] = field(default_factory=dict)

    def hours(self, utc_days: tuple[int, ...]) -> Hours:
        """Working intervals that reach into these UTC days (since 1970). Batches in a row ask for the same days."""
        found = self._hours.get(utc_days) or self._build(utc_days)
        self._hours = dict([*self._hours.items(), (utc_days, found)][-_REMEMBERED:])
        return found

    def _build(self, utc_days: tuple[int, ...]) -> Hours:
        days = sorted({day + near for day in utc_days for near in range(-_BEFORE, _AFTER + 1)})
        dates = [EPOCH + dt.timedelta(days=day) for day in days if day in COMPUTABLE]
        numbers: dict[_Alike, int] = {}
        class_of = [numbers.setdefault(alike, len(numbers)) for alike in self._alike(days)]
        per_class = [working_intervals(self._schedule(*alike), self.policy.calendars, dates) for alike in numbers]
        return _tabulate(per_class, class_of)

    def _alike(self, days: list[int]) -> Iterator[_Alike]:
        """What decides each person's hours: shift, zone, and the leave and overtime that reach into these days."""
        exceptions = self._exceptions(days[0] * DAY_US, (days[-1] + 1) * DAY_US) if days else {}
        people = self.policy.states.select("shift", "time_zone").rows()
        for person, (shift, zone) in enumerate(people):
            yield shift, zone, tuple(exceptions.get(person, ()))

    def _schedule(self, shift: str | None, zone: str | None, exceptions: tuple[_Exception, ...]) -> Schedule:
        return Schedule(
            shift=self.policy.shifts.get(shift) if shift is not None else None,
            zone=self._zone(zone or ""),
            # a kind that is neither leave nor overtime can only take time away
            leave=tuple((start, end) for kind, start, end in exceptions if kind != "overtime"),
            overtime=tuple((start, end) for kind, start, end in exceptions if kind == "overtime"),
        )

    def _exceptions(self, first_us: int, last_us: int) -> dict[int, list[_Exception]]:
        people = self.policy.states.select("person", row=pl.int_range(pl.len()))
        near = self.policy.exceptions.filter((pl.col("start_us") < last_us) & (pl.col("end_us") > first_us))
        found: dict[int, list[_Exception]] = defaultdict(list)
        for row, kind, start, end in near.join(people, on="person").select("row", "kind", "start_us", "end_us").rows():
            found[row].append((kind, start, end))
        return found

    def _zone(self, name: str) -> ZoneInfo | None:
        if name not in self._zones:
            try:
                self._zones[name] = ZoneInfo(name)
            except (KeyError, ValueError, OSError):  # unknown, malformed, or a folder of the zone database
                self._zones[name] = None
        return self._zones[name]


def _tabulate(per_class: list[list[Interval]], class_of: list[int]) -> Hours:
    intervals = [interval for one in per_class for interval in one]
    starts = np.array([start for start, _, _ in intervals], np.int64)
    ends = np.array([end for _, end, _ in intervals], np.int64)
    bounds = np.unique(np.concatenate([starts, ends]))
    table = np.full((len(per_class) + 1, len(bounds) + 1), OFF, np.int64)  # the last row is nobody's
    owner = np.repeat(np.arange(len(per_class)), [len(one) for one in per_class])
    first = np.searchsorted(bounds, starts, side="right")
    last = np.searchsorted(bounds, ends, side="right")
    for number, (row, begin, stop) in enumerate(zip(owner.tolist(), first.tolist(), last.tolist(), strict=True)):
        table[row, begin:stop] = number
    return Hours(
        starts=starts,
        ends=ends,
        days=np.array([(day - EPOCH).days for _, _, day in intervals], np.int32),
        _class_of=np.array([*class_of, len(per_class)], np.int64),  # person -1 finds the row of nobody
        _bounds=bounds,
        _table=table,
    )
