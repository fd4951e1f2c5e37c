"""What a case holds while it runs, how long its file is kept, and who reads it (R35, R42; LAW section 7)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.governance.case_sample import (
    ANALYST,
    COUNSEL,
    DAY,
    DPO,
    HR,
    LEAK,
    OTHER_ANALYST,
    SUBJECT,
    UNION,
    WITH_JOB_SEARCH,
    approved,
    opened,
    record,
)
from tests.governance.sample import NOW

from fairwatch.errors import Refused
from fairwatch.governance.models import (
    AuditEntry,
    Case,
    CaseApproval,
    DismissalNotice,
    ErasureOrder,
    LegalHold,
    Report,
)
from fairwatch.governance.services import (
    audit,
    case_files,
    case_holds,
    case_register,
    cases,
    erasure,
    frozen,
    legal_holds,
    own_records,
    pseudonyms,
    reviews,
    rights,
)
from fairwatch.governance.services.case_holds import HeldRows
from fairwatch.viewer import Viewer

FIRST, LAST = dt.date(2026, 8, 19), dt.date(2026, 9, 1)
INVESTIGATOR, APPROVER = Viewer(ANALYST, "analyst"), Viewer(DPO, "dpo")

pytestmark = pytest.mark.usefixtures("offices")


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=code)


def held(now: dt.datetime = NOW) -> list[HeldRows]:
    return case_holds.in_force(now)


def closed(*, founded: bool = False, told: bool = True) -> str:
    key = opened()
    cases.close(key, by=ANALYST, outcome="see report", founded=founded, now=NOW)
    if told:
        cases.tell_subject(key, by=DPO, now=NOW)
    return key


def test_r42_an_approved_case_holds_exactly_its_rows_for_as_long_as_it_runs() -> None:
    key = cases.request(record(), by=ANALYST, now=NOW)
    assert held() == []
    cases.approve(key, "dpo", by=DPO, now=NOW)
    assert held() == [], "one signature holds nothing"
    cases.approve(key, "counsel", by=COUNSEL, now=NOW)
    assert held() == [HeldRows(key, "leak", pseudonyms.of(SUBJECT)["leak"], FIRST, LAST)]
    assert held(NOW + 30 * DAY) == [], "a case that nobody closes holds nothing beyond its time"


@pytest.mark.parametrize("founded", [False, True])
def test_r42_rows_go_with_the_case_unless_they_prove_what_it_found(founded: bool) -> None:
    closed(founded=founded)
    assert bool(held()) is founded
    assert bool(held(NOW + 364 * DAY)) is founded
    assert held(NOW + 365 * DAY) == []


def test_r10_a_case_never_holds_what_rests_on_consent(activate: Any) -> None:
    activate("departure-self", scope__opened_to_cases=True)
    approved(fields=WITH_JOB_SEARCH, registered_file_day=dt.date(2026, 8, 20))
    assert {rows.purpose for rows in held()} == {"leak"}


def test_an_erasure_spares_what_a_case_holds_and_is_not_settled_before_it_ends() -> None:
    key = opened()
    [order] = erasure.order([Case.objects.get(key=key).subject_id], ["leak"], "right", now=NOW)
    [pending] = erasure.pending(NOW)
    assert pending.held_until is None, "it is no hold of the DPO's, which keeps everything"
    assert list(pending.cases) == held()
    assert not erasure.is_overdue(order.due_at + DAY)
    cases.close(key, by=ANALYST, outcome="unfounded", now=NOW)
    assert [one.cases for one in erasure.pending(NOW)] == [()]
    assert erasure.is_overdue(order.due_at + DAY)


def test_r35_the_person_does_not_learn_of_a_case_by_what_it_holds() -> None:
    key = opened()
    erasure.order([Case.objects.get(key=key).subject_id], ["leak"], "right", now=NOW)
    [pending] = erasure.pending(NOW)
    erasure.note_case(pending, now=NOW)
    shown = own_records.rows(SUBJECT, NOW)
    assert not {"Case", "LegalHold", "CaseApproval"} & shown.keys()
    assert not any(key in entry["action"] for entry in own_records.access_log(SUBJECT, NOW))
    cases.close(key, by=ANALYST, outcome="unfounded", now=NOW)
    cases.tell_subject(key, by=DPO, now=NOW)
    assert f"case {key}: hold rows" in {entry["action"] for entry in own_records.access_log(SUBJECT, NOW)}
    assert own_records.rows(SUBJECT, NOW).keys() >= {"Case", "LegalHold"}


def test_rows_kept_for_a_case_alone_are_frozen_for_everything_else() -> None:
    """An erasure waits, and 90 days are over: only the look of the case itself may use the rows."""
    key = opened()
    subject = pseudonyms.of(SUBJECT)["leak"]
    assert frozen.frozen(NOW).is_empty()
    erasure.order([Case.objects.get(key=key).subject_id], ["leak"], "right", now=NOW)
    assert frozen.frozen(NOW).rows() == [("leak", subject, None, None)]
    assert frozen.frozen(NOW, case=key).is_empty()
    assert frozen.frozen(NOW, case="another").height == 1
    cases.close(key, by=ANALYST, outcome="see report", founded=True, now=NOW)
    ErasureOrder.objects.all().delete()
    late = NOW + 83 * DAY  # the first eight days of the window are past their ninety
    assert frozen.frozen(late)["day"].to_list() == [FIRST + number * DAY for number in range(6)]
    assert frozen.frozen(late, case=key).is_empty()


def test_r37_what_the_person_disputes_is_frozen_for_the_case_as_well() -> None:
    key = opened()
    rights.receive(SUBJECT, "restrict", by=SUBJECT, purpose="leak", now=NOW)
    assert frozen.frozen(NOW, case=key).height == 1


@pytest.mark.parametrize(("founded", "days"), [(False, 30), (True, 365)])
def test_a_file_goes_when_its_time_is_over_and_the_log_stays(founded: bool, days: int) -> None:
    key = closed(founded=founded)
    assert case_files.expire(NOW + days * DAY - dt.timedelta(seconds=1)) == 0
    assert case_files.expire(NOW + days * DAY) == 1
    assert not Case.objects.exists()
    assert not CaseApproval.objects.exists()
    assert not LegalHold.objects.exists()
    steps = AuditEntry.objects.filter(action__startswith=f"case {key}: ").order_by("index")
    assert [step.action.split(": ")[1] for step in steps][-3:] == ["close", "tell subject", "destroy file"]
    assert audit.verify().first_bad is None


def test_r35_a_file_stays_until_its_person_was_told() -> None:
    key = closed(told=False)
    later = NOW + 31 * DAY
    assert case_files.expire(later) == 0
    assert cases.overdue(later) == [key]
    cases.tell_subject(key, by=DPO, now=later)
    assert case_files.expire(later) == 1


def test_r42_a_file_stays_while_a_suit_is_pending() -> None:
    closed()
    hold = legal_holds.place(SUBJECT, "", "a suit is pending", NOW + 99 * DAY, by=DPO, now=NOW)
    assert case_files.expire(NOW + 40 * DAY) == 0
    legal_holds.lift(hold, by=DPO, now=NOW + 41 * DAY)
    assert case_files.expire(NOW + 41 * DAY) == 1


def test_reports_go_with_the_file_and_those_without_a_case_after_their_own_time() -> None:
    key = opened()
    for case in (key, None):
        reviews.draft(SUBJECT, "A report.", [], reviewer=DPO, case=case, by=ANALYST, now=NOW)
    DismissalNotice.objects.create(
        key="n", report=Report.objects.get(case__key=key), notified_by=HR, reasons="x", notified_on=NOW.date()
    )
    cases.close(key, by=ANALYST, outcome="unfounded", now=NOW)
    cases.tell_subject(key, by=DPO, now=NOW)
    assert case_files.expire(NOW + 30 * DAY) == 2
    assert not Report.objects.exists()
    assert not DismissalNotice.objects.exists()


def test_the_file_is_for_those_who_work_on_it() -> None:
    key = opened()
    for viewer in (INVESTIGATOR, APPROVER, Viewer(COUNSEL, "counsel")):
        assert case_register.show(key, viewer, now=NOW).subject == SUBJECT
        assert [file.key for file in case_register.listing(viewer, now=NOW)] == [key]
    for stranger in (Viewer(OTHER_ANALYST, "analyst"), Viewer(HR, "hr"), Viewer(UNION, "union")):
        assert case_register.listing(stranger, now=NOW) == []
        messages = set()
        for which in (key, "none"):
            with refused("E_NO_CASE") as error:
                case_register.show(which, stranger, now=NOW)
            messages.add(error.value.message("en").replace(which, ""))
        assert len(messages) == 1, "whether there is such a case does not show"


def test_who_it_is_about_shows_once_both_have_signed() -> None:
    key = cases.request(record(), by=ANALYST, now=NOW)
    assert case_register.show(key, INVESTIGATOR, now=NOW).subject == ""
    assert case_register.show(key, APPROVER, now=NOW).subject == SUBJECT
    cases.approve(key, "dpo", by=DPO, now=NOW)
    assert case_register.listing(INVESTIGATOR, now=NOW)[0].subject == ""
    cases.approve(key, "counsel", by=COUNSEL, now=NOW)
    assert case_register.listing(INVESTIGATOR, now=NOW)[0].subject == SUBJECT


def test_nobody_reads_the_file_of_a_case_about_themselves() -> None:
    key = cases.request(record(subject=DPO), by=ANALYST, now=NOW)
    with refused("E_NO_CASE"):
        case_register.show(key, APPROVER, now=NOW)
    assert case_register.listing(APPROVER, now=NOW) == []


def test_r35_the_person_reads_their_case_once_told() -> None:
    key = closed(told=False)
    assert case_register.told(SUBJECT, by=SUBJECT, now=NOW) == []
    with refused("E_NO_CASE"):
        case_register.told(SUBJECT, by=HR, now=NOW)
    cases.tell_subject(key, by=DPO, now=NOW)
    [file] = case_register.told(SUBJECT, by=SUBJECT, now=NOW)
    assert (file.suspicion, file.investigator, file.outcome) == (record().suspicion.text, ANALYST, "see report")
    assert (file.fields, file.approvals) == ({"leak": sorted(LEAK["leak"])}, {"dpo": DPO, "counsel": COUNSEL})


def test_the_reviewer_of_a_report_sees_its_rows_and_never_job_search(activate: Any) -> None:
    activate("departure-self", scope__opened_to_cases=True)
    key = opened(fields=WITH_JOB_SEARCH, registered_file_day=dt.date(2026, 8, 20))
    with refused("E_NO_CASE"):
        cases.grant_to_reviewer(key, APPROVER, now=NOW)
    reviews.draft(SUBJECT, "A report.", [], reviewer=DPO, case=key, by=ANALYST, now=NOW)
    grant = cases.grant_to_reviewer(key, APPROVER, now=NOW)
    assert (grant.viewer, [one.purpose for one in grant.purposes]) == (APPROVER, ["leak"])
    for stranger in (Viewer(COUNSEL, "counsel"), Viewer(DPO, "employee"), Viewer(HR, "hr")):
        with refused("E_NO_CASE"):
            cases.grant_to_reviewer(key, stranger, now=NOW)
    cases.close(key, by=ANALYST, outcome="unfounded", now=NOW)
    with refused("E_NO_CASE"):
        cases.grant_to_reviewer(key, APPROVER, now=NOW)


def test_what_is_done_to_a_report_before_it_is_served_belongs_to_the_secret_of_its_case() -> None:
    key = opened()
    report = reviews.draft(SUBJECT, "A report.", [], reviewer=DPO, case=key, by=ANALYST, now=NOW)
    reviews.begin_review(report, by=DPO, now=NOW)
    reviews.sign_review(report, "The rows show both uploads.", by=DPO, now=NOW + dt.timedelta(minutes=10))
    later = NOW + dt.timedelta(minutes=20)
    actions = {entry["action"] for entry in own_records.access_log(SUBJECT, later)}
    assert not any("report" in action or "review" in action for action in actions)
    reviews.open_hearing(report, by=ANALYST, now=later)
    assert "open hearing" in {entry["action"] for entry in own_records.access_log(SUBJECT, later)}
    assert [view.key for view in reviews.served(SUBJECT)] == [report]
