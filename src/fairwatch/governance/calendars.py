"""Public-holiday calendars: ``cn`` with its exchanged working days (调休), other countries by their code."""

from __future__ import annotations

import datetime as dt
from functools import cache

import chinese_calendar

from fairwatch.policy import Calendar


@cache
def _countries() -> dict[str, list[str]]:
    import holidays  # noqa: PLC0415 - a tenth of what a command loads, and few need it

    return holidays.list_supported_countries(include_aliases=False)


def is_known(name: str) -> bool:
    """Whether there is such a calendar: ``cn``, a country code, or a country and a region (``de-by``)."""
    if name == "cn":
        return True
    country, dash, region = name.upper().partition("-")
    return name == name.lower() and country in _countries() and (not dash or region in _countries()[country])


def calendar(name: str, year: int) -> Calendar:
    """The calendar as far as it is known, seen from ``year``: two years back and one ahead where rules compute it."""
    return _chinese() if name == "cn" else _computed(name, year)


def working_days(name: str, first: dt.date, last: dt.date) -> int:
    """Working days from ``first`` to ``last``, both included. Days the calendar does not know are not counted."""
    known = calendar(name, last.year)
    days = (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
    return sum(_is_worked(known, day) for day in days)


def working_day_after(name: str, day: dt.date, count: int) -> dt.date:
    """The day on which ``count`` working days after ``day`` are over: the starting day does not count.

    Where the calendar is not known yet, Monday to Friday count, so that a deadline never comes late.
    """
    known = calendar(name, day.year)
    while count:
        day += dt.timedelta(days=1)
        unknown = not known.first_day <= day <= known.last_day
        count -= day.weekday() < 5 if unknown else _is_worked(known, day)
    return day


def _is_worked(known: Calendar, day: dt.date) -> bool:
    if not known.first_day <= day <= known.last_day:
        return False
    return day in known.worked or (day.weekday() < 5 and day not in known.off)


@cache
def _chinese() -> Calendar:
    """As decreed by the State Council; a year is known once its decree is out and the library has it."""
    off, worked = frozenset(chinese_calendar.holidays), frozenset(chinese_calendar.workdays)
    return Calendar(
        name="cn",
        off=off,
        worked=worked,
        first_day=dt.date(min(off).year, 1, 1),
        last_day=dt.date(max(off).year, 12, 31),
    )


@cache
def _computed(name: str, year: int) -> Calendar:
    import holidays  # noqa: PLC0415 - as above

    country, _, region = name.upper().partition("-")
    years = range(year - 2, year + 2)
    return Calendar(
        name=name,
        off=frozenset(holidays.country_holidays(country, subdiv=region or None, years=years)),
        worked=frozenset(),
        first_day=dt.date(years[0], 1, 1),
        last_day=dt.date(years[-1], 12, 31),
    )
