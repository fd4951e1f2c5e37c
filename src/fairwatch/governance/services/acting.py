"""One governed act: the change, the revision and the audit entry are one transaction, or nothing happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import Error, transaction

from fairwatch.errors import Refused
from fairwatch.governance import database_faults
from fairwatch.governance.models import RoleGrant
from fairwatch.governance.services import audit, revision

OPERATOR = "operator"
"""Whoever holds the workspace's folder and runs the commands without having signed in."""

_OFFICES = ("dpo", "union", "counsel", "auditor", "operator", "hr", "analyst", "manager")
"""In which of their roles somebody acts in governance; nobody holds two of the first five."""


@dataclass
class Act:
    """What the act turned out to be, filled in by the one who does it."""

    purpose: str
    counts: dict[str, int] = field(default_factory=dict)
    concerning: set[str] = field(default_factory=set)
    """Ids of the people it is about, when they are few and named; they see the entry."""
    changed: bool = True
    """Whether compiled policies are out of date afterwards."""


@contextmanager
def acting(
    actor: str, action: str, *, role: str = "", purpose: str = "", now: dt.datetime | None = None
) -> Iterator[Act]:
    """Do something in ``actor``'s name. A refusal undoes everything and is itself logged.

    Acts queue: each holds the lock of the audit chain from its beginning. Raises ``Refused("E_LOG_DOWN")`` when the
    entry cannot be written and ``WorkspaceError`` when the change cannot.
    """
    act = Act(purpose)
    try:
        with transaction.atomic():
            audit.lock()
            yield act
            if act.changed:
                revision.renew()
            _log(act, actor, action, role, now=now)
    except Refused as refusal:
        if refusal.code != "E_LOG_DOWN":
            _log(act, actor, action, role, refusal=refusal, now=now)
        raise
    except Error as error:
        fault = database_faults.explain(error)
        database_faults.let_go()
        if fault is None:
            raise
        raise fault from error


def _log(
    act: Act, actor: str, action: str, role: str, *, refusal: Refused | None = None, now: dt.datetime | None
) -> None:
    audit.append(
        actor=actor,
        role=role or _office(actor),
        action=action,
        purpose=act.purpose,
        outcome="refused" if refusal else "done",
        code=refusal.code if refusal else "",
        people=act.concerning,
        counts={} if refusal else act.counts,
        now=now,
    )


def _office(actor: str) -> str:
    if actor == OPERATOR:
        return "operator"
    held = set(RoleGrant.objects.filter(person__key=actor).values_list("role", flat=True))
    return next((role for role in _OFFICES if role in held), "employee")
