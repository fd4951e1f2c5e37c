"""Which days are days of rest for the organisation: weekends, public holidays, and the firm's own ones.

Known from the rosters of the policy, so it needs no calendar of its own: a day on which fewer than half as many people
are scheduled as on the busiest weekday. A weekend day that is worked instead of another (调休) is a working day, a
public holiday a day of rest; a plant that runs every day has none.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from fairwatch.analyses.working_days import is_worked
from fairwatch.policy import PolicySnapshot

FEW: Final = 0.5
"""Share of the people of the busiest weekday below which a day is one of rest."""


def rest_days(policy: PolicySnapshot, period: tuple[dt.date, dt.date]) -> frozenset[dt.date]:
    """The days of rest from the first to the last day of ``period``; where no roster is known there are none.

    Single people's leave and overtime say nothing about the organisation and do not count.
    """
    people = [
        (policy.shifts[shift], count)
        for shift, count in policy.people.group_by("shift").len().iter_rows()
        if shift in policy.shifts
    ]
    busiest = max((sum(count for shift, count in people if shift.spans[weekday]) for weekday in range(7)), default=0)
    days = (period[0] + dt.timedelta(later) for later in range((period[1] - period[0]).days + 1))
    return frozenset(
        day for day in days if sum(count for shift, count in people if is_worked(shift, policy, day)) < FEW * busiest
    )
