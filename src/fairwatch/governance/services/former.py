"""What the directory and the roster said before, until when: kept whenever an import changes it.

Logs are often read hours after they were written. Without this, whoever gets a laptop at noon would be held for what
was done with it in the morning, and whoever moves into a department at noon would have been observed there at nine.
What was not known before is nobody's: the first import says how it has always been, a later one how it is from now on.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fairwatch.governance.models import Account, Device, FormerOwner, FormerState, Person, RoleGrant, Shift

ACCOUNT, DEVICE = "account", "device"
_PRIVATE = "personal"
"""What a device counts as while nobody knows whose it is: it is not observed."""
_BATCH = 2_000

_Owner = tuple[int | None, str]
"""Person and ownership."""


@dataclass(frozen=True, slots=True)
class _State:
    department: str
    time_zone: str
    excluded: bool
    shift: str
    hours: str
    """The shift's pattern and calendar."""
    roles: tuple[str, ...]


@contextmanager
def kept(at: dt.datetime) -> Iterator[None]:
    """Whatever is different after the block than before is put on record as having been true until ``at``."""
    states, owners = _states(), _owners()
    yield
    present = _states()
    _keep_states(states, present, at)
    _keep_owners(owners, _owners(), at)
    _forget(states.keys() - present.keys())


def _forget(leavers: Iterable[int]) -> None:
    """Of who has left nothing is kept: what was theirs was nobody's that may be observed."""
    people = sorted(leavers)
    for first in range(0, len(people), _BATCH):
        batch = people[first : first + _BATCH]
        FormerState.objects.filter(person__in=batch).delete()
        FormerOwner.objects.filter(person__in=batch).update(person=None, ownership=_PRIVATE)


def _states() -> dict[int, _State]:
    roles: dict[int, list[str]] = defaultdict(list)
    for person, role in RoleGrant.objects.order_by("role").values_list("person", "role"):
        roles[person].append(role)
    hours = {name: f"{spans} {calendar}" for name, spans, calendar in _shifts()}
    rows = Person.objects.filter(left_at=None).values_list(
        "pk", "department", "time_zone", "excluded", "assignment__shift__name"
    )
    return {
        person: _State(department, zone, excluded, shift or "", hours.get(shift, ""), tuple(roles[person]))
        for person, department, zone, excluded, shift in rows
    }


def _shifts() -> Iterator[tuple[str, object, str]]:
    yield from Shift.objects.values_list("name", "spans", "calendar")


def _owners() -> dict[tuple[str, str], _Owner]:
    found: dict[tuple[str, str], _Owner] = {
        (ACCOUNT, name): (person, "") for name, person in Account.objects.values_list("name", "person")
    }
    rows = Device.objects.values_list("name", "person", "ownership")
    return found | {(DEVICE, name): (person, ownership) for name, person, ownership in rows}


def _keep_states(before: dict[int, _State], after: dict[int, _State], at: dt.datetime) -> None:
    """A shift whose hours have changed is not named: what its hours were, nobody can look up any more.

    Of two changes at one instant the first knows what was true before it.
    """
    said = set(FormerState.objects.filter(until__gte=at).values_list("person", flat=True))
    changed = [person for person in (before.keys() & after.keys()) - said if _differ(before[person], after[person])]
    patterns = {state.shift: state.hours for state in after.values()}
    gone = {state.shift for state in before.values() if patterns.get(state.shift, state.hours) != state.hours}
    FormerState.objects.filter(shift__in=gone).update(shift="")
    FormerState.objects.bulk_create(
        (
            FormerState(
                person_id=person,
                until=at,
                department=before[person].department,
                time_zone=before[person].time_zone,
                shift="" if before[person].shift in gone else before[person].shift,
                roles=list(before[person].roles),
                excluded=before[person].excluded,
            )
            for person in sorted(changed)
        ),
        batch_size=_BATCH,
    )


def _differ(before: _State, after: _State) -> bool:
    """Who had no shift yet was not observed; the first roster says how it has always been."""
    if before.shift:
        return before != after
    return (before.department, before.time_zone, before.excluded, before.roles) != (
        after.department,
        after.time_zone,
        after.excluded,
        after.roles,
    )


def _keep_owners(before: dict[tuple[str, str], _Owner], after: dict[tuple[str, str], _Owner], at: dt.datetime) -> None:
    kinds = {kind for kind, _ in before}
    for kind in (ACCOUNT, DEVICE):
        names = [name for one, name in before.keys() - after.keys() if one == kind]
        for first in range(0, len(names), _BATCH):
            FormerOwner.objects.filter(kind=kind, name__in=names[first : first + _BATCH]).delete()
    said = set(FormerOwner.objects.filter(until__gte=at).values_list("kind", "name"))
    FormerOwner.objects.bulk_create(
        (
            _former_owner(key, before.get(key, (None, _PRIVATE)), at)
            for key in sorted(after.keys() - said)
            if key[0] in kinds and before.get(key) != after[key]
        ),
        batch_size=_BATCH,
    )


def _former_owner(key: tuple[str, str], owner: _Owner, at: dt.datetime) -> FormerOwner:
    return FormerOwner(kind=key[0], name=key[1], person_id=owner[0], ownership=owner[1], until=at)
