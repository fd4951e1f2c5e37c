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

from django.db import Error, transaction
from django.db.models import Q

from fairwatch.errors import Refused
from fairwatch.governance import canonical, chain, database_faults
from fairwatch.governance.chain import COLUMNS, GENESIS, Head, Verdict
from fairwatch.governance.clock import microseconds, moment
from fairwatch.governance.models import AuditEntry, AuditHead, AuditIdentity
from fairwatch.governance.services import audit_table
from fairwatch.viewer import AccessEntry

_CHUNK = 5_000


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
            people=entry.people,
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
    people: Iterable[str] = (),
    counts: Mapping[str, int] | None = None,
    now: dt.datetime | None = None,
) -> None:
    """Add one entry. ``actor`` is an id of the directory or a local account, empty when nobody was authenticated.

    It is about ``subjects``, pseudonyms under its purpose, and ``people`` of the directory, who get those of the log.
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
        "counts": canonical.text(dict(counts or {})),
    }
    try:
        with transaction.atomic():
            head = lock()
            values["actor"] = _pseudonym(actor) if actor else ""
            values["subjects"] = " ".join(sorted({*subjects, *pseudonyms(people)}))
            values |= {"index": head.entries + 1, "previous_hash": head.hash}
            values["hash"] = chain.entry_hash(values)
            audit_table.add(values)
    except Error as error:
        database_faults.let_go()
        raise Refused("E_LOG_DOWN") from error


def lock() -> Head:
    """Make other writers wait until this transaction ends; gives the chain's head. ``Refused`` when it is missing."""
    if found := audit_table.lock_head():
        return found
    if AuditEntry.objects.exists():
        # Somebody removed the head: a new one would hide what else was removed.
        raise Refused("E_LOG_DOWN")
    # Two first writers on a server: the second waits here for the first, and then for its head.
    AuditHead.objects.get_or_create(pk=1, defaults={"entries": 0, "hash": GENESIS})
    return audit_table.lock_head() or Head(0, GENESIS)


def _pseudonym(name: str) -> str:
    return audit_table.pseudonym(name) or next(iter(pseudonyms([name])))


def pseudonyms(names: Iterable[str]) -> frozenset[str]:
    """The log's pseudonyms of people or local accounts; new names get a random one."""
    wanted = set(names)
    if not wanted:
        return frozenset()
    known = dict(AuditIdentity.objects.filter(name__in=wanted).values_list("name", "pseudonym"))
    for name in sorted(wanted - known.keys()):
        # Somebody else may be adding the same name: refusals are logged without the lock.
        row, _ = AuditIdentity.objects.get_or_create(name=name, defaults={"pseudonym": secrets.token_hex(16)})
        known[name] = row.pseudonym
    return frozenset(known.values())


def head() -> Head:
    """The present end of the chain, to be deposited with the union and the auditor."""
    row = AuditHead.objects.filter(pk=1).first()
    return Head(row.entries, row.hash) if row else Head(0, GENESIS)


def verify(*deposited: Head) -> Verdict:
    """Check the whole chain as it is now, against its own head and deposited ones. Others may go on writing."""
    end = head()
    return chain.check(rows(until=None if audit_table.is_overrun() else end.entries), end, deposited)


def rows(after: int = 0, until: int | None = None) -> Iterator[dict[str, Any]]:
    """Every entry with ``chain.COLUMNS`` and its hash, in order, as a stream."""
    last = Q() if until is None else Q(index__lte=until)
    found = AuditEntry.objects.filter(last, index__gt=after).order_by("index")
    stream: Iterator[dict[str, Any]] = found.values(*COLUMNS, "hash").iterator(chunk_size=_CHUNK)
    return stream
