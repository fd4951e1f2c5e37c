"""Proving who one is: a personal access code, kept as a scrypt hash, and for every office a second factor (R40)."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import cast

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from fairwatch.errors import Refused
from fairwatch.governance import generic_accounts
from fairwatch.governance.clock import moment
from fairwatch.governance.models import AccessCode, Person, SignIn
from fairwatch.governance.roles import VIEWER_ROLES
from fairwatch.governance.services import audit, directory, second_factor
from fairwatch.governance.services.acting import OPERATOR, acting
from fairwatch.viewer import Role, Viewer

MOST_FAILURES = 5
LOCKED_FOR = dt.timedelta(minutes=15)
SIGN_IN_LASTS = dt.timedelta(minutes=30)
SIGN_IN = "sign in"

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 O 1 I, which people mistake for each other
_GROUPS, _GROUP_LENGTH = 5, 5  # 25 characters of 5 bits
_HASHER = "scrypt"


def enrol(person: str, actor: str = OPERATOR, *, now: dt.datetime | None = None) -> str:
    """A new code for a person. The old one ends at once, and the person sees the enrolment in their access log."""
    code = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
    with acting(actor, "issue access code", now=now) as act:
        act.changed = False
        act.concerning.add(person)
        AccessCode.objects.update_or_create(
            person=directory.person(person),
            defaults={
                "code_hash": make_password(code, hasher=_HASHER),
                "issued_at": moment(now),
                "failures": 0,
                "locked_until": None,
            },
        )
        SignIn.objects.filter(person__key=person).delete()
    return code


def authenticate(
    person: str, code: str, role: str = "employee", one_time: str = "", *, now: dt.datetime | None = None
) -> Viewer:
    """The person in that role; else ``E_IDENTITY_UNPROVEN``, which never says what of it was wrong.

    ``one_time`` is the second factor's answer: a code of the app or a recovery code. Every role but employee needs it,
    and so does whoever enrolled one of their own accord. Each attempt is logged; the fifth failure locks the code.
    ``E_SHARED_ACCOUNT`` for a name that is nobody's.
    """
    at = moment(now)
    _refuse_shared(person, role, now)
    known = AccessCode.objects.filter(person__key=person, person__left_at=None)
    tried = known.values_list("code_hash", flat=True).first() or _nobody()
    # Always one hash check, so that the time taken does not tell whether the person exists; and before the lock, so
    # that others need not wait for it.
    right = check_password(_plain(code), tried)
    with transaction.atomic():
        audit.lock()
        row = known.select_related("person").first()
        answer = second_factor.check(person, one_time, at)
        locked = row is not None and row.locked_until is not None and row.locked_until > at
        matches = right and row is not None and row.code_hash == tried and answer.right
        strong = answer.enrolled or role == "employee"
        proven = matches and not locked and strong and role in VIEWER_ROLES and directory.holds(person, role)
        if row and not locked:
            _count(row, matches=matches, at=at)
            if matches:
                second_factor.spend(person, answer)
        shared = proven and row is not None and _is_shared(row.person)
        audit.append(
            actor=person if row else "",
            role=role if role in VIEWER_ROLES else "",
            action=SIGN_IN if answer.recovery is None else f"{SIGN_IN} with recovery code",
            outcome="done" if proven and not shared else "refused",
            code="E_SHARED_ACCOUNT" if shared else "" if proven else "E_IDENTITY_UNPROVEN",
            now=now,
        )
    if shared:
        raise Refused("E_SHARED_ACCOUNT")
    if not proven:
        raise Refused("E_IDENTITY_UNPROVEN")
    return Viewer(person, cast(Role, role))


def open_sign_in(viewer: Viewer, *, now: dt.datetime | None = None) -> str:
    """A token with which somebody who has just proven who they are stays signed in for :data:`SIGN_IN_LASTS`.

    For several commands in a row: a code of the app is good only once.
    """
    token = secrets.token_urlsafe(32)
    with acting(viewer.person, "open sign-in", role=viewer.role, now=now) as act:
        act.changed = False
        subject = directory.person(viewer.person)
        SignIn.objects.filter(person=subject, role=viewer.role).delete()
        SignIn.objects.create(
            person=subject, role=viewer.role, token_hash=_token_hash(token), until=moment(now) + SIGN_IN_LASTS
        )
    return token


def resume(person: str, role: str, token: str, *, now: dt.datetime | None = None) -> Viewer:
    """Whoever holds the token of an open sign-in, if the person still has the role; else ``E_IDENTITY_UNPROVEN``."""
    at = moment(now)
    open_ = SignIn.objects.filter(
        token_hash=_token_hash(token), person__key=person, person__left_at=None, role=role, until__gt=at
    )
    proven = open_.exists() and directory.holds(person, role)
    audit.append(
        actor=person if proven else "",
        role=role if role in VIEWER_ROLES else "",
        action="resume sign-in",
        outcome="done" if proven else "refused",
        code="" if proven else "E_IDENTITY_UNPROVEN",
        now=now,
    )
    if not proven:
        raise Refused("E_IDENTITY_UNPROVEN")
    return Viewer(person, cast(Role, role))


def close_sign_ins(viewer: Viewer, *, now: dt.datetime | None = None) -> None:
    """End every open sign-in of the person, in whatever role."""
    with acting(viewer.person, "close sign-ins", role=viewer.role, now=now) as act:
        act.changed = False
        SignIn.objects.filter(person__key=viewer.person).delete()


def _refuse_shared(person: str, role: str, now: dt.datetime | None) -> None:
    """By the name alone, so that it tells nothing about who exists."""
    if generic_accounts.is_generic(person):
        audit.append(
            actor="",
            role=role if role in VIEWER_ROLES else "",
            action=SIGN_IN,
            outcome="refused",
            code="E_SHARED_ACCOUNT",
            now=now,
        )
        raise Refused("E_SHARED_ACCOUNT")


def _is_shared(person: Person) -> bool:
    """Whether a login name of the person is nobody's, which an import refuses since it knows how."""
    office = frozenset({generic_accounts.plain(person.department)})
    return any(generic_accounts.is_generic(account.name, office) for account in person.accounts.all())


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _plain(code: str) -> str:
    return code.strip().upper()


def _count(row: AccessCode, *, matches: bool, at: dt.datetime) -> None:
    row.failures = 0 if matches else row.failures + 1
    row.locked_until = None
    if row.failures >= MOST_FAILURES:
        row.failures, row.locked_until = 0, at + LOCKED_FOR
    row.save(update_fields=["failures", "locked_until"])


_dummy: list[str] = []


def _nobody() -> str:
    """A hash that no code matches, of the same cost as a real one."""
    if not _dummy:
        _dummy.append(make_password(secrets.token_hex(32), hasher=_HASHER))
    return _dummy[0]
