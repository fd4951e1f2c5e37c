"""The second factor: one-time codes of an authenticator app (TOTP, RFC 6238) and recovery codes (R40).

The secret is shown once, to the person, and rests sealed (``at_rest``). A code is good for its half minute and the ones
beside it, and once: the step of the last one used is kept, and it and all before are refused. Whoever lost app and
recovery codes needs another officer; nobody resets their own.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

import pyotp
from django.db.models import QuerySet
from pyotp.exceptions import OTPVerificationError

from fairwatch.errors import Refused
from fairwatch.governance import at_rest
from fairwatch.governance.clock import moment
from fairwatch.governance.models import RecoveryCode, SecondFactor, SignIn
from fairwatch.governance.services import directory
from fairwatch.governance.services.acting import acting
from fairwatch.viewer import Viewer

ISSUER = "Fairwatch"
TOLERANCE = 1
"""Steps of 30 s that a clock may be off, to either side."""
RECOVERY_CODES = 10
RESETTERS = ("dpo", "union")
"""Either may reset anybody else's. No person holds both offices, so each can reset the other's."""

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 O 1 I, which people mistake for each other
_GROUPS, _GROUP_LENGTH = 4, 5  # 100 bits


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the person's app needs. Shown once."""

    secret: str
    """Base32, to type."""
    uri: str
    """``otpauth://``, to scan."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a one-time code is worth. Right as well when there is no second factor to answer for."""

    enrolled: bool
    step: int | None = None
    recovery: int | None = None
    """Key of the recovery code's row."""

    @property
    def right(self) -> bool:
        return not self.enrolled or self.step is not None or self.recovery is not None


def begin(viewer: Viewer, *, now: dt.datetime | None = None) -> Enrolment:
    """A new secret for somebody who has just proven who they are. What they had stays in use until :func:`confirm`."""
    secret = pyotp.random_base32()
    with acting(viewer.person, "begin second factor", role="employee", now=now) as act:
        act.changed = False
        SecondFactor.objects.update_or_create(
            person=directory.person(viewer.person),
            defaults={"pending": at_rest.seal(secret.encode(), viewer.person)},
        )
    return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=viewer.person, issuer_name=ISSUER))


def confirm(viewer: Viewer, code: str, *, now: dt.datetime | None = None) -> list[str]:
    """Put the new secret to use, proven by a code of the app; returns fresh recovery codes, shown once."""
    at = moment(now)
    with acting(viewer.person, "confirm second factor", role="employee", now=now) as act:
        act.changed = False
        row = SecondFactor.objects.filter(person__key=viewer.person).exclude(pending=None).first()
        step = _step(row.pending, viewer.person, code, at) if row else None
        if row is None or step is None:
            raise Refused("E_IDENTITY_UNPROVEN")
        row.secret, row.pending, row.last_step, row.confirmed_at = row.pending, None, step, at
        row.save()
        return _new_recovery_codes(viewer.person)


def renew_recovery_codes(viewer: Viewer, *, now: dt.datetime | None = None) -> list[str]:
    """Fresh recovery codes, shown once; the old ones end."""
    with acting(viewer.person, "renew recovery codes", role="employee", now=now) as act:
        act.changed = False
        if not is_enrolled(viewer.person):
            raise Refused("E_STATE", where="second factor")
        return _new_recovery_codes(viewer.person)


def reset(person: str, viewer: Viewer, *, now: dt.datetime | None = None) -> None:
    """Take somebody's second factor away so that they can enrol a new one. They see it in their access log."""
    with acting(viewer.person, "reset second factor", role=viewer.role, now=now) as act:
        act.changed = False
        act.concerning.add(person)
        if viewer.role not in RESETTERS or not directory.holds(viewer.person, viewer.role):
            raise Refused("E_DISCLOSURE", where="second factor")
        if viewer.person == person:
            raise Refused("E_SELF_APPROVAL", where="second factor")
        subject = directory.person(person)
        for model in (SecondFactor, RecoveryCode, SignIn):
            model._default_manager.filter(person=subject).delete()


def is_enrolled(person: str) -> bool:
    """Whether somebody has a confirmed second factor."""
    return _confirmed(person).exists()


def check(person: str, code: str, at: dt.datetime) -> Answer:
    """What ``code`` is worth for this person, without using it up."""
    row = _confirmed(person).first()
    if row is None:
        return Answer(enrolled=False)
    step = _step(row.secret, person, code, at)
    if step is not None:
        return Answer(enrolled=True, step=step if step > row.last_step else None)
    mark = at_rest.fingerprint(code.strip().upper(), person)
    known = RecoveryCode.objects.filter(person__key=person, code_hash=mark)
    return Answer(enrolled=True, recovery=known.values_list("pk", flat=True).first())


def spend(person: str, answer: Answer) -> None:
    """Use up what proved right; it is worth nothing from now on. Inside the transaction of the sign-in."""
    if answer.step is not None:
        SecondFactor.objects.filter(person__key=person).update(last_step=answer.step)
    if answer.recovery is not None:
        RecoveryCode.objects.filter(pk=answer.recovery).delete()


def _confirmed(person: str) -> QuerySet[SecondFactor]:
    return SecondFactor.objects.filter(person__key=person, person__left_at=None).exclude(secret=None)


def _step(sealed: bytes | memoryview | None, person: str, code: str, at: dt.datetime) -> int | None:
    """The time step that this is the code of, if any near ``at``."""
    secret = at_rest.unseal(bytes(sealed or b""), person)
    if secret is None:
        return None
    try:
        return pyotp.TOTP(secret.decode()).verify_and_get_timecode(
            code.replace(" ", ""), for_time=at, valid_window=TOLERANCE
        )
    except OTPVerificationError:
        return None


def _new_recovery_codes(person: str) -> list[str]:
    codes = [
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
        for _ in range(RECOVERY_CODES)
    ]
    subject = directory.person(person)
    RecoveryCode.objects.filter(person=subject).delete()
    SignIn.objects.filter(person=subject).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=subject, code_hash=at_rest.fingerprint(code, person)) for code in codes
    )
    return codes
