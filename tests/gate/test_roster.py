"""The look-up finds for every line what a look at the calendar, event by event, would find."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.gate.clerk import working_at
from tests.gate.office import CALENDAR, Office, us

from fairwatch.gate.roster import DAY_US, OFF, Roster
from fairwatch.policy import Shift

MINUTE = 60_000_000
ZONES = (
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Pacific/Honolulu",
    "UTC",
)

minutes = st.integers(0, 95).map(lambda quarter: quarter * 15)
spans = st.tuples(minutes, st.integers(1, 90)).map(lambda pair: (pair[0], pair[0] + 15 * pair[1]))
shifts = st.builds(
    Shift,
    name=st.just("test"),
    spans=st.lists(st.lists(spans, max_size=2).map(lambda one: tuple(sorted(one))), min_size=7, max_size=7).map(tuple),
    calendar=st.sampled_from([None, "cn", "unknown"]),
)
DAYS = "2026-03-28 2026-10-24 2026-10-31 2026-09-26 2026-09-30 2026-12-30 2024-02-28 2026-06-03"
"""Around the changes of clock, the worked Sunday, the holiday, the calendar's end, a leap day; an ordinary week."""

starts = st.sampled_from([us(f"{day}T00:00+00:00") for day in DAYS.split()])
blocks = st.lists(
    st.tuples(st.integers(-900, 4500), st.integers(1, 1500), st.sampled_from(["leave", "overtime"])), max_size=3
)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(data=st.data(), origin=starts)
def test_property_the_table_agrees_with_a_look_at_each_event(data: st.DataObject, origin: int) -> None:
    office = Office(shifts={"a": data.draw(shifts), "b": data.draw(shifts)}, calendars={"cn": CALENDAR})
    for number in range(4):
        name = f"p000{number}"
        office.person(
            name, shift=data.draw(st.sampled_from(["a", "b", None])), time_zone=data.draw(st.sampled_from(ZONES))
        )
        for start, length, kind in data.draw(blocks):
            begin = origin + start * MINUTE
            office.exceptions.append((name, begin, begin + length * MINUTE + data.draw(st.integers(0, 59)), kind))
    policy = office.policy()
    ts = np.array(sorted({origin + 7 * MINUTE * step + data.draw(st.integers(-1, 1)) for step in range(0, 600, 5)}))
    person = np.arange(len(ts), dtype=np.int32) % 4

    hours = Roster(policy).hours(tuple(sorted({int(day) for day in ts // DAY_US})))
    found = hours.find(person, ts)

    people = policy.people.rows(named=True)
    expected = [working_at(policy, people[row], int(at)) for row, at in zip(person, ts, strict=True)]
    assert (found != OFF).tolist() == expected
    inside = found != OFF
    assert (hours.starts[found[inside]] <= ts[inside]).all()
    assert (ts[inside] < hours.ends[found[inside]]).all()


def test_boundaries_are_exact_to_the_microsecond() -> None:
    office = Office()
    office.person("p0001")
    nine, noon = us("2026-09-01T09:00+08:00"), us("2026-09-01T12:00+08:00")
    hours = Roster(office.policy()).hours((nine // DAY_US,))
    ts = np.array([nine - 1, nine, noon - 1, noon])
    assert (hours.find(np.zeros(4, np.int32), ts) != OFF).tolist() == [False, True, True, False]


def test_a_long_shift_in_a_far_west_reaches_two_utc_days_further() -> None:
    standby = Shift("standby", (((480, 2700),), *((),) * 6))  # Monday 08:00 to Tuesday 21:00, Honolulu
    office = Office(shifts={"standby": standby})
    office.person("p0001", shift="standby", time_zone="Pacific/Honolulu")
    ts = us("2026-09-01T20:30-10:00")
    assert us("2026-09-02T00:00Z") <= ts
    found = Roster(office.policy()).hours((ts // DAY_US,)).find(np.zeros(1, np.int32), np.array([ts]))
    assert (found != OFF).all()


def test_nobody_never_works() -> None:
    office = Office()
    office.person("p0001")
    ten = us("2026-09-01T10:00+08:00")
    hours = Roster(office.policy()).hours((ten // DAY_US,))
    assert hours.find(np.array([-1], np.int32), np.array([ten])).tolist() == [OFF]


def test_an_unheard_of_time_zone_is_an_unknown_schedule() -> None:
    office = Office()
    for zone in ("Mars/Olympus", "", "../etc/passwd", None):
        office.person(f"in {zone}", time_zone=zone)
    ten = us("2026-09-01T10:00+08:00")
    found = Roster(office.policy()).hours((ten // DAY_US,)).find(np.arange(4, dtype=np.int32), np.full(4, ten))
    assert (found == OFF).all()


def test_times_that_no_calendar_reaches_are_not_working_time() -> None:
    office = Office()
    office.person("p0001", shift="night")
    far = 2**62
    hours = Roster(office.policy()).hours((far // DAY_US, -far // DAY_US))
    assert (hours.find(np.zeros(2, np.int32), np.array([far, -far])) == OFF).all()


def test_an_exception_of_an_unknown_kind_can_only_take_time_away() -> None:
    office = Office()
    office.person("p0001")
    office.exceptions = [("p0001", us("2026-09-01T09:30+08:00"), us("2026-09-01T20:00+08:00"), "strike")]
    ts = np.array([us("2026-09-01T09:15+08:00"), us("2026-09-01T10:00+08:00"), us("2026-09-01T19:00+08:00")])
    found = Roster(office.policy()).hours((int(ts[0]) // DAY_US,)).find(np.zeros(3, np.int32), ts)
    assert (found != OFF).tolist() == [True, False, False]


def test_threads_may_share_a_roster() -> None:
    office = Office(shifts={"a": Shift("a", (((540, 1080),),) * 7, None)}, calendars={})
    office.person("p0001", shift="a")
    shared, first = Roster(office.policy()), us("2026-06-03T00:00+00:00") // DAY_US
    asked = [(first + number % 9,) for number in range(200)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(shared.hours, asked))
    assert [one.starts.tolist() for one in found] == [
        Roster(office.policy()).hours(days).starts.tolist() for days in asked
    ]
