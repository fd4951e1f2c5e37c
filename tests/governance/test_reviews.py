"""Reports about a person: a human review (R31) and a hearing (R32) before anybody else reads them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.governance.case_sample import ANALYST, COUNSEL, DAY, DPO, HR, SUBJECT, UNION, opened
from tests.governance.sample import NOW

from fairwatch.errors import Refused
from fairwatch.governance.models import AuditEntry, AuditIdentity
from fairwatch.governance.services import reviews, rights, rubber_stamp

MINUTE = dt.timedelta(minutes=1)
TEXT = "Twice a registered file went to an outside drive."
REASONS = "The proxy lines show both uploads; no other person used the device."

pytestmark = pytest.mark.usefixtures("offices")


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=code)


def draft(reviewer: str = DPO, **changes: Any) -> str:
    values: dict[str, Any] = {"reviewer": reviewer, "by": ANALYST, "now": NOW} | changes
    return reviews.draft(SUBJECT, TEXT, [], **values)


def reviewed(number: int = 0, *, minutes: float = 10, overturn: bool = False, reviewer: str = DPO) -> str:
    key = draft(reviewer)
    reviews.begin_review(key, by=reviewer, now=NOW)
    reasons = f"{REASONS} Report {number}."
    reviews.sign_review(key, reasons, overturn=overturn, by=reviewer, now=NOW + minutes * MINUTE)
    return key


def heard() -> str:
    key = reviewed()
    reviews.open_hearing(key, by=ANALYST, now=NOW)
    return key


def test_r31_r32_a_report_reviewed_and_heard_is_read_with_reasons_and_comment() -> None:
    key = heard()
    reviews.comment(key, "The customer had asked for both files.", by=SUBJECT, now=NOW + DAY)
    reviews.finalise(key, by=ANALYST, now=NOW + DAY)
    read = reviews.read(key, by=HR, now=NOW + DAY)
    assert (read.text, read.reviewer, read.state) == (TEXT, DPO, "FINAL")
    assert read.reasons.startswith(REASONS)
    assert read.comment == "The customer had asked for both files."


@pytest.mark.parametrize(
    ("reviewer", "code"),
    [
        (ANALYST, "E_SELF_APPROVAL"),
        (SUBJECT, "E_SELF_APPROVAL"),
        (UNION, "E_HUMAN_REVIEW"),
        (HR, "E_HUMAN_REVIEW"),
        ("p9999", "E_HUMAN_REVIEW"),
    ],
    ids=["the author", "the subject", "the union", "who may see no evidence", "nobody"],
)
def test_r31_the_reviewer_is_a_named_human_and_somebody_else(reviewer: str, code: str) -> None:
    with refused(code):
        draft(reviewer)


@pytest.mark.parametrize("reasons", ["", "  ", TEXT], ids=["none", "blank", "the report's own words"])
def test_r31_without_reasons_of_ones_own_nothing_is_signed(reasons: str) -> None:
    key = draft()
    reviews.begin_review(key, by=DPO, now=NOW)
    with refused("E_HUMAN_REVIEW"):
        reviews.sign_review(key, reasons, by=DPO, now=NOW + MINUTE)


def test_r31_reasons_are_not_copied_from_an_earlier_review() -> None:
    reviewed(1)
    with refused("E_HUMAN_REVIEW"):
        reviewed(1)


def test_r31_only_the_named_reviewer_signs_and_only_what_they_opened() -> None:
    key = draft()
    with refused("E_HUMAN_REVIEW"):
        reviews.sign_review(key, REASONS, by=COUNSEL, now=NOW)
    with refused("E_HUMAN_REVIEW"):
        reviews.sign_review(key, REASONS, by=DPO, now=NOW)


def test_r31_a_draft_is_shown_to_nobody_and_not_served() -> None:
    key = draft()
    for by in (HR, SUBJECT):
        with refused("E_HUMAN_REVIEW"):
            reviews.read(key, by=by, now=NOW)
    with refused("E_HUMAN_REVIEW"):
        reviews.open_hearing(key, by=ANALYST, now=NOW)


def test_r31_the_reviewer_may_overturn_and_that_is_the_end() -> None:
    key = reviewed(overturn=True)
    for step in (reviews.open_hearing, reviews.finalise):
        with refused("E_STATE" if step is reviews.open_hearing else "E_HEARING"):
            step(key, by=ANALYST, now=NOW + DAY)
    with refused("E_HUMAN_REVIEW"):
        reviews.read(key, by=HR, now=NOW + DAY)


def test_r32_the_person_sees_it_before_anybody_else() -> None:
    key = reviewed()
    for by in (HR, SUBJECT):
        with refused("E_HEARING"):
            reviews.read(key, by=by, now=NOW)
    reviews.open_hearing(key, by=ANALYST, now=NOW)
    assert reviews.read(key, by=SUBJECT, now=NOW).text == TEXT
    for by in (HR, DPO, "p0001"):
        with refused("E_HEARING"):
            reviews.read(key, by=by, now=NOW)


def test_r32_without_a_comment_it_is_final_after_five_working_days() -> None:
    """Served on Tuesday 1 September 2026: the fifth working day after it is Tuesday the 8th."""
    key = heard()
    for day in (3, 7):
        with refused("E_HEARING"):
            reviews.finalise(key, by=ANALYST, now=NOW + day * DAY)
    reviews.finalise(key, by=ANALYST, now=NOW + 8 * DAY)


def test_r32_only_the_person_comments_and_only_during_the_hearing() -> None:
    key = heard()
    with refused("E_HEARING"):
        reviews.comment(key, "He did it.", by=HR, now=NOW)
    with refused("E_HEARING"):
        reviews.comment(key, " ", by=SUBJECT, now=NOW)
    reviews.comment(key, "I did not.", by=SUBJECT, now=NOW)
    reviews.finalise(key, by=ANALYST, now=NOW)
    with refused("E_STATE"):
        reviews.comment(key, "I did.", by=SUBJECT, now=NOW)


def test_r32_there_is_no_view_of_a_report_without_its_comment() -> None:
    fields = list(reviews.ReportView.__dataclass_fields__.values())
    assert {"text", "reasons", "comment"} <= {field.name for field in fields}
    assert all(field.default is field.default_factory for field in fields), "a part with a default can be left out"


@pytest.mark.parametrize("by", [ANALYST, UNION, "p0006"], ids=["analyst", "union", "recruiter"])
def test_r30_a_final_report_is_for_those_who_may_act_on_it(by: str) -> None:
    key = heard()
    reviews.finalise(key, by=ANALYST, now=NOW + 8 * DAY)
    with refused("E_DISCLOSURE"):
        reviews.read(key, by=by, now=NOW + 8 * DAY)


def complained(*, reviewer: str) -> str:
    """A report, heard, about somebody who complained the day before it was drafted."""
    rights.receive(SUBJECT, "complain", by=SUBJECT, words="too much", now=NOW - DAY)
    key = reviewed(reviewer=reviewer)
    reviews.open_hearing(key, by=ANALYST, now=NOW)
    reviews.comment(key, "I disagree.", by=SUBJECT, now=NOW)
    return key


def test_r38_after_a_complaint_a_report_needs_the_dpos_signature() -> None:
    key = complained(reviewer=COUNSEL)
    with refused("E_HUMAN_REVIEW"):
        reviews.finalise(key, by=ANALYST, now=NOW)
    for by, reasons, code in ((HR, "fine", "E_HUMAN_REVIEW"), (DPO, " ", "E_HUMAN_REVIEW"), (ANALYST, "x", "E_SELF")):
        with refused(code):
            reviews.sign_off(key, reasons, by=by, now=NOW)
    reviews.sign_off(key, "The upload came before the complaint.", by=DPO, now=NOW)
    reviews.finalise(key, by=ANALYST, now=NOW)


def test_r38_a_review_by_the_dpo_is_the_dpos_signature() -> None:
    reviews.finalise(complained(reviewer=DPO), by=ANALYST, now=NOW)


def test_r38_six_months_after_the_complaint_the_protection_ends() -> None:
    key = complained(reviewer=COUNSEL)
    with refused("E_HUMAN_REVIEW"):
        reviews.finalise(key, by=ANALYST, now=NOW + 179 * DAY)
    reviews.finalise(key, by=ANALYST, now=NOW + 180 * DAY)


def test_r38_the_refusal_does_not_tell_that_the_person_complained() -> None:
    """It reads like the one for a reviewer who only nods."""
    protected = complained(reviewer=COUNSEL)
    with refused("E_HUMAN_REVIEW") as because_of_the_complaint:
        reviews.finalise(protected, by=ANALYST, now=NOW)
    keys = [reviewed(number) for number in range(20)]
    reviews.open_hearing(keys[0], by=ANALYST, now=NOW)
    with refused("E_HUMAN_REVIEW") as because_of_nodding:
        reviews.finalise(keys[0], by=ANALYST, now=NOW + 8 * DAY)
    texts = [error.value.message("en") for error in (because_of_the_complaint, because_of_nodding)]
    assert texts[0].replace(protected, "") == texts[1].replace(keys[0], "")


def test_r41_the_person_sees_who_read_the_report() -> None:
    key = heard()
    reviews.finalise(key, by=ANALYST, now=NOW + 8 * DAY)
    reviews.read(key, by=HR, now=NOW + 8 * DAY)
    mine = AuditIdentity.objects.get(name=SUBJECT).pseudonym
    assert AuditEntry.objects.filter(action="read report", subjects=mine).count() == 1


def test_a_report_of_a_case_is_about_the_cases_subject() -> None:
    case = opened()
    assert draft(case=case)
    with refused("E_NO_CASE"):
        reviews.draft("p0001", TEXT, [], reviewer=DPO, case=case, by=ANALYST, now=NOW)


def test_r31_whoever_agrees_with_everything_is_suspended() -> None:
    keys = [reviewed(number) for number in range(20)]
    assert rubber_stamp.measure(DPO) == rubber_stamp.Measure(20, 1.0, 600.0, suspended=True)
    with refused("E_HUMAN_REVIEW"):
        reviewed(20)
    reviews.open_hearing(keys[0], by=ANALYST, now=NOW)
    with refused("E_HUMAN_REVIEW"):
        reviews.finalise(keys[0], by=ANALYST, now=NOW + 8 * DAY)
    assert reviewed(21, reviewer=COUNSEL)


def test_r31_agreement_of_exactly_95_per_cent_is_not_more() -> None:
    for number in range(20):
        reviewed(number, overturn=number == 0)
    assert not rubber_stamp.measure(DPO).suspended


def test_r31_whoever_hardly_looks_is_suspended() -> None:
    for number in range(20):
        reviewed(number, overturn=number % 2 == 0, minutes=1.9)
    assert rubber_stamp.measure(DPO).suspended


def test_r31_two_minutes_are_enough_to_look() -> None:
    for number in range(20):
        reviewed(number, overturn=number % 2 == 0, minutes=2)
    assert not rubber_stamp.measure(DPO).suspended


def test_r31_a_few_reviews_say_nothing() -> None:
    for number in range(19):
        reviewed(number, minutes=0)
    assert not rubber_stamp.measure(DPO).suspended
    assert rubber_stamp.measure("p9999").reviews == 0


def test_r31_the_dpo_reinstates_a_reviewer_and_says_why() -> None:
    for number in range(20):
        reviewed(number, reviewer=COUNSEL)
    for by, reasons, code in (
        (COUNSEL, "mine", "E_SELF_APPROVAL"),
        (HR, "all right", "E_HUMAN_REVIEW"),
        (DPO, " ", "E_HUMAN_REVIEW"),
    ):
        with refused(code):
            rubber_stamp.reinstate(COUNSEL, reasons, by=by, now=NOW + DAY)
    rubber_stamp.reinstate(COUNSEL, "Trained again on 2 September.", by=DPO, now=NOW + DAY)
    assert rubber_stamp.measure(COUNSEL).reviews == 0
