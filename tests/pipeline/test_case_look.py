"""The look of a case: one person, some days, some columns, for one investigator, and the person learns of it."""

from __future__ import annotations

import datetime as dt

import pytest
from tests import sealed_office
from tests.sealed_office import SealedOffice
from tests.trial_organisation import DAYS, EVENING, START

from fairwatch.errors import Refused
from fairwatch.governance.case_request import CaseRequest, Suspicion
from fairwatch.pipeline.answers import answer
from fairwatch.pipeline.case_look import look
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.lineage import of_case
from fairwatch.viewer import Viewer

DAY = dt.timedelta(days=1)
LAST = START + (DAYS - 1) * DAY
FIELDS = {"leak": ["category", "bytes_up", "requests"]}


@pytest.fixture
def office(mine: Installation) -> SealedOffice:
    return sealed_office.make(mine.workspace.root, START)


@pytest.fixture
def uploader(office: SealedOffice) -> str:
    """Somebody with uploads on both days, who holds no office."""
    rows = office.installation.lake.read("leak", "buckets").group_by("subject").agg(days="day").to_dicts()
    both = {row["subject"] for row in rows if {START, LAST} <= set(row["days"])}
    leak = office.installation.policy(EVENING).purpose("leak")
    people = office.installation.policy(EVENING).people["person"]
    return next(one for one in people if leak.pseudonym(one) in both and one not in office.people.values())


def ask(office: SealedOffice, case: str, role: str = "analyst", name: str = "leak"):
    return answer(office.installation, [name], office.viewer(role), case=case, now=EVENING)[0]


def test_r35_the_investigator_sees_the_persons_rows_on_the_cases_days_and_nothing_else(
    office: SealedOffice, uploader: str
) -> None:
    case = sealed_office.open_a_case(office, uploader, (LAST, LAST), fields=FIELDS, now=EVENING)
    seen = ask(office, case).tables
    leak = office.installation.policy(EVENING).purpose("leak")
    assert {table.grain for table in seen.values()} == {"person"}
    assert set(seen["uploads"].frame["day"]) == {LAST}
    assert set(seen["uploads"].frame.columns) <= {"subject", "day", "category", "bytes_up", "requests"}
    stored = office.installation.lake.read("leak", "buckets", [LAST]).filter(subject=leak.pseudonym(uploader))
    assert seen["uploads"].frame["bytes_up"].sum() == stored.filter(action="upload")["bytes_up"].sum()


def test_r35_nobody_else_and_nothing_else_is_shown(office: SealedOffice, uploader: str) -> None:
    case = sealed_office.open_a_case(office, uploader, (START, LAST), fields=FIELDS, now=EVENING)
    for role in ("hr", "dpo", "union"):
        with pytest.raises(Refused, match="E_NO_CASE"):
            ask(office, case, role)
    with pytest.raises(Refused, match="E_NO_CASE"):
        ask(office, case, name="work-time")
    with pytest.raises(Refused, match="E_NO_CASE"):
        answer(office.installation, ["leak"], Viewer(uploader, "employee"), case=case, now=EVENING)


def test_of_work_time_a_case_sees_what_goes_beyond_each_days_tolerance(office: SealedOffice, uploader: str) -> None:
    fields = {"work-time": ["ts_us", "duration_us"]}
    case = sealed_office.open_a_case(office, uploader, (LAST, LAST), fields=fields, now=EVENING)
    seen = ask(office, case, name="work-time").tables
    assert set(seen) == {"person-coarse"}
    assert set(seen["person-coarse"].frame["day"]) <= {LAST}


def test_job_search_is_seen_only_where_a_registered_file_really_went_out(office: SealedOffice, uploader: str) -> None:
    """The request may say so; the lake must hold it."""
    from fairwatch.governance.services import cases

    analyst, hour = office.people["analyst"], dt.timedelta(hours=1)
    fields = {"leak": ("category", "registered"), "departure-self": ("ts_us", "site")}
    suspicion = Suspicion("A registered file went out.", ("leak finding 0042",), EVENING - hour)
    asked = CaseRequest(uploader, analyst, suspicion, START, LAST, fields, registered_file_day=LAST)
    case = cases.request(asked, by=analyst, now=EVENING)
    for role in ("dpo", "counsel"):
        cases.approve(case, role, by=office.people[role], finding="The file alone shows no intent.", now=EVENING)
    cases.inform_union(case, office.people["union"], by=office.people["dpo"], now=EVENING)
    cases.open_case(case, by=analyst, now=EVENING)
    granted = look(office.installation, case, office.viewer("analyst"), now=EVENING)
    assert [part.purpose for part in granted.purposes] == ["leak"]


def test_the_person_learns_of_it_when_the_case_is_over(office: SealedOffice, uploader: str) -> None:
    from fairwatch.governance.services import cases, own_records

    def known() -> list[str]:
        entries = own_records.read_access_log(uploader, by=uploader, now=EVENING + 2 * DAY)
        return [entry["action"] for entry in entries if "case" in entry["action"]]

    case = sealed_office.open_a_case(office, uploader, (LAST, LAST), fields=FIELDS, now=EVENING)
    ask(office, case)
    assert known() == []
    cases.close(case, by=office.people["analyst"], outcome="unfounded", now=EVENING + DAY)
    cases.tell_subject(case, by=office.people["dpo"], now=EVENING + DAY)
    assert f"case {case}: read" in known()


def test_r33_a_report_knows_the_rules_under_which_its_rows_were_collected(office: SealedOffice, uploader: str) -> None:
    case = sealed_office.open_a_case(office, uploader, (LAST, LAST), fields=FIELDS, now=EVENING)
    lineage = of_case(office.installation, case)
    assert lineage["leak"]
    assert all(len(hashes) == 1 for hashes in lineage["leak"])
