"""Cases: the only way to the records of one named person (R35)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.governance.case_sample import (
    ANALYST,
    COUNSEL,
    COUNSEL_OF_LEGAL,
    COUNSEL_OF_SECURITY,
    DAY,
    DPO,
    HR,
    OTHER_ANALYST,
    SUBJECT,
    UNION,
    WITH_JOB_SEARCH,
    approved,
    opened,
    record,
)
from tests.governance.sample import NOW

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance.models import AuditEntry, Case, CaseApproval
from fairwatch.governance.services import audit, case_register, cases, pseudonyms
from fairwatch.governance.services.snapshot import compile_snapshot
from fairwatch.viewer import Viewer

INVESTIGATOR = Viewer(ANALYST, "analyst")

pytestmark = pytest.mark.usefixtures("offices")


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=code)


def test_r35_a_case_with_everything_grants_its_investigator_one_persons_rows() -> None:
    key = opened()
    grant = cases.grant(key, INVESTIGATOR, now=NOW + DAY)
    assert (grant.case, grant.viewer) == (key, INVESTIGATOR)
    assert (grant.first_day, grant.last_day) == (dt.date(2026, 8, 19), dt.date(2026, 9, 1))
    [leak] = grant.purposes
    assert leak.subject == compile_snapshot(NOW).purpose("leak").pseudonym(SUBJECT) == pseudonyms.of(SUBJECT)["leak"]
    assert leak.fields == {"category", "bytes_up", "registered"}
    assert SUBJECT not in repr(grant)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "  "}, "E_NO_CASE"),
        ({"facts": ()}, "E_NO_CASE"),
        ({"written_at": NOW}, "E_NO_CASE"),
        ({"written_at": NOW + DAY}, "E_NO_CASE"),
        ({"first_day": dt.date(2026, 8, 18)}, "E_NO_CASE"),
        ({"first_day": dt.date(2026, 9, 2)}, "E_NO_CASE"),
        ({"last_day": dt.date(2026, 9, 2)}, "E_NO_CASE"),
        ({"fields": {}}, "E_NO_CASE"),
        ({"fields": {"leak": ()}}, "E_NO_CASE"),
        ({"fields": {"leak": ("site",)}}, "E_NO_CASE"),
        ({"fields": {"traffic": ("site",)}}, "E_PURPOSE_INACTIVE"),
        ({"investigator": HR}, "E_NO_CASE"),
        ({"subject": ANALYST}, "E_SELF_APPROVAL"),
    ],
    ids=[
        "no text", "no facts", "suspicion as old as the request", "suspicion after the request", "15 days",
        "no days", "a day in the future", "no fields", "no fields of a purpose", "a field the purpose does not have",
        "a purpose that is off", "an investigator who is none", "about oneself",
    ],
)  # fmt: skip
def test_r35_what_a_request_lacks_is_refused(changes: dict[str, Any], code: str) -> None:
    with refused(code):
        cases.request(record(**changes), by=ANALYST, now=NOW)
    assert not Case.objects.exists()
    assert AuditEntry.objects.order_by("-index").first().code == code  # type: ignore[union-attr]


def test_r25_of_work_time_a_case_sees_what_is_coarse(activate: Any) -> None:
    activate("work-time")
    with refused("E_CATEGORY_TOO_FINE"):
        cases.request(record(fields={"work-time": ("duration_us", "category")}), by=ANALYST, now=NOW)
    assert cases.request(record(fields={"work-time": ("duration_us",)}), by=ANALYST, now=NOW)


def test_r35_a_group_purpose_is_never_in_a_case(activate: Any) -> None:
    activate("traffic")
    activate("departure-group")
    for purpose, code in (("traffic", "E_NO_CASE"), ("departure-group", "E_LEAVING_INDIVIDUAL")):
        with refused(code):
            cases.request(record(fields={purpose: ("site",)}), by=ANALYST, now=NOW)


@pytest.mark.parametrize("requester", [HR, "p0001", ANALYST], ids=["hr", "manager", "analyst"])
def test_r35_hr_and_managers_may_ask_but_not_look(requester: str) -> None:
    key = cases.request(record(), by=requester, now=NOW)
    assert Case.objects.get(key=key).investigator == ANALYST


@pytest.mark.parametrize("requester", [SUBJECT, DPO, UNION, COUNSEL])
def test_r35_others_may_not_ask(requester: str) -> None:
    with refused("E_NO_CASE"):
        cases.request(record(subject="p0001"), by=requester, now=NOW)


@pytest.mark.parametrize(
    ("role", "by", "code"),
    [
        ("dpo", COUNSEL, "E_NO_CASE"),
        ("counsel", DPO, "E_NO_CASE"),
        ("hr", HR, "E_NO_CASE"),
        ("counsel", COUNSEL_OF_SECURITY, "E_SELF_APPROVAL"),
    ],
    ids=["counsel as dpo", "dpo as counsel", "hr", "counsel of the requester's department"],
)
def test_r35_only_dpo_and_counsel_of_another_line_approve(role: str, by: str, code: str) -> None:
    key = cases.request(record(), by=ANALYST, now=NOW)
    with refused(code):
        cases.approve(key, role, by=by, now=NOW)


def test_r35_two_approvers_of_one_line_are_not_two() -> None:
    key = cases.request(record(), by=ANALYST, now=NOW)
    cases.approve(key, "dpo", by=DPO, now=NOW)
    with refused("E_SELF_APPROVAL"):
        cases.approve(key, "counsel", by=COUNSEL_OF_LEGAL, now=NOW)


def test_r35_the_one_it_is_about_does_not_approve() -> None:
    key = cases.request(record(subject=DPO), by=ANALYST, now=NOW)
    with refused("E_SELF_APPROVAL"):
        cases.approve(key, "dpo", by=DPO, now=NOW)


def test_r35_moving_to_another_department_makes_nobody_another_line(write: Any) -> None:
    from tests.governance.case_sample import OFFICES

    from fairwatch.governance.services import directory

    key = cases.request(record(), by=ANALYST, now=NOW)
    moved = OFFICES.replace("bai,Security", "bai,Works")
    directory.import_people(write("people.csv", moved), now=NOW)
    with refused("E_SELF_APPROVAL"):
        cases.approve(key, "counsel", by=COUNSEL_OF_SECURITY, now=NOW)


def test_r35_one_signature_is_not_enough() -> None:
    key = cases.request(record(), by=ANALYST, now=NOW)
    cases.approve(key, "dpo", by=DPO, now=NOW)
    with refused("E_STATE"):
        cases.inform_union(key, UNION, by=DPO, now=NOW)
    with refused("E_NO_CASE"):
        cases.grant(key, INVESTIGATOR, now=NOW)


def test_r35_the_union_is_informed_before_the_case_is_opened() -> None:
    key = approved()
    with refused("E_UNION_NOTICE"):
        cases.open_case(key, by=ANALYST, now=NOW)
    with refused("E_UNION_NOTICE"):
        cases.inform_union(key, HR, by=DPO, now=NOW)


def test_r35_the_union_learns_a_number_and_a_name_only_when_the_person_agrees() -> None:
    key = opened()
    assert case_register.union_view(UNION, now=NOW) == case_register.UnionView({"OPEN": 1}, ())
    cases.close(key, by=ANALYST, outcome="unfounded", now=NOW)
    with refused("E_NO_CASE"):
        cases.agree_to_be_named(key, by=SUBJECT, now=NOW)
    cases.tell_subject(key, by=DPO, now=NOW)
    with refused("E_NO_CASE"):
        cases.agree_to_be_named(key, by=HR, now=NOW)
    cases.agree_to_be_named(key, by=SUBJECT, now=NOW)
    assert case_register.union_view(UNION, now=NOW).named == ((key, SUBJECT),)
    with refused("E_NO_CASE"):
        case_register.union_view(HR, now=NOW)


@pytest.mark.parametrize(
    "viewer",
    [Viewer(OTHER_ANALYST, "analyst"), Viewer(ANALYST, "employee"), Viewer(DPO, "dpo"), Viewer(HR, "hr")],
    ids=["another analyst", "the investigator in another role", "dpo", "hr"],
)
def test_r35_the_grant_is_for_the_assigned_investigator_only(viewer: Viewer) -> None:
    key = opened()
    with refused("E_NO_CASE"):
        cases.grant(key, viewer, now=NOW)


def test_r35_a_case_expires_by_itself_after_thirty_days() -> None:
    key = opened()
    end = NOW + 30 * DAY
    late = cases.grant(key, INVESTIGATOR, now=end - dt.timedelta(minutes=10))
    assert late.until == end
    with refused("E_NO_CASE"):
        cases.grant(key, INVESTIGATOR, now=end)
    assert cases.expire(end) == 1
    assert Case.objects.get(key=key).state == "EXPIRED"
    with refused("E_NO_CASE"):
        cases.grant(key, INVESTIGATOR, now=NOW + DAY)


def test_r35_a_grant_lasts_an_hour_and_ends_with_the_case() -> None:
    key = opened()
    assert cases.grant(key, INVESTIGATOR, now=NOW).until == NOW + dt.timedelta(hours=1)
    cases.close(key, by=ANALYST, outcome="unfounded", now=NOW)
    with refused("E_NO_CASE"):
        cases.grant(key, INVESTIGATOR, now=NOW)


@pytest.mark.parametrize("ending", ["closed", "file destroyed"])
def test_r35_a_grant_that_was_kept_does_not_stand_once_the_case_is_over(ending: str) -> None:
    key = opened()
    kept = cases.grant(key, INVESTIGATOR, now=NOW)
    later = NOW + dt.timedelta(minutes=1)
    assert kept.stands(later)
    if ending == "closed":
        cases.close(key, by=ANALYST, outcome="unfounded", now=later)
    else:
        CaseApproval.objects.all().delete()
        Case.objects.all().delete()
    assert not kept.stands(later)
    assert later < kept.until


def test_r35_nobody_reads_before_the_case_was_opened() -> None:
    key = opened()
    with refused("E_NO_CASE"):
        cases.grant(key, INVESTIGATOR, now=NOW - DAY)


def test_r35_a_request_that_nobody_decides_expires_too() -> None:
    key = cases.request(record(), by=ANALYST, now=NOW)
    with refused("E_STATE"):
        cases.approve(key, "dpo", by=DPO, now=NOW + 30 * DAY)
    assert cases.expire(NOW + 30 * DAY) == 1


def test_r35_one_no_refuses_a_case() -> None:
    key = cases.request(record(), by=ANALYST, now=NOW)
    with refused("E_NO_CASE"):
        cases.refuse(key, by=HR, reason="no", now=NOW)
    cases.refuse(key, by=COUNSEL, reason="no facts", now=NOW)
    with refused("E_STATE"):
        cases.approve(key, "dpo", by=DPO, now=NOW)


def test_r35_the_subject_is_told_within_thirty_days_or_nobody_opens_another_case() -> None:
    key = opened()
    with refused("E_STATE"):
        cases.tell_subject(key, by=DPO, now=NOW)
    cases.close(key, by=ANALYST, outcome="unfounded", now=NOW)
    assert Case.objects.get(key=key).tell_by == NOW + 30 * DAY
    assert cases.overdue(NOW + 29 * DAY) == []
    assert cases.overdue(NOW + 30 * DAY) == [key]

    later = NOW + 31 * DAY
    second = cases.request(record(), by=ANALYST, now=later)
    cases.approve(second, "dpo", by=DPO, now=later)
    cases.approve(second, "counsel", by=COUNSEL, now=later)
    cases.inform_union(second, UNION, by=DPO, now=later)
    with refused("E_STATE"):
        cases.open_case(second, by=ANALYST, now=later)
    cases.tell_subject(key, by=DPO, now=later)
    cases.open_case(second, by=ANALYST, now=later)


def test_r35_telling_is_overdue_also_when_nobody_marked_the_case_as_expired() -> None:
    key = opened()
    assert cases.overdue(NOW + 59 * DAY) == []
    assert cases.overdue(NOW + 60 * DAY) == [key]


def test_what_the_person_may_not_know_yet_is_known_by_its_beginning() -> None:
    key = opened()
    assert cases.untold(SUBJECT, NOW) == (f"case {key}: ",)
    cases.close(key, by=ANALYST, outcome="unfounded", now=NOW)
    assert cases.untold(SUBJECT, NOW + 29 * DAY)
    assert not cases.untold(SUBJECT, NOW + 30 * DAY)
    cases.tell_subject(key, by=DPO, now=NOW)
    assert not cases.untold(SUBJECT, NOW)
    assert not cases.untold(HR, NOW)


def test_no_look_is_hidden_for_longer_than_thirty_days() -> None:
    """LAW 11.12: the access log may tell late, never not at all, even while the case runs."""
    key = opened()
    looked = NOW + 2 * DAY
    cases.grant(key, INVESTIGATOR, now=looked)
    assert cases.untold(SUBJECT, looked + 29 * DAY)
    cases.close(key, by=ANALYST, outcome="unfounded", now=looked + 27 * DAY)
    assert not cases.untold(SUBJECT, looked + 30 * DAY)


def test_every_look_is_counted() -> None:
    key = opened()
    for hour in range(3):
        cases.grant(key, INVESTIGATOR, now=NOW + dt.timedelta(hours=hour))
    with refused("E_NO_CASE"):
        cases.grant(key, Viewer(HR, "hr"), now=NOW + DAY)
    assert Case.objects.get(key=key).queries == 3


def test_job_search_is_looked_at_next_to_a_registered_file_only(activate: Any) -> None:
    activate("departure-self", scope__opened_to_cases=True)
    event = dt.date(2026, 8, 20)
    alone = {"departure-self": ("ts_us", "site")}
    for changes in (
        {"fields": alone, "registered_file_day": event},
        {"fields": alone | {"violations": ("site",)}, "registered_file_day": event},
        {"fields": WITH_JOB_SEARCH},
        {"fields": WITH_JOB_SEARCH, "registered_file_day": dt.date(2026, 8, 1)},
    ):
        with refused("E_LEAVING_INDIVIDUAL"):
            cases.request(record(**changes), by=ANALYST, now=NOW)
    key = opened(fields=WITH_JOB_SEARCH, registered_file_day=event)
    granted = cases.grant(key, INVESTIGATOR, now=NOW)
    assert [purpose.purpose for purpose in granted.purposes] == ["departure-self", "leak"]


def test_r27_under_the_wording_as_installed_no_case_may_ask_for_job_search(activate: Any) -> None:
    activate("departure-self")
    asked = record(fields=WITH_JOB_SEARCH, registered_file_day=dt.date(2026, 8, 20))
    with refused("E_LEAVING_INDIVIDUAL"):
        cases.request(asked, by=ANALYST, now=NOW)


def test_r10_r12_job_search_is_granted_from_the_day_after_the_consent_and_only_while_it_runs(activate: Any) -> None:
    """Whether somebody consented does not show in whether there is a grant, only in the days it opens: none."""
    from fairwatch.governance.services import consents

    activate("departure-self", scope__opened_to_cases=True)
    key = opened(fields=WITH_JOB_SEARCH, registered_file_day=dt.date(2026, 8, 20))

    def consented_from(now: dt.datetime) -> dt.date | None:
        [search] = [one for one in cases.grant(key, INVESTIGATOR, now=now).purposes if one.purpose == "departure-self"]
        assert not search.beside, "days beside files are the door's to find"
        return search.consented_from

    assert consented_from(NOW) is None
    consents.give(SUBJECT, "departure-self", 30, now=NOW + DAY)
    assert consented_from(NOW + 2 * DAY) == dt.date(2026, 9, 3)
    consents.give(SUBJECT, "departure-self", 60, now=NOW + 3 * DAY)
    assert consented_from(NOW + 4 * DAY) == dt.date(2026, 9, 3)
    consents.withdraw(SUBJECT, "departure-self", now=NOW + 5 * DAY)
    assert consented_from(NOW + 5 * DAY) is None
    consents.give(SUBJECT, "departure-self", 60, now=NOW + 6 * DAY)
    assert consented_from(NOW + 7 * DAY) == dt.date(2026, 9, 8)


def test_r06_a_consent_to_the_wording_that_promised_secrecy_opens_nothing(activate: Any) -> None:
    from fairwatch.governance.services import consents

    activate("departure-self")
    consents.give(SUBJECT, "departure-self", 30, now=NOW)
    activate("departure-self", now=NOW + DAY, scope__opened_to_cases=True)
    key = opened(fields=WITH_JOB_SEARCH, registered_file_day=dt.date(2026, 8, 20))
    grants = cases.grant(key, INVESTIGATOR, now=NOW + 2 * DAY)
    assert [one.consented_from for one in grants.purposes] == [None, None]


def test_job_search_needs_counsels_written_finding(activate: Any) -> None:
    activate("departure-self", scope__opened_to_cases=True)
    asked = record(fields=WITH_JOB_SEARCH, registered_file_day=dt.date(2026, 8, 20))
    key = cases.request(asked, by=ANALYST, now=NOW)
    cases.approve(key, "dpo", by=DPO, now=NOW)
    with refused("E_LEAVING_INDIVIDUAL"):
        cases.approve(key, "counsel", by=COUNSEL, finding=" ", now=NOW)
    cases.approve(key, "counsel", by=COUNSEL, finding="The files do not show whom they were for.", now=NOW)


def test_a_case_ends_with_its_purpose() -> None:
    from fairwatch.governance.services import purposes

    key = opened()
    purposes.suspend("leak", by=UNION, reason="objection", now=NOW)
    with refused("E_PURPOSE_INACTIVE"):
        cases.grant(key, INVESTIGATOR, now=NOW)


def test_every_act_is_logged_under_the_key_of_the_case_and_the_chain_holds() -> None:
    key = opened()
    cases.grant(key, INVESTIGATOR, now=NOW)
    actions = AuditEntry.objects.filter(action__startswith=f"case {key}: ").values_list("action", flat=True)
    steps = [action.split(": ")[1] for action in actions.order_by("index")]
    assert steps == ["request", "approve as dpo", "approve as counsel", "inform union", "open", "read"]
    assert audit.verify().first_bad is None


def test_a_request_refused_tells_the_log_no_name() -> None:
    with refused("E_NO_CASE"):
        cases.request(record(text=""), by=ANALYST, now=NOW)
    assert AuditEntry.objects.get(action__endswith=": request").subjects == ""


def test_the_database_itself_refuses_a_suspicion_after_the_request() -> None:
    key = opened()
    for change in ({"suspected_at": NOW}, {"first_query_at": NOW - DAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(key=key).update(**change)


def test_there_is_no_other_case() -> None:
    with pytest.raises(ConfigError):
        cases.grant("none", INVESTIGATOR, now=NOW)
