"""The invented officers of a trial workspace, and what they sign in with: access code, phone and recovery codes.

They enrol and sign in as everybody does. Their secrets lie beside the invented data, so that trials can sign in again;
a real workspace has no such file.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyotp

from fairwatch.viewer import Role, Viewer

_FILE = "access-codes.json"


def enrol(root: Path, holders: Mapping[str, str], now: dt.datetime) -> None:
    """An access code and a second factor for each person in ``holders`` (role -> person)."""
    people = {person: _enrol(person, now) for person in sorted(set(holders.values()))}
    _write(root, {"holders": dict(holders), "people": people})


def access_code(root: Path, role: str) -> tuple[str, str]:
    """Person and access code of somebody with this role."""
    known = _read(root)
    person = known["holders"][role]
    return person, known["people"][person]["code"]


def one_time_code(root: Path, role: str) -> str:
    """What the person's phone shows now; a recovery code when this and the next one are used up."""
    known = _read(root)
    mine = known["people"][known["holders"][role]]
    app = pyotp.TOTP(mine["secret"])
    step = max(app.timecode(dt.datetime.now(dt.UTC)), mine["last_step"] + 1)
    if step <= app.timecode(dt.datetime.now(dt.UTC)) + 1:
        mine["last_step"], code = step, app.generate_otp(step)
    else:
        code = mine["recovery"].pop()
    _write(root, known)
    return code


def sign_in(root: Path, role: Role) -> Viewer:
    """Somebody with this role, proven by access code and second factor."""
    from fairwatch.governance.services import access  # noqa: PLC0415 - models need a database

    person, code = access_code(root, role)
    return access.authenticate(person, code, role, one_time_code(root, role))


def variables(root: Path, role: str) -> dict[str, str]:
    """The environment in which a command runs as this person in this role, for one sign-in."""
    person, code = access_code(root, role)
    return {
        "FAIRWATCH_AS": person,
        "FAIRWATCH_ROLE": role,
        "FAIRWATCH_ACCESS_CODE": code,
        "FAIRWATCH_OTP": one_time_code(root, role),
    }


def _enrol(person: str, now: dt.datetime) -> dict[str, Any]:
    from fairwatch.governance.services import access, second_factor  # noqa: PLC0415 - as above

    code, viewer = access.enrol(person, now=now), Viewer(person, "employee")
    app = pyotp.TOTP(second_factor.begin(viewer, now=now).secret)
    recovery = second_factor.confirm(viewer, app.at(now), now=now)
    return {"code": code, "secret": app.secret, "recovery": recovery, "last_step": app.timecode(now)}


def _read(root: Path) -> dict[str, Any]:
    known: dict[str, Any] = json.loads((root / _FILE).read_text(encoding="utf-8"))
    return known


def _write(root: Path, known: Mapping[str, Any]) -> None:
    descriptor = os.open(root / _FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(known, file)
