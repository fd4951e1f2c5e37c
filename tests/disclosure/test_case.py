"""The look of an approved case at one person (R35): its subject, window and columns, and its investigator."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, get_args

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairwatch.disclosure import beside_files
from fairwatch.findings import Column, Result, Table
from fairwatch.text import Text
from fairwatch.viewer import Grant, GrantedPurpose, Role, Viewer

ROLES = get_args(Role)
SUBJECT, OTHER = "p0042", "p0050"
NOW = dt.datetime(2026, 9, 15, 12, 0, tzinfo=dt.UTC)
FIRST, LAST = dt.date(2026, 9, 1), dt.date(2026, 9, 14)
COLUMNS = {
    "day": ("dimension", "day"),
    "at": ("detail", "instant"),
    "category": ("dimension", "text"),
    "site": ("dimension", "text"),
    "bytes_up": ("measure", "bytes"),
    "beyond": ("measure", "score"),
    "point_s": ("measure", "seconds"),
    "persons_nearby": ("measure", "count"),
}
VALUES: dict[str, Any] = {"category": "video", "site": "example", "persons_nearby": 3}


def granted(office: Any, *, fields: dict[str, set[str]] | None = None, **changes: Any) -> Grant:
    """A grant of the analyst about SUBJECT; by default three columns of leak."""
    fields = fields or {"leak": {"category", "bytes_up"}}
    purposes = tuple(
        GrantedPurpose(kind, office.policy.purpose(kind).pseudonym(SUBJECT), frozenset(names))
        for kind, names in fields.items()
    )
    values: dict[str, Any] = {
        "case": "c0ffee",
        "viewer": Viewer(office.holder("analyst"), "analyst"),
        "purposes": purposes,
        "first_day": FIRST,
        "last_day": LAST,
        "person": SUBJECT,
        "time_zone": "Asia/Shanghai",
        "granted_at": NOW - dt.timedelta(minutes=10),
        "until": NOW + dt.timedelta(minutes=10),
        "stands": lambda _: True,
    }
    return Grant(**(values | changes))


def rows(office: Any, kind: str, *names: str, days: tuple[int, ...] = (1, 14, 15), **values: Any) -> Table:
    """Rows of the subject and of somebody else on some days of September."""
    pseudonym = office.policy.purpose(kind).pseudonym
    cells = []
    for person in (SUBJECT, OTHER):
        for day in days:
            at = dt.datetime(2026, 9, day, 4, 7, 30, tzinfo=dt.UTC)
            known = VALUES | {"day": at.date(), "at": int(at.timestamp() * 1e6)} | values
            cells.append({"subject": pseudonym(person)} | {name: known.get(name, 600) for name in names})
    columns = tuple(Column(name, *_typed(name)) for name in names)
    return Table(
        "rows",
        Text("行", "rows"),
        "person",
        kind,
        (Column("subject", "subject", Text("", "")), *columns),
        pl.DataFrame(cells),
    )


def _typed(name: str) -> tuple[Any, Text, Any]:
    role, unit = COLUMNS[name]
    return role, Text(name, name), unit


LEAK = ("day", "category", "bytes_up", "beyond")


def test_r35_the_investigator_sees_the_subjects_days_and_columns_and_nothing_else(office: Any) -> None:
    released = office.ask("analyst", rows(office, "leak", *LEAK, "persons_nearby"), grant=granted(office))
    frame = released.tables["rows"].frame
    assert frame.columns == ["day", "category", "bytes_up", "beyond"]
    assert frame["day"].to_list() == [dt.date(2026, 9, 1), dt.date(2026, 9, 14)]
    assert office.policy.purpose("leak").pseudonym(SUBJECT) not in released.to_json()


@pytest.mark.parametrize("role", ROLES)
def test_r35_nobody_but_the_assigned_investigator(role: Role, office: Any) -> None:
    grant = granted(office)
    if role != "analyst":
        assert office.code(role, rows(office, "leak", *LEAK), grant=grant) == "E_NO_CASE"
    assert office.code(role, rows(office, "leak", *LEAK), person=OTHER, grant=grant) == "E_NO_CASE"


def test_r35_the_investigator_must_still_hold_the_role(office: Any) -> None:
    nobody = office.policy.people.with_columns(roles=pl.lit(["employee"], dtype=pl.List(pl.String)))
    policy = dataclasses.replace(office.policy, people=nobody)
    assert office.code("analyst", rows(office, "leak", *LEAK), grant=granted(office), policy=policy) == "E_NO_CASE"


@pytest.mark.parametrize("minutes", [-11, 10, 60 * 24 * 365])
def test_r35_a_grant_is_worth_nothing_before_and_after_its_time(minutes: int, office: Any) -> None:
    later = NOW + dt.timedelta(minutes=minutes)
    assert office.code("analyst", rows(office, "leak", *LEAK), grant=granted(office), now=later) == "E_NO_CASE"


def test_r35_a_kept_grant_ends_with_its_case(office: Any) -> None:
    """The door asks at every answer whether the case is still open."""
    closed_at = NOW + dt.timedelta(minutes=5)
    kept = granted(office, stands=lambda at: at < closed_at)
    assert office.ask("analyst", rows(office, "leak", *LEAK), grant=kept).tables
    assert office.code("analyst", rows(office, "leak", *LEAK), grant=kept, now=closed_at) == "E_NO_CASE"


@pytest.mark.parametrize(("first", "last"), [(dt.date(2026, 8, 31), LAST), (LAST, FIRST)], ids=["15 days", "none"])
def test_r35_the_door_does_not_trust_a_window(first: dt.date, last: dt.date, office: Any) -> None:
    grant = granted(office, first_day=first, last_day=last)
    assert office.code("analyst", rows(office, "leak", *LEAK), grant=grant) == "E_NO_CASE"


def test_r35_a_purpose_that_the_case_did_not_name_stays_shut(office: Any) -> None:
    for kind in ("violations", "work-time", "departure-self", "traffic"):
        assert office.code("analyst", rows(office, kind, "day", "bytes_up"), grant=granted(office)) == "E_NO_CASE"


def test_r35_with_a_grant_nothing_is_shown_but_the_case(office: Any) -> None:
    released = office.ask(
        "analyst", rows(office, "leak", *LEAK), office.groups("leak"), office.refusals(), grant=granted(office)
    )
    assert list(released.tables) == ["rows"]
    assert set(released.withheld.values()) == {"E_NO_CASE"}


def test_r35_a_sum_without_a_day_could_be_of_any_time(office: Any) -> None:
    assert office.code("analyst", rows(office, "leak", "category", "bytes_up"), grant=granted(office)) == "E_NO_CASE"


def test_r35_a_table_without_any_granted_column_is_not_shown(office: Any) -> None:
    grant = granted(office, fields={"leak": {"registered"}})
    assert office.code("analyst", rows(office, "leak", "category", "at"), grant=grant) == "E_NO_CASE"


def test_r35_a_purpose_that_ended_is_shut(office: Any) -> None:
    rest = tuple(rule for rule in office.policy.purposes if rule.id != "leak")
    off = dataclasses.replace(office.policy, purposes=rest)
    assert office.code("analyst", rows(office, "leak", *LEAK), grant=granted(office), policy=off) == "E_NO_CASE"


def test_r25_of_work_time_a_case_sees_coarse_sums_and_never_a_category(office: Any) -> None:
    grant = granted(office, fields={"work-time": {"duration_us", "category", "site"}})
    fine = rows(office, "work-time", "day", "category", "point_s")
    assert office.code("analyst", fine, grant=grant) == "E_CATEGORY_TOO_FINE"
    coarse = office.ask("analyst", rows(office, "work-time", "day", "point_s"), grant=grant)
    assert coarse.tables["rows"].frame.rows() == [(dt.date(2026, 9, 1), 600), (dt.date(2026, 9, 14), 600)]


def test_r27_job_search_hides_in_no_other_purpose_of_a_case(office: Any) -> None:
    hidden = rows(office, "leak", *LEAK, category="recruitment")
    assert office.code("analyst", hidden, grant=granted(office)) == "E_LEAVING_INDIVIDUAL"


SEARCH = {"departure-self": {"ts_us", "site"}, "leak": {"category"}}


@pytest.fixture
def opened(office: Any) -> Any:
    """The office under the wording of departure-self that names cases."""
    purposes = tuple(
        dataclasses.replace(rule, opened_to_cases=True) if rule.id == "departure-self" else rule
        for rule in office.policy.purposes
    )
    return dataclasses.replace(office, policy=dataclasses.replace(office.policy, purposes=purposes))


def sent(office: Any, *days: int, person: str = SUBJECT, registered: bool = True) -> Result:
    """The leak analysis: ``person`` sent files on these days of September, everybody else on every day."""
    pseudonym = office.policy.purpose("leak").pseudonym
    who = [(person, day, registered) for day in days] + [(OTHER, day, True) for day in range(1, 29)]
    cells = [(pseudonym(one), dt.date(2026, 9, day), flag) for one, day, flag in who]
    columns = (
        Column("subject", "subject", Text("", "")),
        Column("day", "dimension", Text("", ""), "day"),
        Column("registered", "detail", Text("", "")),
    )
    frame = pl.DataFrame(cells, schema=["subject", "day", "registered"], orient="row")
    table = Table("uploads", Text("", ""), "person", "leak", columns, frame)
    return Result("leak", Text("", ""), {"uploads": table})


def beside(office: Any, found: Result, consented_from: dt.date | None = FIRST, **changes: Any) -> Grant:
    """A grant that names job search, with the days that the door found in ``found``."""
    grant = granted(office, fields=SEARCH, **changes)
    purposes = tuple(dataclasses.replace(one, consented_from=consented_from) for one in grant.purposes)
    return beside_files(dataclasses.replace(grant, purposes=purposes), found, office.policy.limits)


def seen(office: Any, grant: Grant, days: tuple[int, ...] = tuple(range(1, 29))) -> list[int]:
    """The days of September whose job search comes out."""
    table = rows(office, "departure-self", "at", "site", days=days)
    frame = office.ask("analyst", table, grant=grant).tables["rows"].frame
    assert frame.columns == ["at", "site"]
    return [dt.datetime.fromtimestamp(at / 1e6, dt.UTC).day for at in frame["at"].to_list()]


def test_r27_job_search_is_shown_on_the_days_beside_the_persons_own_confidential_files(opened: Any) -> None:
    assert seen(opened, beside(opened, sent(opened, 7))) == [6, 7, 8]
    assert seen(opened, beside(opened, sent(opened, 1, 10))) == [1, 2, 9, 10, 11]


@pytest.mark.parametrize(
    "found",
    [{}, {"days": (7,), "registered": False}, {"days": (7,), "person": "p0051"}, {"days": (15,)}],
    ids=["no file", "no confidential one", "somebody else's", "after the window"],
)
def test_r27_without_a_confidential_file_of_theirs_in_the_window_it_is_not(found: dict[str, Any], opened: Any) -> None:
    grant = beside(opened, sent(opened, *found.pop("days", ()), **found))
    table = rows(opened, "departure-self", "at", "site")
    assert opened.code("analyst", table, grant=grant) == "E_LEAVING_INDIVIDUAL"


def test_r27_what_a_request_says_about_a_file_opens_nothing(opened: Any) -> None:
    """Only the door puts days into a grant, and it takes them from the rows of leak alone."""
    table = rows(opened, "departure-self", "at", "site")
    assert opened.code("analyst", table, grant=granted(opened, fields=SEARCH)) == "E_LEAVING_INDIVIDUAL"
    elsewhere = sent(opened, 7)
    uploads = dataclasses.replace(elsewhere.tables["uploads"], purpose="violations")
    forged = dataclasses.replace(elsewhere, tables={"uploads": uploads})
    assert opened.code("analyst", table, grant=beside(opened, forged)) == "E_LEAVING_INDIVIDUAL"


def test_r27_under_the_wording_as_installed_it_is_never_shown(office: Any) -> None:
    table = rows(office, "departure-self", "at", "site")
    assert office.code("analyst", table, grant=beside(office, sent(office, 7))) == "E_LEAVING_INDIVIDUAL"


def test_r12_without_consent_to_that_wording_there_is_nothing_which_says_nothing(opened: Any) -> None:
    assert seen(opened, beside(opened, sent(opened, 7), consented_from=None)) == []
    assert seen(opened, beside(opened, sent(opened, 7), consented_from=dt.date(2026, 9, 7))) == [7, 8]
    nobodys = beside(opened, sent(opened, 7))
    assert seen(opened, nobodys, days=(20,)) == []


def test_times_in_a_case_are_quarter_hours(opened: Any) -> None:
    table = rows(opened, "departure-self", "at", days=(6, 7))
    frame = opened.ask("analyst", table, grant=beside(opened, sent(opened, 7))).tables["rows"].frame
    assert (frame["at"] % (15 * 60 * 1_000_000)).to_list() == [0, 0]


def test_an_instant_belongs_to_the_day_of_the_persons_zone(office: Any) -> None:
    """16:30 UTC of 14 September is the 15th in Shanghai."""
    late = int(dt.datetime(2026, 9, 14, 16, 30, tzinfo=dt.UTC).timestamp() * 1e6)
    table = rows(office, "leak", "at", "category", at=late)
    fields = {"leak": {"category"}}
    assert office.ask("analyst", table, grant=granted(office, fields=fields)).tables["rows"].frame.is_empty()
    berlin = granted(office, fields=fields, time_zone="Europe/Berlin")
    assert office.ask("analyst", table, grant=berlin).tables["rows"].frame.height == 3


def test_r41_one_entry_names_the_case_and_the_subject_even_when_nothing_was_found(office: Any) -> None:
    for days in ((1, 14), (20,)):
        office.log.entries.clear()
        office.ask("analyst", rows(office, "leak", *LEAK, days=days), office.groups("leak"), grant=granted(office))
        [entry] = office.log.entries
        assert (entry.action, entry.outcome) == ("case c0ffee: analyse analysis", "released")
        assert (entry.people, entry.subjects) == ({SUBJECT}, set())


def test_r41_a_refused_look_is_one_entry_too(office: Any) -> None:
    office.code("hr", rows(office, "leak", *LEAK), office.groups("leak"), grant=granted(office))
    [entry] = office.log.entries
    assert (entry.action, entry.code) == ("case c0ffee: analyse analysis", "E_NO_CASE")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, derandomize=True)
@given(
    fields=st.sets(st.sampled_from(["category", "bytes_up", "site", "ts_us", "duration_us"]), min_size=1),
    names=st.sets(st.sampled_from(sorted(COLUMNS)), min_size=1),
    days=st.sets(st.integers(1, 28), min_size=1).map(sorted).map(tuple),
    first=st.integers(1, 14),
    length=st.integers(1, 14),
)
def test_whatever_is_granted_no_other_person_day_or_column_comes_out(
    office: Any, fields: set[str], names: set[str], days: tuple[int, ...], first: int, length: int
) -> None:
    window = dt.date(2026, 9, first), dt.date(2026, 9, first + length - 1)
    grant = granted(office, fields={"leak": fields}, first_day=window[0], last_day=window[1])
    table = rows(office, "leak", "day", *sorted(names - {"day"}), days=days)
    sources = {"at": "ts_us", "beyond": "bytes_up", "point_s": "duration_us"}
    allowed = {name for name in names if sources.get(name, name) in fields} | {"day"}
    frame = office.ask("analyst", table, grant=grant).tables["rows"].frame
    assert set(frame.columns) == allowed & ({"day"} | names)
    inside = [day for day in days if window[0] <= dt.date(2026, 9, day) <= window[1]]
    assert frame["day"].to_list() == [dt.date(2026, 9, day) for day in inside]
