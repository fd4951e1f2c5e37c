"""What the door lets out of the anomaly analysis: to whom, under which name, and of a case what."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from tests.analyses.office import MONDAY, inputs, policy, rows, us
from tests.disclosure.conftest import Log

from fairwatch.analyses import run
from fairwatch.disclosure import release
from fairwatch.errors import Refused
from fairwatch.reports import html
from fairwatch.text import Text
from fairwatch.viewer import Grant, GrantedPurpose, Viewer

NOW = dt.datetime(2026, 9, 30, 12, tzinfo=dt.UTC)
ROLES = {"p0001": ["analyst"], "p0002": ["manager"], "p0003": ["hr"], "p0004": ["dpo"], "p0005": ["union"]}
RULES = policy([{"person": f"p{number:04}", "roles": ROLES.get(f"p{number:04}", [])} for number in range(1, 31)])
ODD = ("p0010", "p0011")
"""Two people with a flood of uploads, on Wednesday and Thursday of the third week."""
MB = 1_000_000
TITLE = Text("报告", "Report")


def upload(who: str, later: int, size: int) -> dict:
    day = MONDAY + dt.timedelta(later)
    pseudonym = RULES.purpose("leak").pseudonym(who)
    what = {"action": "upload", "category": "webmail", "requests": 1, "registered": False, "bytes_up": size * MB}
    return {"subject": pseudonym, "day": day, "bucket_us": us(day)} | what


@pytest.fixture(scope="module")
def result(engine):
    given = [upload(who, later, 5) for who in RULES.people["person"] for later in range(14)]
    given += [upload(who, 16 + later, 900) for who in ODD for later in range(2)]
    return run("anomaly", inputs(engine, {("leak", "buckets"): rows("leak", "buckets", given)}, RULES))


def seen(result, person: str, role: str = "employee", grant: Grant | None = None):
    return release(result, Viewer(person, role), RULES, Log(), grant=grant, now=NOW)


def test_the_person_sees_their_own_rows_and_nobody_elses(result) -> None:
    tables = seen(result, "p0010").tables
    assert tables["leak-unusual"].frame["day"].to_list() == [MONDAY + dt.timedelta(16), MONDAY + dt.timedelta(17)]
    assert tables["leak-risk"].frame.height == 1
    assert all("subject" not in table.frame.columns for table in tables.values())
    assert seen(result, "p0012").tables["leak-unusual"].frame.is_empty()


def test_the_analyst_sees_everybody_under_names_of_the_day(result) -> None:
    released = seen(result, "p0001", "analyst").tables
    names = set(released["leak-unusual"].frame["subject"])
    pseudonyms = {RULES.purpose("leak").pseudonym(who) for who in ODD}
    assert len(names) == len(ODD)
    assert not names & (pseudonyms | set(ODD))
    assert names == set(released["leak-risk"].frame["subject"])


@pytest.mark.parametrize(
    ("person", "role"), [("p0002", "manager"), ("p0003", "hr"), ("p0004", "dpo"), ("p0005", "union")]
)
def test_nobody_else_sees_anything(result, person: str, role: str) -> None:
    with pytest.raises(Refused):
        seen(result, person, role)


def test_a_case_sees_its_person_its_days_and_its_columns(result) -> None:
    subject = RULES.purpose("leak").pseudonym("p0010")
    day = MONDAY + dt.timedelta(16)
    grant = Grant(
        case="c0ffee",
        viewer=Viewer("p0001", "analyst"),
        purposes=(GrantedPurpose("leak", subject, frozenset({"bytes_up"})),),
        first_day=day,
        last_day=day,
        person="p0010",
        time_zone="UTC",
        granted_at=NOW - dt.timedelta(minutes=1),
        until=NOW + dt.timedelta(minutes=1),
        stands=lambda _: True,
    )
    tables = seen(result, "p0001", "analyst", grant).tables
    [row] = tables["leak-unusual"].frame.to_dicts()
    assert (row["day"], row["bytes_up"]) == (day, 900 * MB)
    assert row.keys() == {"day", "bytes_up", "usual_bytes", "limit_bytes"}
    assert "leak-risk" not in tables  # a score has no day, so nobody could tell whether it keeps to the window
    everything = frozenset({"bytes_up", "requests", "action", "bucket_us"})
    wide = dataclasses.replace(grant, purposes=(GrantedPurpose("leak", subject, everything),))
    shown = seen(result, "p0001", "analyst", wide).tables["leak-unusual"].frame.columns
    assert set(shown) == {"day", "slot", "feature", "bytes_up", "usual_bytes", "limit_bytes"}


def test_the_report_speaks_in_words(result) -> None:
    for person, role in (("p0001", "analyst"), ("p0010", "employee")):
        page = html([seen(result, person, role)], title=TITLE)
        assert "Working day, morning" in page
        assert "工作日上午" in page
        assert "work-morning" not in page
