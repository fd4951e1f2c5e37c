"""What the door lets out of the group tier: one visit of anybody shows nowhere, and a second one singles nobody out."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.analyses.office import MONDAY, inputs, policy, rows
from tests.disclosure.conftest import Books, Log, ledgers

from fairwatch.analyses import run
from fairwatch.disclosure import release
from fairwatch.viewer import Viewer

NOW = dt.datetime(2026, 9, 30, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(1)
STAFF = {f"p{number:04}": "sales" if number < 60 else "legal" for number in range(100)}
RULES = policy(
    [
        {"person": person, "department": department, "roles": ["hr"] if person == "p0099" else []}
        for person, department in STAFF.items()
    ],
    kinds=["departure-group"],
)
SEARCHING = [person for number, person in enumerate(STAFF) if number % 3 == 0 and number < 96]
"""Twenty of sales and twelve of legal."""
OTHERS = sorted(STAFF.keys() - {*SEARCHING, "p0099"})

Visit = tuple[str, int]
"""A person, and how many days after the Monday."""
SEARCHES: list[Visit] = [(person, day) for person in SEARCHING for day in (0, 3)]


def shown(engine, visits: list[Visit], books: Books | None = None) -> dict[str, list[tuple[object, ...]]]:
    """What HR reads, table by table."""
    pseudonym = RULES.purpose("departure-group").pseudonym
    given = [
        {"subject": pseudonym(person), "department": STAFF[person], "day": MONDAY + day * DAY} for person, day in visits
    ]
    key = "departure-group", "days"
    result = run("departure", inputs(engine, {key: rows(*key, given)}, RULES))
    released = release(result, Viewer("p0099", "hr"), RULES, Log(), ledgers=ledgers(books), now=NOW)
    return {name: table.frame.rows() for name, table in released.tables.items()}


def test_the_share_is_that_of_people_who_came_back(engine) -> None:
    found = shown(engine, SEARCHES + [(person, 1) for person in OTHERS])
    assert [row[:4] for row in found["by-department"]] == [
        ("legal", "2026-09", 12, 40),
        ("sales", "2026-09", 20, 60),
    ]


@settings(max_examples=15, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(OTHERS), st.integers(0, 20)))
def test_one_visit_of_anybody_changes_no_released_share(engine, curious: dict[str, int]) -> None:
    """Neither in a first answer nor in a later one."""
    books = Books()
    before = shown(engine, SEARCHES, books)
    more = SEARCHES + list(curious.items())
    assert shown(engine, more) == shown(engine, more, books) == before


@pytest.mark.parametrize("already", [[], [(OTHERS[0], 1)]], ids=["never there", "there once"])
def test_who_lures_somebody_to_a_job_board_does_not_learn_whether_they_had_been_there(
    engine, already: list[Visit]
) -> None:
    """The lure would be the second day of whoever was curious before: the count would go up by one, or not."""
    books = Books()
    before = shown(engine, SEARCHES + already, books)
    lured = [*SEARCHES, *already, (OTHERS[0], 4)]
    assert shown(engine, lured, books) == before == shown(engine, SEARCHES)


def test_second_visits_show_once_those_of_enough_people_do(engine) -> None:
    books, sales = Books(), [person for person in OTHERS if STAFF[person] == "sales"]
    before = shown(engine, SEARCHES + [(person, 1) for person in sales], books)
    for many in (1, 5, 9):
        again = [(person, day) for person in sales[:many] for day in (1, 4)]
        assert shown(engine, SEARCHES + again, books) == before
    everybody = [(person, day) for person in sales[:25] for day in (1, 4)]
    sales_row = shown(engine, SEARCHES + everybody, books)["by-department"][1]
    assert sales_row[:4] == ("sales", "2026-09", 45, 60)


def test_what_was_shown_when_one_day_was_enough_is_no_help(engine) -> None:
    """The same question as ever: answers of before are repeated, too, until enough people's parts differ."""
    books = Books()
    curious = OTHERS[:9]
    of_before = shown(engine, [*SEARCHES, *((person, day) for person in curious for day in (1, 2))], books)
    assert shown(engine, [*SEARCHES, *((person, 1) for person in curious)], books) == of_before
