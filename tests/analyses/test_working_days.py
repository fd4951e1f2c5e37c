"""Who was to work on which day."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.office import MONDAY, policy, us

from fairwatch.analyses.working_days import person_days
from fairwatch.policy import EXCEPTIONS, Calendar, PolicySnapshot, Shift

WEEK = [MONDAY + dt.timedelta(later) for later in range(7)]
OFFICE = Shift("day", spans=(*(((540, 720), (780, 1080)),) * 5, (), ()), calendar="here")
PEOPLE = [{"person": "p0001"}, {"person": "p0002"}]


def rules(**changes: object) -> PolicySnapshot:
    calendar = Calendar("here", frozenset(), frozenset(), dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    return policy(PEOPLE, **({"shifts": {"day": OFFICE}, "calendars": {"here": calendar}} | changes))


def seen(rows: list[tuple[str, dt.date]], of: PolicySnapshot, department: str = "sales") -> pl.DataFrame:
    pseudonym = of.purpose("work-time").pseudonym
    given = [(pseudonym(person), department, day) for person, day in rows]
    return pl.DataFrame(given, schema={"subject": pl.String, "department": pl.String, "day": pl.Date}, orient="row")


def days(of: PolicySnapshot, rows: list[tuple[str, dt.date]], person: str = "p0001") -> list[dt.date]:
    found = person_days(of, of.purpose("work-time"), seen(rows, of))
    return found.filter(subject=of.purpose("work-time").pseudonym(person)).sort("day")["day"].to_list()


EVERYBODY_ELSE = [("p0002", day) for day in WEEK]


def test_the_days_of_the_shift_count_also_when_nothing_was_seen() -> None:
    assert days(rules(), [("p0001", WEEK[1]), *EVERYBODY_ELSE]) == WEEK[:5]


def test_a_day_without_any_log_counts_for_nobody() -> None:
    assert days(rules(), [("p0001", WEEK[1]), ("p0002", WEEK[3])]) == [WEEK[1], WEEK[3]]


def test_overtime_on_a_free_day_counts_when_something_was_seen() -> None:
    assert days(rules(), [("p0001", WEEK[5]), *EVERYBODY_ELSE]) == WEEK[:6]


def test_public_holidays_do_not_count_and_the_days_worked_instead_do() -> None:
    calendar = Calendar("here", frozenset({WEEK[2]}), frozenset({WEEK[6]}), dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    found = days(rules(calendars={"here": calendar}), [("p0001", WEEK[0]), *EVERYBODY_ELSE])
    assert found == [WEEK[0], WEEK[1], WEEK[3], WEEK[4], WEEK[6]]


@pytest.mark.parametrize(("start", "end", "counts"), [("09:00", "18:00", False), ("09:00", "12:00", True)])
def test_a_day_of_leave_does_not_count_and_half_a_day_does(start: str, end: str, counts: bool) -> None:
    leave = [{"person": "p0001", "start_us": us(WEEK[2], start), "end_us": us(WEEK[2], end), "kind": "leave"}]
    found = days(rules(exceptions=pl.DataFrame(leave, schema=EXCEPTIONS)), [("p0001", WEEK[0]), *EVERYBODY_ELSE])
    assert (WEEK[2] in found) is counts


def test_whoever_was_never_seen_has_no_days() -> None:
    assert days(rules(), EVERYBODY_ELSE) == []


def test_a_day_with_nothing_seen_belongs_to_the_latest_department() -> None:
    of = rules()
    moved = pl.concat([seen([("p0001", WEEK[0])], of, "legal"), seen([("p0001", WEEK[3]), ("p0002", WEEK[4])], of)])
    found = person_days(of, of.purpose("work-time"), moved).sort("day", "department")
    mine = found.filter(subject=of.purpose("work-time").pseudonym("p0001"))
    assert mine.select("day", "department").rows() == [(WEEK[0], "legal"), (WEEK[3], "sales"), (WEEK[4], "sales")]


@given(st.sets(st.tuples(st.sampled_from(["p0001", "p0002"]), st.sampled_from(WEEK))))
def test_every_day_seen_counts_once_and_no_day_twice(rows: set[tuple[str, dt.date]]) -> None:
    of = rules()
    frame = seen(sorted(rows), of)
    found = person_days(of, of.purpose("work-time"), frame)
    assert found.select("subject", "day").is_unique().all()
    assert frame.join(found, on=["subject", "department", "day"], how="anti").is_empty()
