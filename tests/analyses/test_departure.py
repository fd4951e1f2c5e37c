"""Leaving tendency: shares of groups, and a person's own job search for that person."""

from __future__ import annotations

import dataclasses
import datetime as dt

import polars as pl
import pytest
from tests.activity.workday import KEPT, raw, row, view
from tests.analyses.office import MONDAY, inputs, policy, rolled_up, rows

from fairwatch.analyses import run

DAYS = ("departure-group", "days")
PEOPLE = [{"person": f"p{number:04}", "department": "sales" if number < 20 else "legal"} for number in range(30)]
HOURS = (9, 10, 11, 13, 14, 15, 16, 17)
DAY = dt.timedelta(1)


@pytest.fixture(scope="module")
def leaver(engine) -> dict[tuple[str, str], pl.DataFrame]:
    """The person of the newspaper report: 23 visits to recruitment sites and 9 résumés sent, over three days.

    Every visit has a page, a search, and another page or a submission, within four minutes.
    """
    visits = [(MONDAY + day * DAY, hour) for day in range(3) for hour in HOURS][:23]
    events = []
    for number, (day, hour) in enumerate(visits):
        last = "resume_submission" if number < 9 else "page_view"
        events += [
            view(f"{hour:02}:00", "jobs", day=day),
            row(f"{hour:02}:01", "jobs", "job_search", day=day),
            row(f"{hour:02}:04", "jobs", last, day=day),
        ]
    frame = raw(events).drop("bytes_down")
    assert set(frame.columns) - {"day", "subject", "department"} == set(KEPT) - {"bytes_down"}
    return rolled_up(engine, "departure-self", frame)


@pytest.fixture(scope="module")
def own(engine, leaver):
    return run("departure", inputs(engine, leaver)).tables


def test_the_person_of_the_report_reads_exactly_23_visits_and_9_submissions(own) -> None:
    assert own["self"].frame.rows() == [("p0001", 23, 23, 9)]


def test_every_submission_has_its_site_and_time(own, leaver) -> None:
    sent = leaver["departure-self", "events"].filter(action="resume_submission").sort("ts_us")
    assert own["self-submissions"].frame.select("ts_us", "site").rows() == sent.select("ts_us", "site").rows()
    assert own["self-searches"].frame.height == 23


def test_visits_per_site(own) -> None:
    assert own["self-sites"].frame.select("site", "days", "visits", "views").rows() == [("jobs", 3, 23, 60)]


def test_a_persons_details_are_rows_of_that_person_under_their_own_purpose(own) -> None:
    for table in (table for name, table in own.items() if name.startswith("self")):
        assert (table.grain, table.purpose) == ("person", "departure-self")
        assert table.column("subject") == "subject"


def seen(*people: tuple[str, str, dt.date]) -> dict:
    given = [{"subject": subject, "department": department, "day": day} for subject, department, day in people]
    return {DAYS: rows(*DAYS, given)}


def again(subject: str, department: str, day: dt.date = MONDAY) -> list[tuple[str, str, dt.date]]:
    """Seen on a day and the next."""
    return [(subject, department, day), (subject, department, day + DAY)]


def test_a_share_is_people_seen_out_of_people_under_notice(engine) -> None:
    days = seen(*again("a", "sales"), *again("b", "sales"), *again("c", "legal"), ("d", "legal", MONDAY))
    tables = run("departure", inputs(engine, days, policy(PEOPLE))).tables
    departments = tables["by-department"].frame.drop("members")
    assert departments.rows() == [("legal", "2026-09", 1, 10, 0.1), ("sales", "2026-09", 2, 20, 0.1)]
    assert tables["by-month"].frame.drop("members").rows() == [("2026-09", 3, 30, 0.1)]


def test_who_moves_counts_once_in_their_last_department(engine) -> None:
    """The departments add up to the whole, so their sum does not tell that one of the few who moved was seen."""
    days = seen(("a", "sales", MONDAY), ("a", "legal", MONDAY + DAY), *again("b", "sales"))
    tables = run("departure", inputs(engine, days, policy(PEOPLE))).tables
    assert tables["by-department"].frame["persons"].to_list() == [1, 1]
    assert tables["by-month"].frame["persons"].to_list() == [2]


def test_with_noise_the_period_is_a_quarter(engine) -> None:
    rules = policy(PEOPLE)
    rules = dataclasses.replace(rules, limits=dataclasses.replace(rules.limits, departure_noise=True))
    october = dt.date(2026, 10, 1)
    days = seen(("a", "sales", dt.date(2026, 8, 31)), ("a", "sales", MONDAY), *again("a", "sales", october))
    period = dt.date(2026, 8, 1), october + DAY
    tables = run("departure", inputs(engine, days, rules, period=period)).tables
    assert tables["by-quarter"].frame.drop("members").rows() == [
        ("2026-Q3", 1, 30, 1 / 30),
        ("2026-Q4", 1, 30, 1 / 30),
    ]


def test_the_months_of_campus_recruitment_are_named_in_both_languages(engine) -> None:
    rules = dataclasses.replace(policy(PEOPLE), campus_months=(3, 4, 9, 10, 11))
    period = dt.date(2026, 8, 20), dt.date(2026, 10, 1)
    said = run("departure", inputs(engine, {}, rules, period=period)).notes
    [note] = [note for note in said if "campus" in note.en]
    assert "March–April, September–November" in note.en
    assert "3—4 月、9—11 月" in note.zh
    assert all("2026-09" in text and "2026-10" in text and "2026-08" not in text for text in (note.zh, note.en))


def test_with_noise_the_quarter_of_the_year_before_is_there_to_compare_with(engine) -> None:
    limits = dataclasses.replace(policy().limits, departure_noise=True)
    rules = policy(PEOPLE, campus_months=(9, 10, 11, 12), limits=limits)
    [note] = [note for note in run("departure", inputs(engine, {}, rules)).notes if "campus" in note.en]
    assert "the same quarter of the year before" in note.en


def test_where_no_season_is_known_nothing_is_said_of_one(engine) -> None:
    assert not any("campus" in note.en for note in run("departure", inputs(engine, {}, policy(PEOPLE))).notes)


def test_a_department_where_nobody_was_seen_has_its_row(engine) -> None:
    """Else the mere existence of a hidden row would say that somebody was."""
    tables = run("departure", inputs(engine, seen(*again("a", "sales")), policy(PEOPLE))).tables
    assert tables["by-department"].frame["persons"].to_list() == [0, 1]


def test_the_group_tables_hold_neither_counts_of_visits_nor_sites_nor_times(engine) -> None:
    rules = policy(PEOPLE, kinds=["departure-group"])
    tables = run("departure", inputs(engine, seen(("a", "sales", MONDAY)), rules)).tables
    assert set(tables) == {"by-month", "by-department"}
    names = {column.name for table in tables.values() for column in table.columns}
    assert names == {"month", "department", "persons", "people", "share", "members"}


def test_both_purposes_stay_apart(engine, leaver) -> None:
    tables = run("departure", inputs(engine, leaver | seen(("a", "sales", MONDAY)), policy(PEOPLE))).tables
    assert {(table.grain, table.purpose) for table in tables.values()} == {
        ("group", "departure-group"),
        ("person", "departure-self"),
    }


def test_whether_anybody_has_consented_does_not_show_in_the_shape_of_the_answer(engine, leaver) -> None:
    somebody, nobody = (run("departure", inputs(engine, tables, policy(PEOPLE))) for tables in (leaver, {}))
    assert somebody.notes == nobody.notes
    assert list(somebody.tables) == list(nobody.tables)
