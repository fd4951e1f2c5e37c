"""What time does to purposes (LAW section 6), and that it does so without anybody running anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.governance.duty_sample import BEGAN, DAY, DPO, LAPSES, REVIEW_DUE, review
from tests.governance.ground import laid
from tests.governance.sample import NOW

from fairwatch.errors import Refused
from fairwatch.governance.models import ErasureOrder, PurposeVersion, State, StateChange
from fairwatch.governance.services import purpose_reviews, purposes, timers
from fairwatch.governance.services.snapshot import compile_snapshot

MOMENT = dt.timedelta(microseconds=1)
END = dt.datetime(2027, 3, 31, 16, tzinfo=dt.UTC)
Activate = Callable[..., None]


def state() -> str:
    return str(PurposeVersion.objects.get().state)


def active(at: dt.datetime) -> list[str]:
    return [purpose.id for purpose in compile_snapshot(at).purposes]


@laid()
def work_time(organisation: None, activate: Activate) -> None:
    activate("work-time")


def test_after_six_months_a_purpose_goes_under_review(work_time: None) -> None:
    assert timers.run(REVIEW_DUE - MOMENT) == []
    assert timers.run(REVIEW_DUE) == [timers.Moved("work-time", State.REVIEW, "review due")]
    assert state() == "REVIEW"
    assert StateChange.objects.get(target="REVIEW").at == REVIEW_DUE
    assert timers.run(REVIEW_DUE + DAY) == []


def test_without_any_upkeep_a_purpose_is_out_of_force_from_the_very_instant(work_time: None) -> None:
    assert active(REVIEW_DUE - MOMENT) == ["work-time"]
    assert active(REVIEW_DUE) == []
    assert state() == "ACTIVE"
    assert {row.id: row.state for row in purposes.catalogue(REVIEW_DUE)}["work-time"] == "REVIEW"


def test_a_review_without_an_outcome_in_thirty_days_ends_the_purpose_and_its_data(work_time: None) -> None:
    timers.run(REVIEW_DUE)
    assert timers.run(LAPSES - MOMENT) == []
    assert timers.run(LAPSES) == [timers.Moved("work-time", State.EXPIRED, "review lapsed")]
    assert state() == "PURGING"
    assert ErasureOrder.objects.filter(purpose="work-time", person=None).exists()


def test_upkeep_that_ran_late_gives_nobody_more_time(work_time: None) -> None:
    timers.run(LAPSES - DAY)
    assert [move.reason for move in timers.run(LAPSES)] == ["review lapsed"]


def test_upkeep_that_did_not_run_at_all_ends_it_as_well(work_time: None) -> None:
    assert [move.reason for move in timers.run(LAPSES)] == ["review lapsed"]
    assert state() == "PURGING"


def test_a_purpose_that_passed_its_review_goes_on_until_its_last_day(work_time: None) -> None:
    timers.run(REVIEW_DUE)
    later = REVIEW_DUE + 3 * DAY
    purpose_reviews.conclude("work-time", review(later.date()), actor=DPO, now=later)
    assert timers.run(LAPSES) == []
    assert active(END - MOMENT) == ["work-time"]
    assert [move.reason for move in timers.run(END)] == ["sunset"]


def test_a_review_may_be_held_before_it_is_due_and_the_six_months_begin_anew(
    organisation: None, activate: Activate
) -> None:
    activate("work-time", scope__until=dt.date(2027, 7, 1))
    early = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    purpose_reviews.open_("work-time", "new shifts", by=DPO, now=early)
    purpose_reviews.conclude("work-time", review(early.date()), actor=DPO, now=early)
    assert active(REVIEW_DUE) == ["work-time"]
    assert active(dt.datetime(2027, 6, 1, tzinfo=dt.UTC)) == []


def test_time_goes_on_for_a_suspended_purpose_but_asks_it_nothing(work_time: None) -> None:
    purposes.suspend("work-time", by=DPO, reason="objection", now=NOW)
    assert timers.run(LAPSES) == []
    assert [move.reason for move in timers.run(END)] == ["sunset"]


def test_nothing_is_ever_moved_twice(work_time: None) -> None:
    for day in range(0, 400, 7):
        timers.run(BEGAN + day * DAY)
        timers.run(BEGAN + day * DAY)
    assert list(StateChange.objects.filter(actor="operator").values_list("source", "target").order_by("pk")) == [
        ("ACTIVE", "REVIEW"),
        ("REVIEW", "EXPIRED"),
        ("EXPIRED", "PURGING"),
    ]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hours=st.integers(0, 24 * 420))
def test_whether_upkeep_ran_makes_no_difference_to_what_is_in_force(work_time: None, hours: int) -> None:
    from django.db import transaction

    at = NOW + dt.timedelta(hours=hours)
    before = active(at)
    with transaction.atomic():
        timers.run(at)
        after = active(at)
        transaction.set_rollback(True)
    assert before == after == (["work-time"] if at < REVIEW_DUE else [])


def test_r01_under_review_nothing_is_in_force(work_time: None) -> None:
    timers.run(REVIEW_DUE)
    with pytest.raises(Refused, match="E_PURPOSE_INACTIVE"):
        compile_snapshot(REVIEW_DUE).purpose("work-time")
