"""The access log: hash-chained, append-only, written before an answer is given (R41).

Each entry's hash is SHA-256 over the hash before it and the hash of the entry's content (``governance.chain``), so that
somebody can be given the proof that an entry stands in the chain without seeing the entries of others. The head (number
of entries and last hash) stands in its own row, whose lock makes writers queue on SQLite and PostgreSQL alike.
Depositing the head with the union and the auditor makes even a chain that was rewritten as a whole detectable.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, transaction

from fairwatch.errors import Refused
from fairwatch.governance import canonical, chain
from fairwatch.governance.chain import COLUMNS, GENESIS
from fairwatch.governance.clock import microseconds, moment
from fairwatch.governance.models import AuditEntry, AuditHead, AuditIdentity
from fairwatch.text import Text
from fairwatch.viewer import AccessEntry

_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain, as it is deposited outside the database."""

    entries: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of checking the chain. ``first_bad`` is the index of the first entry that is wrong or missing."""

    entries: int
    first_bad: int | None = None
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class AuditLog:
    """The ``viewer.AccessLog`` of a workspace. ``now`` stands for the real time in rehearsals."""

    now: dt.datetime | None = None

    def record(self, entry: AccessEntry) -> None:
        """Write one decision of disclosure; ``Refused("E_LOG_DOWN")`` when that is not possible."""
        append(
            actor=entry.viewer.person,
            role=entry.viewer.role,
            action=entry.action,
            purpose=entry.purpose,
            outcome=entry.outcome,
            code=entry.code,
            policy_hash=entry.policy_hash,
            subjects=entry.subjects,
            counts=entry.details,
            now=self.now,
        )


def append(
    *,
    actor: str,
    role: str,
    action: str,
    outcome: str,
    purpose: str = "",
    code: str = "",
    policy_hash: str = "",
    subjects: Iterable[str] = (),
    counts: Mapping[str, int] | None = None,
    now: dt.datetime | None = None,
) -> None:
    """Add one entry. ``actor`` is an id of the directory or a local account, empty when nobody was authenticated.

    Inside a transaction the entry stands or falls with it. Raises ``Refused("E_LOG_DOWN")``.
    """
    values: dict[str, Any] = {
        "time_us": microseconds(moment(now)),
        "role": role,
        "action": action,
        "purpose": purpose,
        "outcome": outcome,
        "code": code,
        "policy_hash": policy_hash,
        "subjects": " ".join(sorted(subjects)),
        "counts": canonical.text(dict(counts or {})),
    }
    try:
        with transaction.atomic():
            head = lock()
            values["actor"] = next(iter(pseudonyms([actor]))) if actor else ""
            values |= {"index": head.entries + 1, "previous_hash": head.hash}
            values["hash"] = chain.entry_hash(values)
            AuditEntry.objects.create(**values)
            AuditHead.objects.filter(pk=head.pk).update(entries=values["index"], hash=values["hash"])
    except DatabaseError as error:
        raise Refused("E_LOG_DOWN") from error


def lock() -> AuditHead:
    """Make other writers wait until this transaction ends; gives the chain's head. ``Refused`` when it is missing."""
    found = AuditHead.objects.select_for_update().filter(pk=1).first()
    if found:
        return found
    if AuditEntry.objects.exists():
        # Somebody removed the head: a new one would hide what else was removed.
        raise Refused("E_LOG_DOWN")
    return AuditHead.objects.create(pk=1, entries=0, hash=GENESIS)


def pseudonyms(names: Iterable[str]) -> frozenset[str]:
    """The log's pseudonyms of people or local accounts; new names get a random one."""
    wanted = set(names)
    if not wanted:
        return frozenset()
    known = dict(AuditIdentity.objects.filter(name__in=wanted).values_list("name", "pseudonym"))
    for name in sorted(wanted - known.keys()):
        known[name] = AuditIdentity.objects.create(name=name, pseudonym=secrets.token_hex(16)).pseudonym
    return frozenset(known.values())


def head() -> Head:
    """The present end of the chain, to be deposited with the union and the auditor."""
    row = AuditHead.objects.filter(pk=1).first()
    return Head(row.entries, row.hash) if row else Head(0, GENESIS)


def verify(deposited: Head | None = None) -> Verdict:
    """Check the whole chain, against its own head and a deposited one. Streams; memory does not grow with the log."""
    known_heads = {known.entries: known.hash for known in (head(), deposited) if known}
    previous, count = GENESIS, 0
    for count, (*values, stored) in enumerate(_rows(), start=1):
        fault = _fault(dict(zip(COLUMNS, values, strict=True)), count, previous, stored)
        if fault is None and known_heads.get(count, stored) != stored:
            fault = Text("与存证的链首不符", "the chain differs from its recorded head")
        if fault:
            return Verdict(count - 1, count, fault)
        previous = stored
    if count < max(known_heads):
        return Verdict(count, count + 1, Text("末尾条目被删除", "entries at the end were deleted"))
    if count > head().entries:
        return Verdict(count, head().entries + 1, Text("末尾有多余条目", "there are entries beyond the recorded head"))
    return Verdict(count)


def _fault(entry: dict[str, Any], index: int, previous: str, stored: str) -> Text | None:
    """What is wrong with one entry at its place in the chain."""
    if entry["index"] != index:
        return Text("条目缺失或次序错误", "the entry is missing or out of order")
    if entry["previous_hash"] != previous:
        return Text("与前一条目不衔接", "the entry does not follow the one before it")
    if chain.entry_hash(entry) != stored:
        return Text("条目内容被改动", "the entry was altered")
    return None


def _rows() -> Iterator[tuple[Any, ...]]:
    return AuditEntry.objects.order_by("index").values_list(*COLUMNS, "hash").iterator(chunk_size=_CHUNK)
