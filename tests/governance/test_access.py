"""Proving who one is (R40)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher
from tests.governance.authenticator import Phone
from tests.governance.sample import NOW, PEOPLE

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import roles
from fairwatch.governance.models import AccessCode, Account, AuditEntry, AuditIdentity, Person, RoleGrant, SignIn
from fairwatch.governance.services import access, directory, second_factor
from fairwatch.viewer import Viewer

WRONG = "22222-22222-22222-22222-22222"


LATER = NOW + dt.timedelta(minutes=1)


def test_the_code_proves_the_person_as_an_employee(organisation: None) -> None:
    code = access.enrol("p0003", "p0004", now=NOW)
    assert access.authenticate("p0003", code.lower(), "employee", now=NOW) == Viewer("p0003", "employee")


def test_r40_a_role_needs_the_second_factor_as_well(organisation: None) -> None:
    code, phone = access.enrol("p0003", "p0004", now=NOW), Phone("p0003", NOW)
    assert access.authenticate("p0003", code, "hr", phone.code(NOW), now=NOW) == Viewer("p0003", "hr")


@pytest.mark.parametrize("role", sorted(roles.PRIVILEGED))
def test_r40_without_an_enrolled_factor_no_role_but_employee_is_open(organisation: None, role: str) -> None:
    RoleGrant.objects.filter(person__key="p0003").update(role=role)
    code = access.enrol("p0003", now=NOW)
    with pytest.raises(Refused) as error:
        access.authenticate("p0003", code, role, "123456", now=NOW)
    assert error.value.message("en") == Refused("E_IDENTITY_UNPROVEN").message("en")
    assert "fairwatch access second-factor" in error.value.message("en")
    assert access.authenticate("p0003", code, now=NOW)


def test_r40_every_role_of_the_directory_is_privileged_except_the_persons_own() -> None:
    assert frozenset(roles.VIEWER_ROLES) - {"employee"} == roles.PRIVILEGED


@pytest.mark.parametrize("role", ["employee", "hr"])
def test_r40_whoever_has_a_second_factor_always_needs_it(organisation: None, role: str) -> None:
    code, phone = access.enrol("p0003", now=NOW), Phone("p0003", NOW)
    for answer in ("", "000000", phone.code(NOW + dt.timedelta(hours=1)), phone.code(NOW)[:5]):
        with pytest.raises(Refused, match="E_IDENTITY_UNPROVEN"):
            access.authenticate("p0003", code, role, answer, now=NOW)
    assert access.authenticate("p0003", code, role, phone.code(NOW), now=NOW)


def test_r40_the_app_does_not_replace_the_access_code(organisation: None) -> None:
    access.enrol("p0003", now=NOW)
    phone = Phone("p0003", NOW)
    with pytest.raises(Refused):
        access.authenticate("p0003", WRONG, "hr", phone.code(NOW), now=NOW)


def test_r40_code_and_second_factor_share_one_lock(organisation: None) -> None:
    code, phone = access.enrol("p0003", now=NOW), Phone("p0003", NOW)
    for attempt in range(access.MOST_FAILURES):
        first, second = (WRONG, phone.code(NOW)) if attempt % 2 else (code, "000000")
        with pytest.raises(Refused):
            access.authenticate("p0003", first, "hr", second, now=NOW)
    with pytest.raises(Refused):
        access.authenticate("p0003", code, "hr", phone.code(NOW), now=NOW)
    # Neither does a right code during the lock use itself up.
    after = NOW + access.LOCKED_FOR
    assert access.authenticate("p0003", code, "hr", phone.code(after), now=after)


def test_r40_the_right_access_code_alone_does_not_forget_wrong_one_time_codes(organisation: None) -> None:
    """Else somebody with a stolen access code could guess six digits for ever."""
    code, phone = access.enrol("p0003", now=NOW), Phone("p0003", NOW)
    for _ in range(access.MOST_FAILURES):
        with pytest.raises(Refused):
            access.authenticate("p0003", code, "employee", "000000", now=NOW)
    with pytest.raises(Refused):
        access.authenticate("p0003", code, "employee", phone.code(NOW), now=NOW)


@pytest.mark.parametrize(
    "name", ["admin", "Administrator", "root", "TEST01", "管理员", "CORP\\Admin", "info@example.com"]
)
def test_r40_a_name_that_is_nobodys_cannot_sign_in(organisation: None, name: str) -> None:
    with pytest.raises(Refused, match="E_SHARED_ACCOUNT"):
        access.authenticate(name, WRONG, "operator", now=NOW)
    entry = AuditEntry.objects.get(action="sign in")
    assert (entry.actor, entry.outcome, entry.code) == ("", "refused", "E_SHARED_ACCOUNT")


def test_r40_a_shared_login_name_from_before_the_rule_cannot_sign_in(organisation: None) -> None:
    code, phone = access.enrol("p0003", now=NOW), Phone("p0003", NOW)
    Account.objects.filter(person__key="p0003").update(name="human.resources")
    with pytest.raises(Refused, match="E_SHARED_ACCOUNT"):
        access.authenticate("p0003", code, "hr", phone.code(NOW), now=NOW)
    with pytest.raises(Refused, match="E_IDENTITY_UNPROVEN"):  # a stranger does not learn of it
        access.authenticate("p0003", WRONG, "hr", phone.code(LATER), now=LATER)


def test_r40_two_offices_that_one_person_may_not_hold_open_neither(organisation: None) -> None:
    """However the second one got into the database."""
    code, phone = access.enrol("p0004", now=NOW), Phone("p0004", NOW)
    assert access.authenticate("p0004", code, "dpo", phone.code(NOW), now=NOW)
    RoleGrant.objects.create(person=Person.objects.get(key="p0004"), role="union")
    for role in ("dpo", "union"):
        with pytest.raises(Refused, match="E_IDENTITY_UNPROVEN"):
            access.authenticate("p0004", code, role, phone.code(LATER), now=LATER)


def test_several_commands_in_a_row_share_one_sign_in(organisation: None) -> None:
    code, phone = access.enrol("p0003", now=NOW), Phone("p0003", NOW)
    token = access.open_sign_in(access.authenticate("p0003", code, "hr", phone.code(NOW), now=NOW), now=NOW)
    for minutes in (0, 29):
        at = NOW + dt.timedelta(minutes=minutes)
        assert access.resume("p0003", "hr", token, now=at) == Viewer("p0003", "hr")
    assert AuditEntry.objects.filter(action="resume sign-in", outcome="done").count() == 2
    assert not SignIn.objects.filter(token_hash__contains=token).exists()


@pytest.mark.parametrize(
    ("person", "role", "minutes"),
    [("p0004", "hr", 0), ("p0003", "employee", 0), ("p0003", "hr", 30), ("p9999", "hr", 0)],
    ids=["another person", "another role", "later", "a stranger"],
)
def test_r40_a_sign_in_is_for_one_person_one_role_and_half_an_hour(
    organisation: None, person: str, role: str, minutes: int
) -> None:
    token = access.open_sign_in(Viewer("p0003", "hr"), now=NOW)
    with pytest.raises(Refused, match="E_IDENTITY_UNPROVEN"):
        access.resume(person, role, token, now=NOW + dt.timedelta(minutes=minutes))


ENDINGS: dict[str, Callable[[Viewer], object]] = {
    "signed out": lambda viewer: access.close_sign_ins(viewer, now=NOW),
    "a new access code": lambda viewer: access.enrol(viewer.person, now=NOW),
    "a new second factor": lambda viewer: Phone(viewer.person, NOW),
    "a reset": lambda viewer: second_factor.reset(viewer.person, Viewer("p0004", "dpo"), now=NOW),
    "the role lost": lambda _: RoleGrant.objects.all().delete(),
    "a new sign-in": lambda viewer: access.open_sign_in(viewer, now=NOW),
    "left": lambda _: Person.objects.update(left_at=NOW),
}


@pytest.mark.parametrize("name", ENDINGS)
def test_r40_what_ends_a_sign_in(organisation: None, name: str) -> None:
    viewer = Viewer("p0003", "hr")
    token = access.open_sign_in(viewer, now=NOW)
    ENDINGS[name](viewer)
    with pytest.raises(Refused, match="E_IDENTITY_UNPROVEN"):
        access.resume("p0003", "hr", token, now=NOW)


def test_the_code_itself_is_nowhere_kept(organisation: None) -> None:
    code = access.enrol("p0003", now=NOW)
    row = AccessCode.objects.get()
    assert row.code_hash.startswith("scrypt$")
    assert code not in row.code_hash
    assert not AuditEntry.objects.filter(action__contains=code).exists()


def test_a_code_is_hashed_at_the_full_cost_and_proves_its_person(
    organisation: None, full_cost: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All other tests hash at a lower one."""
    monkeypatch.setattr(ScryptPasswordHasher, "work_factor", full_cost)
    code = access.enrol("p0002", now=NOW)
    _, rounds, _, memory, *_ = AccessCode.objects.get().code_hash.split("$")
    assert (int(rounds), int(memory)) >= (2**14, 8)
    assert access.authenticate("p0002", code, now=NOW) == Viewer("p0002", "employee")


def test_a_new_code_ends_the_old_one_and_the_person_sees_it_in_the_log(organisation: None) -> None:
    old = access.enrol("p0003", "p0004", now=NOW)
    new = access.enrol("p0003", "p0004", now=NOW)
    with pytest.raises(Refused):
        access.authenticate("p0003", old, "employee", now=NOW)
    assert access.authenticate("p0003", new, "employee", now=NOW)
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
            access.authenticate("p0003", WRONG, "employee", now=NOW)
    with pytest.raises(Refused):
        access.authenticate("p0003", code, "employee", now=NOW)
    assert access.authenticate("p0003", code, "employee", now=NOW + dt.timedelta(minutes=15))


def test_a_success_forgets_earlier_failures(organisation: None) -> None:
    code = access.enrol("p0003", now=NOW)
    for attempt in (WRONG,) * 4 + (code,) + (WRONG,) * 4:
        if attempt == code:
            access.authenticate("p0003", attempt, "employee", now=NOW)
        else:
            with pytest.raises(Refused):
                access.authenticate("p0003", attempt, "employee", now=NOW)
    assert access.authenticate("p0003", code, "employee", now=NOW)


def test_guesses_during_the_lock_do_not_prolong_it(organisation: None) -> None:
    code = access.enrol("p0003", now=NOW)
    for minute in range(10):
        with pytest.raises(Refused):
            access.authenticate("p0003", WRONG, "employee", now=NOW + dt.timedelta(minutes=minute))
    assert access.authenticate("p0003", code, "employee", now=NOW + dt.timedelta(minutes=20))


def test_every_attempt_is_logged_and_a_stranger_leaves_no_name(organisation: None) -> None:
    code = access.enrol("p0003", now=NOW)
    access.authenticate("p0003", code, "employee", now=NOW)
    with pytest.raises(Refused):
        access.authenticate("p9999", code, "employee", now=NOW)
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
