"""The organisation's people, their accounts, devices and roles.

``people.csv`` is the whole directory: an import is a full synchronisation, so that whoever has left is observed no
longer. Leavers stay on record without accounts, devices and roles; somebody who comes back starts a new notice period.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from django.db.models import Model

from fairwatch.errors import ConfigError
from fairwatch.governance import people_file, roles
from fairwatch.governance.clock import moment
from fairwatch.governance.models import (
    AccessCode,
    Account,
    Device,
    Person,
    RecoveryCode,
    RoleGrant,
    SecondFactor,
    SignIn,
)
from fairwatch.governance.people_file import Directory, PersonRecord
from fairwatch.governance.services import erasure, former
from fairwatch.governance.services.acting import OPERATOR, acting
from fairwatch.governance.services.summary import Summary
from fairwatch.text import Text

_BATCH = 2_000
_Row = TypeVar("_Row", bound=Model)


def import_people(path: Path, *, actor: str = OPERATOR, now: dt.datetime | None = None) -> Summary:
    """Make the directory equal to the file. A bad line changes nothing and is named by file and line.

    The summary counts people; ``removed`` are those who have left.
    """
    directory, at = people_file.read(path), moment(now)
    if not directory.people:
        # An empty file would make everybody leave; a truncated export is the likelier reason.
        raise ConfigError(Text("文件中没有人员", "the file lists nobody"), where=f"{path.name}:1")
    with acting(actor, "import people", now=now) as act, former.kept(at):
        summary = _synchronise_people(directory, at)
        ids = dict(Person.objects.filter(left_at=None).values_list("key", "pk"))
        _replace_belongings(directory, ids)
        act.counts = summary.counts()
    return summary


def people() -> list[PersonRecord]:
    """Everybody in the directory at present, in the order of their ids."""
    held: dict[str, set[str]] = {}
    for key, role in RoleGrant.objects.values_list("person__key", "role"):
        held.setdefault(key, set()).add(role)
    rows = Person.objects.filter(left_at=None).order_by("key")
    return [
        PersonRecord(key, department, time_zone, excluded, frozenset(held.get(key, ())))
        for key, department, time_zone, excluded in rows.values_list("key", "department", "time_zone", "excluded")
    ]


def person(key: str) -> Person:
    """Somebody who is in the directory at present."""
    found = Person.objects.filter(key=key, left_at=None).first()
    if found is None:
        raise ConfigError(
            Text("名册中没有此人", "the directory does not know this person"),
            next_step=Text("先导入人员名册", "import the directory first"),
        )
    return found


def holds(key: str, role: str) -> bool:
    """Whether a person of the directory has this role; everybody is an employee.

    Whoever was given two roles that one person may not hold has no role but employee, however it came about: an
    import refuses that, and what is written past it is worth nothing (LAW section 10).
    """
    if role == "employee":
        return Person.objects.filter(key=key, left_at=None).exists()
    held = set(RoleGrant.objects.filter(person__key=key, person__left_at=None).values_list("role", flat=True))
    return role in held and roles.conflict(held) is None


def _synchronise_people(directory: Directory, at: dt.datetime) -> Summary:
    known = {row.key: row for row in Person.objects.all()}
    new, changed, unchanged = [], [], 0
    for record in directory.people.values():
        row = known.get(record.key)
        if row is None:
            new.append(Person(joined_at=at, **_fields(record)))
        elif row.left_at is None and all(getattr(row, name) == value for name, value in _fields(record).items()):
            unchanged += 1
        else:
            changed.append(_changed(row, record, at))
    Person.objects.bulk_create(new, batch_size=_BATCH)
    names = ("department", "time_zone", "excluded", "joined_at", "left_at", "returned_on")
    Person.objects.bulk_create(
        changed, batch_size=_BATCH, update_conflicts=True, unique_fields=["key"], update_fields=names
    )
    leavers = [row.pk for row in known.values() if row.left_at is None and row.key not in directory.people]
    for start in range(0, len(leavers), _BATCH):
        batch = leavers[start : start + _BATCH]
        Person.objects.filter(pk__in=batch).update(left_at=at)
        erasure.order_everything(batch, "leaver", now=at)
        for credential in (AccessCode, SecondFactor, RecoveryCode, SignIn):
            credential._default_manager.filter(person__in=batch).delete()
    return Summary(added=len(new), changed=len(changed), unchanged=unchanged, removed=len(leavers))


def _fields(record: PersonRecord) -> dict[str, str | bool]:
    return {
        "key": record.key,
        "department": record.department,
        "time_zone": record.time_zone,
        "excluded": record.excluded,
    }


def _changed(row: Person, record: PersonRecord, at: dt.datetime) -> Person:
    """A row for the upsert, by key; without the primary key, which the database keeps."""
    returns = row.left_at is not None
    return Person(
        joined_at=at if returns else row.joined_at,
        left_at=None,
        returned_on=at.date() if returns else row.returned_on,
        **_fields(record),
    )


def _replace_belongings(directory: Directory, ids: dict[str, int]) -> None:
    """Accounts, devices and roles are what the file says; what it said before is kept by ``former``."""
    _replace(Account, (Account(name=name, person_id=ids[key]) for name, key in directory.accounts.items()))
    _replace(
        Device,
        (
            Device(name=name, person_id=ids[key] if key else None, ownership=ownership)
            for name, (key, ownership) in directory.devices.items()
        ),
    )
    grants = (
        RoleGrant(person_id=ids[record.key], role=role) for record in directory.people.values() for role in record.roles
    )
    _replace(RoleGrant, grants)


def _replace(model: type[_Row], rows: Iterable[_Row]) -> None:
    model._default_manager.all().delete()
    model._default_manager.bulk_create(rows, batch_size=_BATCH)
