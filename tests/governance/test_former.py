"""What was true before an import, until when (R08, R14, R19, R20): how the gate uses it is in ``tests/e2e``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.governance.sample import NOW, PEOPLE, SCHEDULE

from fairwatch import policy
from fairwatch.governance.clock import microseconds
from fairwatch.governance.models import FormerOwner, FormerState
from fairwatch.governance.services import directory, own_records, schedules
from fairwatch.governance.services.snapshot import compile_snapshot

Write = Callable[[str, str], Path]
LATER = NOW + dt.timedelta(hours=2)
KIOSK_OF_WU = PEOPLE.replace(",,,,,192.0.2.7=shared;kiosk=shared,", ",,,,,kiosk=shared,").replace(
    "02:00:00:00:00:aa=personal", "02:00:00:00:00:aa=personal;192.0.2.7=company"
)


@pytest.fixture
def say(organisation: None, write: Write) -> Callable[..., None]:
    """Import another directory or roster."""

    def again(people: str = "", roster: str = "", now: dt.datetime = NOW) -> None:
        if people:
            directory.import_people(write("people.csv", people), now=now)
        if roster:
            schedules.import_schedule(write("schedule.csv", roster), now=now)

    return again


def test_the_first_directory_and_roster_say_how_it_has_always_been(organisation: None) -> None:
    snapshot = compile_snapshot(NOW)
    assert snapshot.former_people.schema == policy.FORMER_PEOPLE
    assert snapshot.former_owners.schema == policy.FORMER_OWNERS
    assert snapshot.former_people.is_empty()
    assert snapshot.former_owners.is_empty()


def test_the_same_again_changes_nothing(say: Callable[..., None]) -> None:
    say(PEOPLE, SCHEDULE)
    assert not FormerState.objects.exists()
    assert not FormerOwner.objects.exists()


def test_r14_who_moves_was_in_the_other_department_until_then(say: Callable[..., None]) -> None:
    say(PEOPLE.replace("p0001,lin,Sales", "p0001,lin,Works"))
    (row,) = compile_snapshot(NOW).former_people.rows(named=True)
    assert row == {
        "person": "p0001",
        "department": "Sales",
        "time_zone": "Asia/Shanghai",
        "shift": "day",
        "roles": ["manager"],
        "excluded": False,
        "until_us": microseconds(NOW),
    }


def test_r19_a_device_was_somebody_elses_until_then_and_a_new_one_nobodys(say: Callable[..., None]) -> None:
    say(KIOSK_OF_WU.replace("pc3.example=company", "pc3.example=company;pc4.example=company"))
    rows = compile_snapshot(NOW).former_owners.select("name", "person", "ownership").rows()
    assert sorted(rows) == [("192.0.2.7", None, "shared"), ("pc4.example", None, "personal")]


def test_of_two_changes_at_one_instant_the_first_knows_what_was_before(say: Callable[..., None]) -> None:
    for department in ("Works", "Legal"):
        say(PEOPLE.replace("p0001,lin,Sales", f"p0001,lin,{department}"))
    assert list(FormerState.objects.values_list("department", flat=True)) == ["Sales"]
    say(PEOPLE, now=LATER)
    assert list(FormerState.objects.order_by("until").values_list("department", flat=True)) == ["Sales", "Legal"]


def test_r14_the_former_hours_of_a_shift_that_changed_are_not_known(say: Callable[..., None]) -> None:
    say(PEOPLE.replace("p0001,lin,Sales", "p0001,lin,Works"))
    say(roster=SCHEDULE.replace("09:00-18:00", "08:00-18:00"), now=LATER)
    assert set(FormerState.objects.values_list("person__key", "shift")) == {("p0001", ""), ("p0002", "")}


def test_of_a_leaver_nothing_is_kept_but_that_the_device_was_not_the_next_ones(say: Callable[..., None]) -> None:
    say(PEOPLE.replace("p0002,wu;wu.admin,Sales", "p0002,wu;wu.admin,Works"))
    say(KIOSK_OF_WU)
    without = "\n".join(line for line in KIOSK_OF_WU.splitlines() if not line.startswith("p0002")) + "\n"
    say(without.replace("pc3.example=company", "pc3.example=company;192.0.2.7=company"), now=LATER)
    assert not FormerState.objects.filter(person__key="p0002").exists()
    assert not FormerOwner.objects.filter(person__key="p0002").exists()
    assert set(FormerOwner.objects.values_list("name", "ownership")) >= {("192.0.2.7", "personal")}


def test_what_is_no_longer_in_the_directory_has_no_past_either(say: Callable[..., None]) -> None:
    say(KIOSK_OF_WU)
    say(KIOSK_OF_WU.replace(";192.0.2.7=company", ""), now=LATER)
    assert not FormerOwner.objects.filter(name="192.0.2.7").exists()


def test_r36_the_person_finds_it_in_their_own_copy(say: Callable[..., None]) -> None:
    say(PEOPLE.replace("p0001,lin,Sales", "p0001,lin,Works"))
    (row,) = own_records.rows("p0001", NOW)["FormerState"]
    assert (row["department"], row["until"]) == ("Sales", NOW)
