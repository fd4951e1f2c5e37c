"""How many people a purpose may observe: the denominator of a share."""

from __future__ import annotations

import calendar
import datetime as dt

import polars as pl

from fairwatch.policy import PolicySnapshot, Purpose


def under_notice(policy: PolicySnapshot, purpose: Purpose, periods: list[tuple[str, int]]) -> pl.DataFrame:
    """``department``, ``month``, ``people``: the purpose's population whose notice was in force by the month's end."""
    exempt = pl.col("roles").list.set_intersection(sorted(policy.exempt_roles)).list.len().fill_null(0) > 0
    population = policy.people.filter(~pl.col("excluded"), ~exempt, pl.col("department").is_not_null())
    if purpose.departments is not None:
        population = population.filter(pl.col("department").is_in(purpose.departments))
    notices = (
        policy.notices.filter(pl.col("purpose") == purpose.id).group_by("person").agg(pl.col("effective_us").min())
    )
    served = population.join(notices, on="person")
    parts = [
        served.filter(pl.col("effective_us") < end_us)
        .group_by("department")
        .agg(people=pl.len().cast(pl.Int64))
        .select("department", pl.lit(month).alias("month"), "people")
        for month, end_us in periods
    ]
    return pl.concat(parts)


def months(period: tuple[dt.date, dt.date]) -> list[tuple[str, int]]:
    """(``"2026-09"``, its end in UTC µs) for every month that the period touches."""
    found, day = [], period[0].replace(day=1)
    while day <= period[1]:
        following = day + dt.timedelta(calendar.monthrange(day.year, day.month)[1])
        found.append((f"{day:%Y-%m}", calendar.timegm(following.timetuple()) * 1_000_000))
        day = following
    return found


def quarters(period: tuple[dt.date, dt.date]) -> list[tuple[str, int]]:
    """(``"2026-Q3"``, its end in UTC µs) for every quarter that the period touches."""
    ends = {f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}": end_us for month, end_us in months(_whole_quarters(period))}
    return list(ends.items())


def _whole_quarters(period: tuple[dt.date, dt.date]) -> tuple[dt.date, dt.date]:
    first, last = period
    return first, last.replace(month=(last.month + 2) // 3 * 3, day=1)
