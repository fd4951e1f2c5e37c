"""The second factor: enrolling, one use of each code, recovery, and reset by somebody else (R40)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.governance.authenticator import STEP, Phone
from tests.governance.sample import NOW, PEOPLE

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance.models import AuditEntry, AuditIdentity, RecoveryCode, SecondFactor
from fairwatch.governance.services import access, directory, own_records, second_factor
from fairwatch.viewer import Viewer

pytestmark = pytest.mark.usefixtures("organisation")

HR, DPO, UNION = Viewer("p0003", "hr"), Viewer("p0004", "dpo"), Viewer("p0005", "union")


def sign_in(person: str, code: str, answer: str, now: dt.datetime = NOW, role: str = "hr") -> Viewer:
    return access.authenticate(person, code, role, answer, now=now)


def test_the_secret_is_shown_once_as_text_and_to_scan() -> None:
    enrolment = second_factor.begin(HR, now=NOW)
    uri = urlsplit(enrolment.uri)
    assert (uri.scheme, uri.netloc, uri.path) == ("otpauth", "totp", "/Fairwatch:p0003")
    assert parse_qs(uri.query)["secret"] == [enrolment.secret]
    assert len(enrolment.secret) == 32


def test_r40_the_secret_rests_sealed_for_its_person_and_this_workspace(settings: object) -> None:
    code, phone = access.enrol("p0003", now=NOW), Phone("p0003", NOW)
    other = Phone("p0004", NOW)
    row = SecondFactor.objects.get(person__key="p0003")
    assert phone.totp.secret.encode() not in bytes(row.secret)
    # Neither does another person's row fit ...
    SecondFactor.objects.filter(pk=row.pk).update(secret=SecondFactor.objects.get(person__key="p0004").secret)
    with pytest.raises(Refused):
        sign_in("p0003", code, other.code(NOW))
    # ... nor a database that was carried to another workspace.
    SecondFactor.objects.filter(pk=row.pk).update(secret=row.secret)
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    with pytest.raises(Refused):
        sign_in("p0003", code, phone.code(NOW))


def test_nothing_is_enrolled_before_the_app_has_proven_itself() -> None:
    code, enrolment = access.enrol("p0003", now=NOW), second_factor.begin(HR, now=NOW)
    assert not second_factor.is_enrolled("p0003")
    with pytest.raises(Refused, match="E_IDENTITY_UNPROVEN"):
        second_factor.confirm(HR, "000000", now=NOW)
    assert access.authenticate("p0003", code, now=NOW)  # not yet asked for
    second_factor.confirm(HR, pyotp.TOTP(enrolment.secret).at(NOW), now=NOW)
    assert second_factor.is_enrolled("p0003")


def test_a_new_app_takes_over_only_when_confirmed() -> None:
    code, old = access.enrol("p0003", now=NOW), Phone("p0003", NOW)
    new = pyotp.TOTP(second_factor.begin(HR, now=NOW).secret)
    with pytest.raises(Refused):
        sign_in("p0003", code, new.at(NOW))
    assert sign_in("p0003", code, old.code(NOW))
    later = NOW + 2 * STEP
    second_factor.confirm(HR, new.at(later), now=later)
    with pytest.raises(Refused):
        sign_in("p0003", code, old.code(later + STEP), later + STEP)
    assert sign_in("p0003", code, new.at(later + STEP), later + STEP)


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_r40_a_clock_may_be_off_by_one_step(steps: int, fits: bool) -> None:
    code, phone = access.enrol("p0003", now=NOW), Phone("p0003", NOW)
    answer = phone.code(NOW + steps * STEP)
    if fits:
        assert sign_in("p0003", code, answer)
    else:
        with pytest.raises(Refused):
            sign_in("p0003", code, answer)


def test_r40_a_code_is_good_only_once_and_so_are_those_before_it() -> None:
    code, phone = access.enrol("p0003", now=NOW), Phone("p0003", NOW)
    assert sign_in("p0003", code, phone.code(NOW + STEP))
    for seen in (NOW + STEP, NOW, NOW - STEP):
        with pytest.raises(Refused):
            sign_in("p0003", code, phone.code(seen))
    assert sign_in("p0003", code, phone.code(NOW + 2 * STEP), NOW + STEP)


def test_r40_the_code_that_confirmed_the_app_is_used_up() -> None:
    code, enrolment = access.enrol("p0003", now=NOW), second_factor.begin(HR, now=NOW)
    answer = pyotp.TOTP(enrolment.secret).at(NOW)
    second_factor.confirm(HR, answer, now=NOW)
    with pytest.raises(Refused):
        sign_in("p0003", code, answer)


def test_a_code_tried_in_a_role_that_is_not_held_is_used_up_too() -> None:
    code, phone = access.enrol("p0003", now=NOW), Phone("p0003", NOW)
    with pytest.raises(Refused):
        sign_in("p0003", code, phone.code(NOW), role="dpo")
    with pytest.raises(Refused):
        sign_in("p0003", code, phone.code(NOW))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 4), st.integers(-2, 2)), min_size=1, max_size=8))
def test_r40_no_step_is_ever_accepted_twice(moves: list[tuple[int, int]]) -> None:
    """However the clock runs and in whatever order codes come in."""
    from django.db import transaction

    with transaction.atomic():
        code, phone = access.enrol("p0003", now=NOW), Phone("p0003", NOW)
        now, accepted = NOW, []
        for forward, offset in moves:
            now += forward * STEP
            step = phone.totp.timecode(now + offset * STEP)
            try:
                sign_in("p0003", code, phone.code(now + offset * STEP), now)
            except Refused:
                access.AccessCode.objects.update(failures=0, locked_until=None)
                continue
            accepted.append(step)
            assert abs(offset) <= second_factor.TOLERANCE
        transaction.set_rollback(True)
    assert accepted == sorted(set(accepted))


def test_r40_each_recovery_code_opens_once() -> None:
    code, phone = access.enrol("p0003", now=NOW), Phone("p0003", NOW)
    assert len(set(phone.recovery)) == second_factor.RECOVERY_CODES
    for recovery in phone.recovery[:3]:
        assert sign_in("p0003", code, recovery.lower())
        with pytest.raises(Refused):
            sign_in("p0003", code, recovery)
    assert RecoveryCode.objects.count() == second_factor.RECOVERY_CODES - 3
    assert AuditEntry.objects.filter(action="sign in with recovery code", outcome="done").count() == 3


def test_r40_recovery_codes_rest_as_fingerprints_and_are_nobody_elses() -> None:
    access.enrol("p0003", now=NOW)
    mine, code = Phone("p0003", NOW), access.enrol("p0004", now=NOW)
    Phone("p0004", NOW)
    kept = set(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert not kept & {*mine.recovery}
    with pytest.raises(Refused):
        sign_in("p0004", code, mine.recovery[0], role="dpo")


def test_fresh_recovery_codes_end_the_old_ones() -> None:
    code, phone = access.enrol("p0003", now=NOW), Phone("p0003", NOW)
    fresh = second_factor.renew_recovery_codes(HR, now=NOW)
    with pytest.raises(Refused):
        sign_in("p0003", code, phone.recovery[0])
    assert sign_in("p0003", code, fresh[0])


def test_recovery_codes_need_a_second_factor() -> None:
    with pytest.raises(Refused, match="E_STATE"):
        second_factor.renew_recovery_codes(HR, now=NOW)


@pytest.mark.parametrize("officer", [DPO, UNION])
def test_r40_another_officer_resets_a_lost_factor_and_the_person_sees_it(officer: Viewer) -> None:
    code, phone = access.enrol("p0003", now=NOW), Phone("p0003", NOW)
    second_factor.reset("p0003", officer, now=NOW)
    for answer in (phone.code(NOW), phone.recovery[0]):
        with pytest.raises(Refused):
            sign_in("p0003", code, answer)
    assert access.authenticate("p0003", code, now=NOW)  # and may enrol anew
    mine = AuditIdentity.objects.get(name="p0003").pseudonym
    assert AuditEntry.objects.filter(action="reset second factor", outcome="done", subjects=mine).count() == 1


@pytest.mark.parametrize("officer", [DPO, UNION])
def test_r40_nobody_resets_their_own(officer: Viewer) -> None:
    Phone(officer.person, NOW)
    with pytest.raises(Refused, match="E_SELF_APPROVAL"):
        second_factor.reset(officer.person, officer, now=NOW)
    assert second_factor.is_enrolled(officer.person)
    other = UNION if officer == DPO else DPO
    second_factor.reset(officer.person, other, now=NOW)
    assert not second_factor.is_enrolled(officer.person)


@pytest.mark.parametrize(
    "viewer", [HR, Viewer("p0003", "dpo"), Viewer("p0001", "manager"), Viewer("p0004", "employee")]
)
def test_r40_nobody_else_resets_anything(viewer: Viewer) -> None:
    Phone("p0002", NOW)
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        second_factor.reset("p0002", viewer, now=NOW)
    assert second_factor.is_enrolled("p0002")


def test_a_strangers_factor_cannot_be_reset() -> None:
    with pytest.raises(ConfigError):
        second_factor.reset("p9999", DPO, now=NOW)


def test_a_new_access_code_does_not_take_the_second_factor_away() -> None:
    """Else whoever runs the machine could sign in as anybody."""
    Phone("p0003", NOW)
    code = access.enrol("p0003", now=NOW)
    with pytest.raises(Refused):
        sign_in("p0003", code, "")


def test_employees_may_enrol_of_their_own_accord() -> None:
    code, phone = access.enrol("p0002", now=NOW), Phone("p0002", NOW)
    assert sign_in("p0002", code, phone.code(NOW), role="employee")


def test_whoever_leaves_takes_nothing_along(write: Callable[[str, str], Path]) -> None:
    Phone("p0003", NOW)
    without = "\n".join(line for line in PEOPLE.splitlines() if not line.startswith("p0003"))
    directory.import_people(write("people.csv", without), now=NOW)
    assert not SecondFactor.objects.exists()
    assert not RecoveryCode.objects.exists()


def test_the_persons_own_export_says_that_there_is_one_and_no_secret() -> None:
    phone = Phone("p0003", NOW)
    access.open_sign_in(HR, now=NOW)
    rows = own_records.rows("p0003", NOW)
    assert set(rows["SecondFactor"][0]) == {"id", "person_id", "last_step", "confirmed_at"}
    assert set(rows["RecoveryCode"][0]) == {"id", "person_id"}
    assert set(rows["SignIn"][0]) == {"id", "person_id", "role", "until"}
    assert phone.totp.secret not in str(rows)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answer=st.text(max_size=40))
def test_whatever_is_typed_is_refused_in_our_own_words(answer: str) -> None:
    from django.db import transaction

    with transaction.atomic():
        code = access.enrol("p0003", now=NOW)
        Phone("p0003", NOW)
        with pytest.raises(Refused, match="E_IDENTITY_UNPROVEN"):
            sign_in("p0003", code, answer)
        transaction.set_rollback(True)
