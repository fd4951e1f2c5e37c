"""The letter about a case: what its person learns, in both languages (R35, R36)."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.governance.case_sample import ANALYST, COUNSEL, DAY, DPO, HR, SUBJECT, opened, record
from tests.governance.sample import NOW

from fairwatch.errors import Refused
from fairwatch.governance.services import case_letters, cases
from fairwatch.governance.services.audit import AuditLog
from fairwatch.viewer import AccessEntry, Viewer

pytestmark = pytest.mark.usefixtures("offices")
INVESTIGATOR = Viewer(ANALYST, "analyst")
LOOKED = NOW + dt.timedelta(hours=2)


def looked_and_closed(*, founded: bool = False) -> str:
    key = opened()
    grant = cases.grant(key, INVESTIGATOR, now=LOOKED)
    for outcome, rows in (("released", 6), ("refused", 0)):
        AuditLog(LOOKED).record(
            AccessEntry(
                grant.viewer,
                f"case {key}: analyse leak",
                "leak",
                outcome,  # type: ignore[arg-type]
                people=frozenset({grant.person}),
                details={"rows": rows},
            )
        )
    cases.close(key, by=ANALYST, outcome="the customer had asked for it", founded=founded, now=NOW + DAY)
    return key


def test_r35_the_letter_says_why_who_what_when_and_which_rights_there_are() -> None:
    key = looked_and_closed()
    letter = case_letters.tell(key, by=DPO, now=NOW + 2 * DAY)
    for said in (key, SUBJECT, ANALYST, DPO, COUNSEL, "bytes_up, category, registered", "2026-08-19", "2026-09-01"):
        assert said in letter.zh, said
        assert said in letter.en, said
    assert "A registered file went to an outside drive." in letter.en
    assert "leak finding of 2026-08-20" in letter.en
    assert f"2026-09-01 18:00 (Asia/Shanghai) {ANALYST}: analyse leak (leak, 6 rows)" in letter.en
    assert letter.en.count("analyse leak") == 1, "who was refused has seen nothing"
    assert "did not prove true" in letter.en
    assert "未查实" in letter.zh
    for right in ("my export", "my correct", "my complain --union", f"my be-named {key}"):
        assert right in letter.zh.replace("\n", " "), right
        assert right in letter.en.replace("\n", " "), right
    assert "人民法院" in letter.zh.replace("\n", "")


def test_r36_the_person_reads_the_same_letter_themselves_and_nobody_else_does() -> None:
    key = looked_and_closed(founded=True)
    assert case_letters.mine(SUBJECT, by=SUBJECT, now=NOW + DAY) == []
    letter = case_letters.tell(key, by=DPO, now=NOW + 2 * DAY)
    [(file, mine)] = case_letters.mine(SUBJECT, by=SUBJECT, now=NOW + 5 * DAY)
    assert (file.key, mine) == (key, letter)
    assert "proved true" in letter.en
    with pytest.raises(Refused, match="E_NO_CASE"):
        case_letters.mine(SUBJECT, by=HR, now=NOW + 5 * DAY)


def test_r35_a_letter_is_made_once_the_case_has_ended_and_by_its_approvers() -> None:
    key = opened()
    with pytest.raises(Refused, match="E_STATE"):
        case_letters.tell(key, by=DPO, now=NOW)
    cases.close(key, by=ANALYST, outcome="unfounded", now=NOW)
    with pytest.raises(Refused, match="E_NO_CASE"):
        case_letters.tell(key, by=ANALYST, now=NOW)
    assert "Nobody looked." in case_letters.tell(key, by=DPO, now=NOW).en


def test_r35_whom_nobody_told_reads_that_too() -> None:
    key = looked_and_closed()
    [(_, late)] = case_letters.mine(SUBJECT, by=SUBJECT, now=NOW + 32 * DAY)
    assert "nobody has" in late.en
    assert key in late.zh


def test_r35_a_case_that_still_runs_when_a_look_may_no_longer_be_hidden_has_no_outcome_yet() -> None:
    key = opened()
    cases.grant(key, INVESTIGATOR, now=NOW)
    seen_at = NOW + 30 * DAY
    [(file, letter)] = case_letters.mine(SUBJECT, by=SUBJECT, now=seen_at)
    assert (file.key, file.state) == (key, "OPEN")
    assert "None yet." in letter.en
    assert "尚无。" in letter.zh


def test_a_refused_request_is_told_as_well() -> None:
    key = cases.request(record(), by=ANALYST, now=NOW)
    cases.refuse(key, by=COUNSEL, reason="no facts", now=NOW)
    letter = case_letters.tell(key, by=DPO, now=NOW)
    assert "no facts" in letter.en
    assert "Approved by" not in letter.en
