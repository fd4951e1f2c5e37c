"""Who was to work on which day, from the rosters of the policy: the denominator of a mean per person and day.

Counting only the days on which somebody was seen would count a quiet day as none at all, and so make whoever is seldom
seen look as if it were every day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

import polars as pl

from fairwatch.policy import PolicySnapshot, Purpose, Shift

_MINUTE_US = 60_000_000


def is_worked(shift: Shift, policy: PolicySnapshot, day: dt.date) -> bool:
    """Where the calendar does not reach, the weekday decides: nothing is admitted there, but the period may."""
    calendar = policy.calendars.get(shift.calendar or "")
    if calendar and day in calendar.off:
        return False
    return bool(shift.spans[day.weekday()]) or (calendar is not None and day in calendar.worked)


def person_days(policy: PolicySnapshot, purpose: Purpose, seen: pl.DataFrame) -> pl.DataFrame:
    """``subject``, ``department``, ``day``, ``week``: the days of everybody in ``seen`` (subject, department, day).

    A day counts when the person's shift works on it, unless they were on leave for all of it, or when they were seen.
    Days on which nobody at all was seen are days without a log and count for nobody; a day on which somebody was not
    seen belongs to their latest department.
    """
    if seen.is_empty():
        return _with_week(seen.select("subject", "department", "day"))
    latest = seen.sort("day", "department", nulls_last=True).group_by("subject").agg(pl.col("department").last())
    worked = _worked(policy, sorted(seen["day"].unique()))
    shifts = policy.people.select(
        "person", "shift", subject=pl.Series(map(purpose.pseudonym, policy.people["person"]), dtype=pl.String)
    )
    planned = (
        latest.join(shifts, on="subject")
        .join(worked, on="shift")
        .join(_leave(policy), on=["person", "day"], how="anti")
    )
    unseen = planned.join(seen, on=["subject", "day"], how="anti")
    columns = ("subject", "department", "day")
    return _with_week(pl.concat([seen.select(columns), unseen.select(columns)]))


def _worked(policy: PolicySnapshot, days: Iterable[dt.date]) -> pl.DataFrame:
    """``shift``, ``day``: on which days a shift works."""
    found = [(name, day) for day in days for name, shift in policy.shifts.items() if is_worked(shift, policy, day)]
    return pl.DataFrame(found, schema={"shift": pl.String, "day": pl.Date}, orient="row")


def _leave(policy: PolicySnapshot) -> pl.DataFrame:
    """``person``, ``day``: the days on which all of a person's shift is leave."""
    people = policy.people.select("person", "shift", "time_zone")
    leave = policy.exceptions.filter(pl.col("kind") == "leave").join(people, on="person")
    found = [
        (row["person"], day)
        for row in leave.iter_rows(named=True)
        for day in _covered(row["start_us"], row["end_us"], policy.shifts.get(row["shift"]), row["time_zone"])
    ]
    return pl.DataFrame(found, schema={"person": pl.String, "day": pl.Date}, orient="row").unique()


def _covered(start_us: int, end_us: int, shift: Shift | None, zone: str | None) -> Iterator[dt.date]:
    if shift is None or not zone:
        return
    day, end = (dt.datetime.fromtimestamp(us / 1e6, ZoneInfo(zone)).date() for us in (start_us, end_us))
    while day <= end:
        spans = shift.spans[day.weekday()]
        midnight = dt.datetime.combine(day, dt.time(), ZoneInfo(zone)).timestamp() * 1e6
        if spans and start_us <= midnight + spans[0][0] * _MINUTE_US and end_us >= midnight + spans[-1][1] * _MINUTE_US:
            yield day
        day += dt.timedelta(1)


def _with_week(days: pl.DataFrame) -> pl.DataFrame:
    return days.with_columns(week=pl.col("day").dt.truncate("1w"))
