"""Who may be observed at all: purpose, identity, device, age (R01, R07, R08, R19, R20).

One test per requirement of the law, with the law's own acceptance cases.
"""

from __future__ import annotations

import datetime as dt

import pytest
from tests.gate.office import SUMS, Office, batch, codes, line, lines_of, us

from fairwatch import gate

MINUTE = 60_000_000
NEWS_AT_TEN = us("2026-09-01T10:00+08:00")


def test_r01_without_an_active_purpose_1000_events_leave_one_counter_and_no_identity(office: Office) -> None:
    office.person("p0001")
    admission = gate.admit(
        batch(*[line(NEWS_AT_TEN + at, bytes_up=1, bytes_down=2) for at in range(1000)]), office.policy()
    )
    assert admission.admitted == ()
    assert admission.refusals.rows() == [(dt.date(2026, 9, 1), "E_PURPOSE_INACTIVE", 1000, 3000)]


def test_r01_a_purpose_holds_from_its_first_to_before_its_last_instant(office: Office) -> None:
    office.person("p0001")
    office.active("work-time", active_from_us=NEWS_AT_TEN, active_until_us=NEWS_AT_TEN + MINUTE)
    times = [NEWS_AT_TEN - 1, NEWS_AT_TEN, NEWS_AT_TEN + MINUTE - 1, NEWS_AT_TEN + MINUTE]
    admission = gate.admit(batch(*map(line, times)), office.policy())
    assert lines_of(admission, "work-time") == [1, 2]
    assert codes(admission) == {"E_PURPOSE_INACTIVE": 2}


def test_r01_a_purpose_is_about_its_departments_only(small_office: Office) -> None:
    small_office.purposes.clear()
    small_office.active("work-time", departments=frozenset({"Sales"}))
    admission = gate.admit(batch(line(person=0), line(person=1)), small_office.policy())
    assert lines_of(admission, "work-time") == [1]
    assert codes(admission) == {"E_PURPOSE_INACTIVE": 1}


def test_r01_only_the_purposes_asked_for_are_served(small_office: Office) -> None:
    small_office.active("traffic", columns=SUMS, grain="quarter_hour")
    admission = gate.admit(batch(line()), small_office.policy(), purposes=frozenset({"traffic"}))
    assert [admitted.purpose_id for admitted in admission.admitted] == ["traffic"]


def test_r07_one_person_has_another_name_under_every_purpose(small_office: Office) -> None:
    small_office.active("traffic", columns=SUMS, grain="quarter_hour")
    admission = gate.admit(batch(line()), small_office.policy())
    [one, other] = [admitted.frame["subject"].item() for admitted in admission.admitted]
    assert one != other
    assert one == small_office.purposes[0].pseudonym("p0001")


def test_r08_given_notice_to_a_and_not_to_b_only_a_is_stored(small_office: Office) -> None:
    small_office.notices = [one for one in small_office.notices if one[0] != "p0002"]
    admission = gate.admit(batch(line(person=0), line(person=1)), small_office.policy())
    assert lines_of(admission, "work-time") == [0]
    assert codes(admission) == {"E_NOTICE_NOT_SERVED": 1}


def test_r08_a_notice_that_takes_effect_in_the_middle_of_a_day(small_office: Office) -> None:
    small_office.notice("p0001", "work-time", "2026-09-01T14:00+08:00")
    times = ["2026-09-01T13:59:59.999999+08:00", "2026-09-01T14:00+08:00", "2026-09-01T14:30+08:00"]
    admission = gate.admit(batch(*map(line, times)), small_office.policy())
    assert lines_of(admission, "work-time") == [1, 2]
    assert codes(admission) == {"E_NOTICE_NOT_SERVED": 1}


def test_r08_a_notice_counts_for_its_own_purpose_only(small_office: Office) -> None:
    small_office.active("traffic", columns=SUMS, grain="quarter_hour")
    small_office.notices = [one for one in small_office.notices if one[1] != "traffic"]
    admission = gate.admit(batch(line()), small_office.policy())
    assert lines_of(admission, "work-time") == [0]
    assert lines_of(admission, "traffic") == []
    assert codes(admission) == {}


def test_r08_of_two_notices_of_one_purpose_the_first_counts(small_office: Office) -> None:
    small_office.notices = [("p0001", "work-time", NEWS_AT_TEN), ("p0001", "work-time", NEWS_AT_TEN + MINUTE)]
    times = [NEWS_AT_TEN - 1, NEWS_AT_TEN, NEWS_AT_TEN + MINUTE]
    assert lines_of(gate.admit(batch(*map(line, times)), small_office.policy()), "work-time") == [1, 2]


def test_r08_unknown_identity_is_never_guessed(small_office: Office) -> None:
    admission = gate.admit(batch(line(person=None), line(person=99), line(person=-2)), small_office.policy())
    assert codes(admission) == {"E_IDENTITY_UNKNOWN": 3}


@pytest.mark.parametrize("ownership", ["personal", "unknown", None])
def test_r19_a_device_that_is_not_the_companys_is_not_observed(small_office: Office, ownership: str | None) -> None:
    assert codes(gate.admit(batch(line(ownership=ownership)), small_office.policy())) == {"E_BYOD": 1}


def test_r19_a_shared_device_is_the_companys(small_office: Office) -> None:
    assert lines_of(gate.admit(batch(line(ownership="shared")), small_office.policy()), "work-time") == [0]


@pytest.mark.parametrize("excluded", [True, None])
def test_r20_minors_and_excluded_people_are_not_observed(office: Office, excluded: bool | None) -> None:
    office.person("p0001", excluded=excluded)
    office.active("work-time")
    assert codes(gate.admit(batch(line()), office.policy())) == {"E_MINOR": 1}


def test_r20_somebody_who_has_come_of_age_is_observed_only_after_their_own_notice(office: Office) -> None:
    office.person("p0001", excluded=False)
    office.active("work-time")
    office.notice("p0001", "work-time", "2026-09-15T00:00+08:00")
    times = ["2026-09-01T10:00+08:00", "2026-09-15T10:00+08:00"]
    assert lines_of(gate.admit(batch(*map(line, times)), office.policy()), "work-time") == [1]
