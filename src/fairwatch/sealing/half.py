"""The half: what each officer gives of the keys of the items asked for. Two halves of two officers are the keys."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from fairwatch.sealing.faults import damaged, not_in_half, same_officer
from fairwatch.sealing.officers import ID_BYTES, officer_id
from fairwatch.sealing.shares import ITEM_BYTES, SHARE_BYTES, join, part

_MAGIC = b"FWH1"
_HEAD_BYTES = len(_MAGIC) + ID_BYTES
_PART_BYTES = ITEM_BYTES + SHARE_BYTES
_DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True)
class Half:
    """One officer's parts, by item. Without those of the other officer they are random numbers."""

    officer: bytes
    parts: Mapping[bytes, bytes] = field(repr=False)

    def to_bytes(self) -> bytes:
        """For carrying it from the officer's machine to the vault's."""
        body = _MAGIC + self.officer + b"".join(item + self.parts[item] for item in sorted(self.parts))
        return body + hashlib.sha256(body).digest()

    @classmethod
    def from_bytes(cls, data: bytes, *, where: str) -> Half:
        body, digest = data[:-_DIGEST_BYTES], data[-_DIGEST_BYTES:]
        if body[: len(_MAGIC)] != _MAGIC or hashlib.sha256(body).digest() != digest:
            raise damaged(where)
        head, rows = body[:_HEAD_BYTES], body[_HEAD_BYTES:]
        if len(head) < _HEAD_BYTES or len(rows) % _PART_BYTES:
            raise damaged(where)
        cuts = range(0, len(rows), _PART_BYTES)
        parts = {rows[at : at + ITEM_BYTES]: rows[at + ITEM_BYTES : at + _PART_BYTES] for at in cuts}
        return cls(head[len(_MAGIC) :], parts)


@dataclass(frozen=True, slots=True)
class Halves:
    """The halves of two different officers."""

    one: Half
    other: Half

    def __post_init__(self) -> None:
        if self.one.officer == self.other.officer:
            raise same_officer()

    @property
    def items(self) -> frozenset[bytes]:
        """What both officers opened."""
        return frozenset(self.one.parts.keys() & self.other.parts.keys())

    def key(self, item: bytes, *more: bytes) -> bytes:
        """The key of an item, with the parts of further shares; refuses an item that not both officers opened."""
        if item not in self.one.parts or item not in self.other.parts:
            raise not_in_half()
        return join(self.one.parts[item], self.other.parts[item], *more)


def half_of(private: X25519PrivateKey, parts: Iterable[tuple[bytes, bytes]]) -> Half:
    """The half of an officer who opened these shares: (share, item) pairs."""
    return Half(officer_id(private), {item: part(share, item) for share, item in parts})
