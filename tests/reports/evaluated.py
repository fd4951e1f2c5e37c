"""Small tables of the work-time, traffic and site analyses, as the door lets them out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.reports.conftest import CATEGORY, DAY, DEPARTMENT, HOUR, MONDAY, PERSONS, WEEKDAY, Rows, table

from fairwatch.disclosure import ReleasedTable
from fairwatch.findings import Column, Unit
from fairwatch.text import Text

WEEK = Column("week", "dimension", Text("周", "Week"), "day")
GRADE = Column("grade", "dimension", Text("证据", "Evidence"), "grade")
NEXT = MONDAY + dt.timedelta(7)


def measures(unit: Unit, *names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "measure", Text("数", "Figure"), unit) for name in names)


TIMES = (
    *measures("seconds", "low_s", "point_s", "high_s"),
    *measures("pace", "low_mean_s", "point_mean_s", "high_mean_s"),
)


def times(people: int, minutes: float, *, spread: float = 1.5) -> tuple[Any, ...]:
    """TIMES of so many people with a mean of so many minutes."""
    mean = minutes * 60
    means = (mean / spread, mean, mean * spread)
    return (*(one * people for one in means), *means)


NONE = (None,) * 7
"""A hidden cell of PERSONS and TIMES."""


def by_day(*rows: tuple[dt.date, int, float]) -> ReleasedTable:
    """(day, people, minutes); no people: hidden."""
    return _times("by-day", (DAY,), [(day, *_cell(people, minutes)) for day, people, minutes in rows])


def by_category(*rows: tuple[str, int, float]) -> ReleasedTable:
    return _times("by-category", (CATEGORY,), [(name, *_cell(people, minutes)) for name, people, minutes in rows])


def by_department(*rows: tuple[str, str, int, float]) -> ReleasedTable:
    cells = [(place, name, *_cell(people, minutes)) for place, name, people, minutes in rows]
    return _times("by-department", (DEPARTMENT, CATEGORY), cells)


def department_weeks(*rows: tuple[dt.date, str, int, float]) -> ReleasedTable:
    cells = [(week, place, *_cell(people, minutes)) for week, place, people, minutes in rows]
    return _times("department-weeks", (WEEK, DEPARTMENT), cells)


def by_evidence(*rows: tuple[str, float]) -> ReleasedTable:
    """(grade, hours)"""
    return _times("by-evidence", (GRADE,), [(grade, 20, *times(20, hours * 3)) for grade, hours in rows])


def person(*rows: tuple[str, float, str]) -> ReleasedTable:
    """(category, minutes per day, weakest evidence)"""
    columns = (CATEGORY, *TIMES, Column("grade", "detail", Text("证据", "Evidence"), "grade"))
    cells = [(name, *times(5, minutes), grade) for name, minutes, grade in rows]
    return table("person", columns, cells, grain="person", main="point_s", purpose="work-time")


def person_trend(last: float, past: float | None, change: str | None, week: dt.date = NEXT) -> ReleasedTable:
    """Minutes per day of the row about all categories."""
    names = [f"{end}_mean_{when}_s" for when in ("last", "past") for end in ("low", "point", "high")]
    columns = (
        CATEGORY,
        *measures("pace", *names),
        Column("change", "detail", Text("变化", "Change")),
        Column("week", "detail", Text("周", "Week"), "day"),
    )
    ends = [[None] * 3 if one is None else [one * 40, one * 60, one * 90] for one in (last, past)]
    row = ("all", *ends[0], *ends[1], change, week)
    return table("person-trend", columns, [row], grain="person", main="point_mean_last_s", purpose="work-time")


def person_coarse(*days: dt.date) -> ReleasedTable:
    rows: Rows = [(day, 60.0, 120.0, 180.0) for day in days]
    columns = (DAY, *measures("seconds", "low_s", "point_s", "high_s"))
    return table("person-coarse", columns, rows, grain="person", main="point_s", purpose="work-time")


def traffic_days(*rows: tuple[dt.date, int | None]) -> ReleasedTable:
    """(day, MB)"""
    cells = [(day, 40 if size else None, size and size * 1e6) for day, size in rows]
    return table("by-day", (DAY, PERSONS, *measures("bytes", "bytes_down")), cells, main="bytes_down")


def by_hour(*rows: tuple[int, int, float | None]) -> ReleasedTable:
    """(weekday, hour, Mbit/s); none: hidden."""
    columns = (WEEKDAY, HOUR, PERSONS, *measures("bytes", "bytes_down"), *measures("rate", "rate_down"))
    cells = [
        (weekday, hour, *((40, rate * 450e6, rate * 1e6) if rate else (None, None, None)))
        for weekday, hour, rate in rows
    ]
    return table("by-hour", columns, cells, main="bytes_down")


def levels(**rates: float) -> ReleasedTable:
    """Mbit/s of each level."""
    level = Column("level", "dimension", Text("水平", "Level"))
    columns = (level, PERSONS, *measures("bytes", "bytes_down"), *measures("rate", "rate_down"))
    return table(
        "levels", columns, [(name, 40, rate * 1e8, rate * 1e6) for name, rate in rates.items()], main="bytes_down"
    )


def new_sites(*rows: tuple[str, dt.date, int]) -> ReleasedTable:
    """(site, week, people)"""
    columns = (Column("site", "dimension", Text("站点", "Site")), WEEK, PERSONS, *measures("bytes", "bytes_down"))
    return table("new-sites", columns, [(*row, 1e6) for row in rows], main="bytes_down")


def own_search(visits: int, searches: int, submissions: int) -> ReleasedTable:
    columns = measures("count", "visits", "searches", "submissions")
    return _own_search("self", columns, [(visits, searches, submissions)])


def own_search_days(*days: dt.date) -> ReleasedTable:
    """One visit on each."""
    return _own_search("self-days", (DAY, *measures("count", "visits")), [(day, 1) for day in days])


def _own_search(name: str, columns: tuple[Column, ...], rows: Rows) -> ReleasedTable:
    return table(name, columns, rows, grain="person", main="visits", purpose="departure-self")


def found(name: str, columns: tuple[Column, ...], *rows: tuple[Any, ...], main: str) -> ReleasedTable:
    """Rows under aliases, which come first in each."""
    alias = Column("subject", "subject", Text("代号", "Alias"))
    return table(name, (alias, *columns), list(rows), grain="person", main=main, purpose="leak")


def refusals(*days: dt.date) -> ReleasedTable:
    """One refused line on each day of the log."""
    columns = (DAY, Column("code", "dimension", Text("原因", "Reason")), *measures("count", "lines"))
    return table("refusals", columns, [(day, "E_BYOD", 1) for day in days], grain="open", main="lines", purpose="")


def _cell(people: int, minutes: float) -> tuple[Any, ...]:
    return (people, *times(people, minutes)) if people else NONE


def _times(name: str, dimensions: tuple[Column, ...], rows: Rows) -> ReleasedTable:
    return table(name, (*dimensions, PERSONS, *TIMES), rows, main="point_s", purpose="work-time")
