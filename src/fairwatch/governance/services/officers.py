"""The register of the two officers who open sealed evidence together: who they are, and by which public key.

One is the data protection officer, the other the union's representative or counsel: different people of different
lines (LAW sections 6 and 10). Each registers their own key, signed in as themselves; nobody registers for another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance.clock import moment
from fairwatch.governance.models import AuditEntry, OfficerKey, Person
from fairwatch.governance.services import directory
from fairwatch.governance.services.acting import acting
from fairwatch.text import Text
from fairwatch.viewer import Viewer

DPO = "dpo"
OFFICES = (DPO, "union", "counsel")
OFFICERS = 2
_REGISTER = "register officer key "
_ROTATE = "rotate officer key "


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One key of the register; the register itself is no secret."""

    person: str
    role: str
    pem: bytes
    fingerprint: str
    """32 hex digits."""
    registered_at: dt.datetime
    retired_at: dt.datetime | None
    retired_because: str
    """rotated | lost; empty while it is in use."""
    successor: str
    in_office: bool
    """Whether the person is in the directory and holds the role at present."""

    @property
    def live(self) -> bool:
        """Whether new lines may be sealed for it."""
        return self.retired_at is None and self.in_office


def register(viewer: Viewer, pem: bytes, fingerprint: str, *, now: dt.datetime | None = None) -> None:
    """Enter the viewer's own public key. The second one must be of another person, role and department."""
    with acting(viewer.person, f"{_REGISTER}{fingerprint}", role=viewer.role, now=now) as act:
        act.changed = False
        act.concerning.add(viewer.person)
        _may_hold(viewer)
        _is_new(fingerprint)
        others = list(_live())
        _fits(viewer, others)
        _enter(viewer, pem, fingerprint, moment(now))


def rotate(viewer: Viewer, old: str, pem: bytes, new: str, *, now: dt.datetime | None = None) -> None:
    """Put a new key in the place of the viewer's old one; from now on it is sealed for. Doing it again is no fault.

    What was sealed for the old key is handed over afterwards (``pipeline.officers``), with its private half.
    """
    with acting(viewer.person, f"{_ROTATE}{old} to {new}", role=viewer.role, now=now) as act:
        act.changed = False
        act.concerning.add(viewer.person)
        _may_hold(viewer)
        row = OfficerKey.objects.select_related("person").filter(fingerprint=old).first()
        if row is None:
            raise _unknown(old)
        if row.successor == new:
            return  # an interrupted hand-over goes on
        if row.retired_at is not None:
            raise Refused("E_STATE", where=f"officer key {old}")
        if row.role != viewer.role:
            raise Refused("E_SELF_APPROVAL", where="officer role")
        _is_new(new)
        _retire(row, "rotated", moment(now), successor=new)
        # A successor in office takes over from whoever left it; the other officer must be somebody else all the same.
        _fits(viewer, list(_live()))
        _enter(viewer, pem, new, moment(now))


def lose(viewer: Viewer, fingerprint: str, *, now: dt.datetime | None = None) -> None:
    """Put on record that a private key is lost: nothing more is sealed for it. Either of the officers may say so."""
    with acting(viewer.person, f"report officer key lost {fingerprint}", role=viewer.role, now=now) as act:
        act.changed = False
        _may_hold(viewer)
        row = OfficerKey.objects.select_related("person").filter(fingerprint=fingerprint).first()
        if row is None:
            raise _unknown(fingerprint)
        act.concerning.add(row.person.key)
        if row.retired_at is not None:
            raise Refused("E_STATE", where=f"officer key {fingerprint}")
        if row.person.key != viewer.person and not _live().filter(person__key=viewer.person).exists():
            raise Refused("E_DISCLOSURE", where="officer key")
        _retire(row, "lost", moment(now))


def listed() -> list[PublicKey]:
    """Every key there ever was, in the order of registration."""
    return [_public(row) for row in OfficerKey.objects.select_related("person").order_by("registered_at", "pk")]


def pair(known: Iterable[PublicKey] = ()) -> tuple[PublicKey, PublicKey] | None:
    """The keys to seal for; None unless both officers have one, hold their offices, and the audit chain knows both.

    A key that was put into the table past the register is in no entry of the chain, and is not sealed for. ``known``
    are keys that an earlier call gave: ingest asks for every batch and need not search the whole chain each time.
    """
    live = [key for key in map(_public, _live().select_related("person").order_by("role")) if key.live]
    trusted = {key.fingerprint for key in known}
    if len(live) != OFFICERS or not {key.fingerprint for key in live} <= (trusted or registered()):
        return None
    return live[0], live[1]


def registered() -> set[str]:
    """Fingerprints that the audit chain says were registered."""
    entries = AuditEntry.objects.filter(outcome="done")
    first = entries.filter(action__startswith=_REGISTER).values_list("action", flat=True)
    later = entries.filter(action__startswith=_ROTATE).values_list("action", flat=True)
    return {action.removeprefix(_REGISTER) for action in first} | {action.rpartition(" ")[2] for action in later}


def _live() -> QuerySet[OfficerKey]:
    return OfficerKey.objects.filter(retired_at=None)


def _may_hold(viewer: Viewer) -> None:
    if viewer.role not in OFFICES or not directory.holds(viewer.person, viewer.role):
        raise Refused("E_DISCLOSURE", where="officer role")


def _is_new(fingerprint: str) -> None:
    if OfficerKey.objects.filter(fingerprint=fingerprint).exists():
        raise Refused("E_STATE", where=f"officer key {fingerprint}")


def _fits(viewer: Viewer, others: list[OfficerKey]) -> None:
    """Two at most, one of them the DPO, and neither of the other's line."""
    if len(others) >= OFFICERS:
        raise Refused("E_STATE", where="officer keys")
    person = directory.person(viewer.person)
    for other in others:
        if other.person.key == viewer.person or other.role == viewer.role:
            raise Refused("E_SELF_APPROVAL", where="officer role")
        if other.person.department == person.department:
            raise Refused("E_SELF_APPROVAL", where="officer department")
        if DPO not in (other.role, viewer.role):
            raise Refused("E_STATE", where="officer keys: dpo")


def _enter(viewer: Viewer, pem: bytes, fingerprint: str, at: dt.datetime) -> None:
    OfficerKey.objects.create(
        person=Person.objects.get(key=viewer.person),
        role=viewer.role,
        public_pem=pem.decode("ascii"),
        fingerprint=fingerprint,
        registered_at=at,
    )


def _retire(row: OfficerKey, because: str, at: dt.datetime, *, successor: str = "") -> None:
    row.retired_at, row.retired_because, row.successor = at, because, successor
    row.save(update_fields=["retired_at", "retired_because", "successor"])


def _public(row: OfficerKey) -> PublicKey:
    return PublicKey(
        person=row.person.key,
        role=row.role,
        pem=row.public_pem.encode("ascii"),
        fingerprint=row.fingerprint,
        registered_at=row.registered_at,
        retired_at=row.retired_at,
        retired_because=row.retired_because,
        successor=row.successor,
        in_office=directory.holds(row.person.key, row.role),
    )


def _unknown(fingerprint: str) -> ConfigError:
    return ConfigError(
        Text("登记册中没有此密钥", "the register does not hold this key"),
        where=fingerprint,
        next_step=Text("查看 fairwatch officer key list", "see `fairwatch officer key list`"),
    )
