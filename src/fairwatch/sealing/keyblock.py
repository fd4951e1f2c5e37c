"""The key block of a chunk: who may open it, and one wrapped key per person. What is not in it is unreadable for ever.

``FWK1 | SHA-256 of the chunk file | two sealed shares | entries of 81 bytes | SHA-256 of all that``, where an entry is
``state | tag | AES-256-GCM of the group's key``. It is small, so it is replaced as a whole; the chunk never changes.
The digest at the end finds decay of the disk. Against people, the shares and the wrapped keys authenticate themselves.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import IntEnum

from fairwatch.sealing.aead import KEY_BYTES, TAG_BYTES
from fairwatch.sealing.faults import damaged
from fairwatch.sealing.shares import ITEM_BYTES, SealedShares

_MAGIC = b"FWK1"
_DIGEST_BYTES = 32
_WRAPPED_BYTES = KEY_BYTES + TAG_BYTES
_ENTRY_BYTES = 1 + ITEM_BYTES + _WRAPPED_BYTES
_SHARES_AT = len(_MAGIC) + _DIGEST_BYTES
_ENTRIES_AT = _SHARES_AT + SealedShares.BYTES


class State(IntEnum):
    """What may be done with the lines of one person in the chunk."""

    READABLE = 0
    FROZEN = 1
    """Kept because the law demands it, opened for nobody (PIPL 47)."""
    ERASED = 2
    """The key is gone."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The key of one group. ``tag`` names the person to whoever knows the pseudonym, and only within this chunk."""

    state: State
    tag: bytes
    wrapped: bytes


ERASED = Entry(State.ERASED, bytes(ITEM_BYTES), bytes(_WRAPPED_BYTES))
"""What is left of a person: the position of the group."""


@dataclass(frozen=True, slots=True)
class KeyBlock:
    """Keys of one chunk; ``entries`` are in the order of the chunk's groups."""

    chunk: bytes
    shares: SealedShares
    entries: tuple[Entry, ...]

    def forget(self, tag: bytes, *, held: bool) -> KeyBlock:
        """Without the key of one person's group; where the law still holds it, with the group frozen instead."""
        return replace(self, entries=tuple(_forgotten(entry, tag, held=held) for entry in self.entries))

    def to_bytes(self) -> bytes:
        entries = (bytes([entry.state]) + entry.tag + entry.wrapped for entry in self.entries)
        body = b"".join((_MAGIC, self.chunk, self.shares.to_bytes(), *entries))
        return body + hashlib.sha256(body).digest()

    @classmethod
    def from_bytes(cls, data: bytes, *, where: str) -> KeyBlock:
        body, digest = data[:-_DIGEST_BYTES], data[-_DIGEST_BYTES:]
        rows = body[_ENTRIES_AT:]
        if body[: len(_MAGIC)] != _MAGIC or hashlib.sha256(body).digest() != digest:
            raise damaged(where)
        if len(body) < _ENTRIES_AT or len(rows) % _ENTRY_BYTES:
            raise damaged(where)
        entries = (_entry(rows[at : at + _ENTRY_BYTES], where) for at in range(0, len(rows), _ENTRY_BYTES))
        return cls(
            body[len(_MAGIC) : _SHARES_AT], SealedShares.from_bytes(body[_SHARES_AT:_ENTRIES_AT]), tuple(entries)
        )


def _entry(row: bytes, where: str) -> Entry:
    if row[0] > State.ERASED:
        raise damaged(where)
    return Entry(State(row[0]), row[1 : 1 + ITEM_BYTES], row[1 + ITEM_BYTES :])


def _forgotten(entry: Entry, tag: bytes, *, held: bool) -> Entry:
    if entry.tag != tag:
        return entry
    return replace(entry, state=State.FROZEN) if held else ERASED
