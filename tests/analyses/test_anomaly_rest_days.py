"""Days of rest, from the rosters of the policy alone."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.analyses.office import policy

from fairwatch.analyses.anomaly_rest_days import rest_days
from fairwatch.policy import Calendar, Shift

SEPTEMBER, OCTOBER = dt.date(2026, 9, 1), dt.date(2026, 10, 1)
PERIOD = (dt.date(2026, 9, 14), dt.date(2026, 10, 11))
HOLIDAY = frozenset(OCTOBER + dt.timedelta(later) for later in range(7))
INSTEAD = dt.date(2026, 9, 20)
"""A Sunday that is worked instead of a day of the holiday."""
CALENDAR = Calendar("cn", HOLIDAY, frozenset({INSTEAD}), dt.date(2026, 1, 1), dt.date(2026, 12, 31))
DAY = ((540, 1080),)
OFFICE = Shift("office", (DAY,) * 5 + ((),) * 2, "cn")
PLANT = Shift("plant", (DAY,) * 7)


def days(office: int, plant: int = 0) -> frozenset[dt.date]:
    people = [
        {"person": f"p{number:04}", "shift": "office" if number < office else "plant"}
        for number in range(office + plant)
    ]
    return rest_days(policy(people, shifts={"office": OFFICE, "plant": PLANT}, calendars={"cn": CALENDAR}), PERIOD)


@pytest.mark.parametrize(
    ("day", "rest"),
    [
        (dt.date(2026, 9, 18), False),  # a Friday
        (dt.date(2026, 9, 19), True),  # the Saturday after it
        (INSTEAD, False),
        (OCTOBER, True),  # a Thursday
        (dt.date(2026, 10, 8), False),
    ],
)
def test_weekends_holidays_and_days_that_are_worked_instead(day: dt.date, rest: bool) -> None:
    assert (day in days(office=10)) == rest


def test_few_people_on_duty_make_no_working_day() -> None:
    assert dt.date(2026, 9, 19) in days(office=6, plant=4)


def test_a_plant_that_runs_every_day_has_no_days_of_rest() -> None:
    assert days(office=4, plant=6) == frozenset()


def test_where_no_roster_is_known_every_day_is_a_working_day() -> None:
    assert rest_days(policy([{"person": "p0001"}]), PERIOD) == frozenset()


def test_a_period_that_is_one_day_of_rest_is_one() -> None:
    people = [{"person": "p0001", "shift": "office"}, {"person": "p0002", "shift": "plant"}]
    rules = policy([*people, {"person": "p0003", "shift": "office"}], shifts={"office": OFFICE, "plant": PLANT})
    saturday = dt.date(2026, 9, 19)
    assert rest_days(rules, (saturday, saturday)) == {saturday}
