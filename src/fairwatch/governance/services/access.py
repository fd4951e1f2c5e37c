"""Proving who one is on the command line: a personal access code, shown once and kept as a scrypt hash (R40)."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import cast

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from fairwatch.errors import Refused
from fairwatch.governance.clock import moment
from fairwatch.governance.models import AccessCode
from fairwatch.governance.roles import VIEWER_ROLES
from fairwatch.governance.services import audit, directory
from fairwatch.governance.services.acting import OPERATOR, acting
from fairwatch.viewer import Role, Viewer

MOST_FAILURES = 5
LOCKED_FOR = dt.timedelta(minutes=15)

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
    return code


def authenticate(person: str, code: str, role: str = "employee", *, now: dt.datetime | None = None) -> Viewer:
    """The person in that role; else ``E_IDENTITY_UNPROVEN``, which never says what of it was wrong.

    Each attempt is logged; the fifth failure locks the code."""
    at = moment(now)
    known = AccessCode.objects.filter(person__key=person, person__left_at=None)
    tried = known.values_list("code_hash", flat=True).first() or _nobody()
    # Always one hash check, so that the time taken does not tell whether the person exists; and before the lock, so
    # that others need not wait for it.
    right = check_password(_plain(code), tried)
    with transaction.atomic():
        audit.lock()
        row = known.first()
        locked = row is not None and row.locked_until is not None and row.locked_until > at
        matches = right and row is not None and row.code_hash == tried
        proven = matches and not locked and role in VIEWER_ROLES and directory.holds(person, role)
        if row and not locked:
            _count(row, matches=matches, at=at)
        audit.append(
            actor=person if row else "",
            role=role if role in VIEWER_ROLES else "",
            action="sign in",
            outcome="done" if proven else "refused",
            now=now,
        )
    if not proven:
        raise Refused("E_IDENTITY_UNPROVEN")
    return Viewer(person, cast(Role, role))


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
