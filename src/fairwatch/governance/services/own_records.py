"""Everything that governance holds about one person, for that person's eyes only (R36; PIPL art. 45).

The tables are found by their own description, so a table that is added later is in the answer by itself. What cannot be
in it yet: a case that the person has not been told of (R35), and it comes when the time to tell is over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from fairwatch.errors import Refused
from fairwatch.governance.models import AuditEntry, AuditIdentity, Case, Person, Shift
from fairwatch.governance.services import audit, cases, pseudonyms
from fairwatch.governance.services.acting import acting

Rows = list[dict[str, Any]]

_SECRETS = {
    ("AccessCode", "code_hash"),
    ("SecondFactor", "secret"),
    ("SecondFactor", "pending"),
    ("RecoveryCode", "code_hash"),
    ("SignIn", "token_hash"),
}
"""Left out: they prove who somebody is and say nothing about them."""


def request_export(person: str, *, by: str, now: dt.datetime | None = None) -> None:
    """Log the export before anything is handed over; nobody exports another's data."""
    with acting(by, "export own data", role="employee", now=now) as act:
        act.changed = False
        act.concerning.add(person)
        if by != person:
            raise Refused("E_DISCLOSURE", where="export")


def rows(person: str, now: dt.datetime | None = None) -> dict[str, Rows]:
    """Table -> the rows that are about the person, whole except for secrets."""
    subject = Person.objects.get(key=person)
    hidden = _untold_cases(person, now)
    found = {"Person": [_plain(subject)]}
    for model, field in _references():
        about = [_plain(row) for row in model._default_manager.filter(**{field: subject}).order_by("pk")]
        found.setdefault(model.__name__, []).extend(row for row in about if not _untold(model, row, hidden))
    found["Shift"] = [_plain(row) for row in Shift.objects.filter(assignments__person=subject)]
    found["AuditIdentity"] = [_plain(row) for row in AuditIdentity.objects.filter(name=person)]
    return {name: about for name, about in found.items() if about}


def acts(person: str, now: dt.datetime | None = None) -> Rows:
    """Where the person is named as the one who signed, decided or asked: table, row, field.

    Not the row itself: what an officer did for somebody else is that person's data.
    """
    hidden = _untold_cases(person, now)
    return [
        {"table": model.__name__, "row": row.pk, "field": field.name}
        for model, field in _names()
        for row in model._default_manager.filter(**{field.name: person}).order_by("pk")
        if not _untold(model, _plain(row), hidden)
    ]


def access_log(person: str, now: dt.datetime | None = None) -> Rows:
    """Who wanted to see or do what about the person, or what the person did: the newest first."""
    mine = AuditIdentity.objects.filter(name=person).values_list("pseudonym", flat=True).first()
    marks = [mark for mark in (mine, *pseudonyms.of(person).values()) if mark]
    if not marks:
        return []
    wanted = reduce(or_, (Q(subjects__contains=mark) for mark in marks), Q(actor=mine or None))
    hidden = cases.untold(person, now)
    entries = [
        entry
        for entry in AuditEntry.objects.filter(wanted).order_by("-index")
        if not (hidden and entry.action.startswith(hidden))
    ]
    names = dict(AuditIdentity.objects.values_list("pseudonym", "name"))
    return [
        {
            "entry": entry.index,
            "time": dt.datetime.fromtimestamp(entry.time_us / 1_000_000, dt.UTC),
            "who": names.get(entry.actor, ""),
            "role": entry.role,
            "action": entry.action,
            "purpose": entry.purpose,
            "outcome": entry.outcome,
            "code": entry.code,
            "about_me": any(mark in entry.subjects for mark in marks),
        }
        for entry in entries
    ]


def read_access_log(person: str, *, by: str, now: dt.datetime | None = None) -> Rows:
    """:func:`access_log` for the person who asks; the look itself is logged first."""
    audit.append(
        actor=by,
        role="employee",
        action="read own access log",
        outcome="released" if by == person else "refused",
        code="" if by == person else "E_DISCLOSURE",
        now=now,
    )
    if by != person:
        raise Refused("E_DISCLOSURE", where="access log")
    return access_log(person, now)


def device_names(person: str) -> list[str]:
    """The devices that the directory registers for the person."""
    return list(Person.objects.get(key=person).devices.order_by("name").values_list("name", flat=True))


def _references() -> Iterator[tuple[type[models.Model], str]]:
    """Every (table, column) that points to a person."""
    for model in apps.get_app_config("governance").get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is Person:
                yield model, field.name


def _names() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    """Every (table, column) that may hold a person's id as text."""
    for model in apps.get_app_config("governance").get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField) and model not in (
                Person,
                AuditIdentity,
                AuditEntry,
            ):
                yield model, field


def _plain(row: models.Model) -> dict[str, Any]:
    name = type(row).__name__
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if (name, field.name) not in _SECRETS
    }


def _untold_cases(person: str, now: dt.datetime | None) -> set[int]:
    """Cases about the person that the person may not know of yet."""
    prefixes = cases.untold(person, now)
    about = Case.objects.filter(subject__key=person).values_list("pk", "key")
    return {number for number, key in about if any(prefix.startswith(f"case {key}:") for prefix in prefixes)}


def _untold(model: type[models.Model], row: dict[str, Any], hidden: set[int]) -> bool:
    """Whether a row is such a case, or belongs to one."""
    columns = ["id"] if model is Case else []
    columns += [field.attname for field in model._meta.concrete_fields if field.related_model is Case]
    return any(row[column] in hidden for column in columns)
