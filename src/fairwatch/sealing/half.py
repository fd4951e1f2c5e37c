"""The half: what the first officer hands to the second. It opens the named items, and only in the second's hands."""

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
    """The first officer's parts, by item. Without the second officer's private key they are random numbers."""

    officer: bytes
    parts: Mapping[bytes, bytes] = field(repr=False)

    def key(self, item: bytes, share: bytes) -> bytes:
        """The key of an item, with the second officer's share; refuses an item that the first did not open."""
        if item not in self.parts:
            raise not_in_half()
        return join(self.parts[item], part(share, item))

    def refuse_same(self, private: X25519PrivateKey) -> None:
        """The second step needs the second officer."""
        if officer_id(private) == self.officer:
            raise same_officer()

    def to_bytes(self) -> bytes:
        """For carrying it from one officer's machine to the other's."""
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


def half_of(private: X25519PrivateKey, share: bytes, items: Iterable[bytes]) -> Half:
    """The half of the officer who opened this share, for these items."""
    return Half(officer_id(private), {item: part(share, item) for item in items})
