"""People: who is planted, who has which role, and that nobody is by accident what somebody else is on purpose."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np
import pytest

from fairwatch.errors import ConfigError
from fairwatch.simulate.organisation import NOTICED, Organisation, departments, organise
from fairwatch.simulate.tables import rows

DAYS = [dt.date(2026, 3, 2), dt.date(2026, 3, 3)]


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return organise(120, departments(), DAYS, np.random.default_rng(3))


def test_every_case_is_planted_as_often_as_the_table_says(organisation: Organisation) -> None:
    planted = Counter(person.case for person in organisation.people if person.case)
    assert planted == {row["kind"]: int(row["count"]) for row in rows("cases")}


def test_planted_people_can_lawfully_be_seen_and_are_never_away(organisation: Organisation) -> None:
    planted = [index for index, person in enumerate(organisation.people) if person.case]
    people = [organisation.people[index] for index in planted]
    assert {person.notice for person in people} == {NOTICED}
    assert {person.shift for person in people} == {"day"}
    assert not any(person.excluded or person.roles or person.device is None for person in people)
    assert not {absence.person for absence in organisation.absences} & set(planted)


def test_every_kind_of_person_exists(organisation: Organisation) -> None:
    people = organisation.people
    assert {person.notice for person in people} == {"noticed", "unnoticed", "unread", "recent"}
    assert any(person.excluded for person in people)
    assert any(person.device is None for person in people), "users of kiosks"
    assert any(not person.logs_in for person in people)
    assert any(person.phone for person in people)
    assert {person.shift for person in people} == {"day", "early", "late", "night"}


def test_users_of_kiosks_always_log_in(organisation: Organisation) -> None:
    assert all(person.logs_in for person in organisation.people if person.device is None)


def test_every_department_has_one_manager_and_recruiters_are_in_hr(organisation: Organisation) -> None:
    managers = [person.department for person in organisation.people if "manager" in person.roles]
    assert sorted(managers) == sorted(part.name for part in departments())
    assert {person.department for person in organisation.people if person.recruiter} == {"hr"}


def test_devices_accounts_and_addresses_belong_to_one_actor(organisation: Organisation) -> None:
    devices = [person.device for person in organisation.people if person.device] + organisation.kiosks
    assert len(set(devices)) == len(devices)
    assert len(set(organisation.addresses)) == organisation.actors


def test_too_few_people_are_refused() -> None:
    with pytest.raises(ConfigError):
        organise(5, departments(), DAYS, np.random.default_rng(3))
