"""Proving who one is (R40)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher
from tests.governance.sample import NOW, PEOPLE

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance.models import AccessCode, AuditEntry, AuditIdentity
from fairwatch.governance.services import access, directory
from fairwatch.viewer import Viewer


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same hash at a lower cost: forty real ones would take seconds."""
    monkeypatch.setattr(ScryptPasswordHasher, "work_factor", 2**8)


WRONG = "22222-22222-22222-22222-22222"


def test_the_code_proves_the_person_in_a_role_of_the_directory(organisation: None) -> None:
    code = access.enrol("p0003", "p0004", now=NOW)
    assert access.authenticate("p0003", code, "hr", now=NOW) == Viewer("p0003", "hr")
    assert access.authenticate("p0003", code.lower(), "employee", now=NOW) == Viewer("p0003", "employee")


def test_the_code_itself_is_nowhere_kept(organisation: None) -> None:
    code = access.enrol("p0003", now=NOW)
    row = AccessCode.objects.get()
    assert row.code_hash.startswith("scrypt$")
    assert code not in row.code_hash
    assert not AuditEntry.objects.filter(action__contains=code).exists()


def test_a_new_code_ends_the_old_one_and_the_person_sees_it_in_the_log(organisation: None) -> None:
    old = access.enrol("p0003", "p0004", now=NOW)
    new = access.enrol("p0003", "p0004", now=NOW)
    with pytest.raises(Refused):
        access.authenticate("p0003", old, "hr", now=NOW)
    assert access.authenticate("p0003", new, "hr", now=NOW)
    mine = AuditIdentity.objects.get(name="p0003").pseudonym
    assert AuditEntry.objects.filter(action="issue access code", subjects=mine).count() == 2


@pytest.mark.parametrize(
    ("person", "role"),
    [("p9999", "employee"), ("p0001", "employee"), ("p0003", "dpo"), ("p0003", "recruiter"), ("p0003", "emperor")],
    ids=["stranger", "not enrolled", "role not held", "no role to act in", "no role at all"],
)
def test_every_failure_reads_alike(organisation: None, person: str, role: str) -> None:
    code = access.enrol("p0003", now=NOW)
    with pytest.raises(Refused) as error:
        access.authenticate(person, code, role, now=NOW)
    assert error.value.message("en") == Refused("E_IDENTITY_UNPROVEN").message("en")
    assert person not in error.value.message("zh")


def test_five_failures_lock_the_code_for_a_while(organisation: None) -> None:
    code = access.enrol("p0003", now=NOW)
    for _ in range(5):
        with pytest.raises(Refused):
            access.authenticate("p0003", WRONG, "hr", now=NOW)
    with pytest.raises(Refused):
        access.authenticate("p0003", code, "hr", now=NOW)
    assert access.authenticate("p0003", code, "hr", now=NOW + dt.timedelta(minutes=15))


def test_a_success_forgets_earlier_failures(organisation: None) -> None:
    code = access.enrol("p0003", now=NOW)
    for attempt in (WRONG,) * 4 + (code,) + (WRONG,) * 4:
        if attempt == code:
            access.authenticate("p0003", attempt, "hr", now=NOW)
        else:
            with pytest.raises(Refused):
                access.authenticate("p0003", attempt, "hr", now=NOW)
    assert access.authenticate("p0003", code, "hr", now=NOW)


def test_guesses_during_the_lock_do_not_prolong_it(organisation: None) -> None:
    code = access.enrol("p0003", now=NOW)
    for minute in range(10):
        with pytest.raises(Refused):
            access.authenticate("p0003", WRONG, "hr", now=NOW + dt.timedelta(minutes=minute))
    assert access.authenticate("p0003", code, "hr", now=NOW + dt.timedelta(minutes=20))


def test_every_attempt_is_logged_and_a_stranger_leaves_no_name(organisation: None) -> None:
    code = access.enrol("p0003", now=NOW)
    access.authenticate("p0003", code, "hr", now=NOW)
    with pytest.raises(Refused):
        access.authenticate("p9999", code, "hr", now=NOW)
    attempts = AuditEntry.objects.filter(action="sign in").order_by("index")
    assert [(bool(entry.actor), entry.outcome) for entry in attempts] == [(True, "done"), (False, "refused")]
    assert not AuditIdentity.objects.filter(name="p9999").exists()


def test_whoever_has_left_cannot_sign_in(organisation: None, write: Callable[[str, str], Path]) -> None:
    code = access.enrol("p0003", now=NOW)
    without = "\n".join(line for line in PEOPLE.splitlines() if not line.startswith("p0003"))
    directory.import_people(write("people.csv", without), now=NOW)
    with pytest.raises(Refused):
        access.authenticate("p0003", code, "employee", now=NOW)


def test_a_stranger_cannot_be_enrolled(organisation: None) -> None:
    with pytest.raises(ConfigError):
        access.enrol("p9999", "p0004", now=NOW)


def test_codes_differ_and_are_long_enough_not_to_be_guessed(organisation: None) -> None:
    codes = {access.enrol("p0003", now=NOW) for _ in range(5)}
    assert len(codes) == 5
    assert all(len(code.replace("-", "")) == 25 for code in codes)
