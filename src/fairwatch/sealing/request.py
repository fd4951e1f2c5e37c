"""The request: a file that tells an officer what a case asks to be opened, and lets them give their half for it.

It needs neither vault nor database, so each officer reads and answers it on a machine of their own. From the people
and the headers in it the officer's program computes itself which items it gives the half for, so the file cannot ask
for anything that it does not say.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from fairwatch.sealing import chunk, names
from fairwatch.sealing.faults import damaged
from fairwatch.sealing.half import Half, half_of
from fairwatch.sealing.shares import Lock, SealedShares

FORMAT = "fairwatch-request-1"
_WHERE = "request"


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be opened for whose sake: the lines, or the names, of some pseudonyms."""

    case: str
    locks: tuple[Lock, ...]

    def half(self, private: X25519PrivateKey) -> Half:
        """This officer's half. Raises :class:`SealingError` where something is not sealed for their key, or altered."""
        return half_of(private, self._opened(private))

    def _opened(self, private: X25519PrivateKey) -> Iterator[tuple[bytes, bytes]]:
        for lock in self.locks:
            context, items = _meaning(lock)
            share = lock.shares.share_of(private, context, where=_WHERE)
            yield from ((share, item) for item in items)

    @property
    def items(self) -> frozenset[bytes]:
        """What a half of this request gives parts of."""
        return frozenset(item for lock in self.locks for item in _meaning(lock)[1])

    @property
    def subjects(self) -> tuple[str, ...]:
        """Pseudonyms of the people who are asked for."""
        return tuple(sorted({subject for lock in self.locks for subject in lock.subjects}))

    @property
    def days(self) -> tuple[dt.date, ...]:
        """Days of the vault that are asked for."""
        return tuple(sorted({dt.date.fromisoformat(head["day"]) for head in self._heads() if "day" in head}))

    @property
    def purposes(self) -> tuple[str, ...]:
        """Purposes whose tables of names are asked for."""
        return tuple(sorted({head["purpose"] for head in self._heads() if "purpose" in head}))

    def _heads(self) -> Iterator[dict[str, str]]:
        for lock in self.locks:
            yield json.loads(lock.header)

    def to_bytes(self) -> bytes:
        """JSON, so that an officer can read it with any program."""
        locks = [
            {"header": lock.header.decode(), "shares": lock.shares.to_bytes().hex(), "subjects": lock.subjects}
            for lock in self.locks
        ]
        values = {"format": FORMAT, "case": self.case, "locks": locks}
        return json.dumps(values, ensure_ascii=False, indent=1).encode() + b"\n"

    @classmethod
    def from_bytes(cls, data: bytes, *, where: str) -> Request:
        """Raises :class:`SealingError` for anything that is no request."""
        try:
            values = json.loads(data)
            request = cls(values["case"], tuple(map(_lock, values["locks"])))
            sound = values["format"] == FORMAT and type(request.case) is str
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise damaged(where) from None
        if not sound or not request.locks:
            raise damaged(where)
        return request


def _lock(values: dict[str, str]) -> Lock:
    shares = bytes.fromhex(values["shares"])
    if len(shares) != SealedShares.BYTES:
        raise damaged(_WHERE)
    lock = Lock(values["header"].encode(), SealedShares.from_bytes(shares), tuple(values["subjects"]))
    _meaning(lock)
    return lock


def _meaning(lock: Lock) -> tuple[bytes, list[bytes]]:
    """What the shares under a header are bound to, and the items of these people in it."""
    if json.loads(lock.header)["format"] == names.FORMAT:
        names.parse(lock.header, _WHERE)
        return lock.header, [names.item(lock.header, subject) for subject in lock.subjects]
    parsed = chunk.Header.parse(lock.header, where=_WHERE)
    return parsed.digest, [chunk.tag_of(subject, parsed) for subject in lock.subjects]
