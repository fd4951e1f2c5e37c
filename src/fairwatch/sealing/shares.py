"""One secret in two shares, each sealed for one officer; keys of single items come from both shares together.

``share`` 32 random bytes, sealed by HPKE (RFC 9180, base mode: X25519, HKDF-SHA256, AES-256-GCM)
``part``  HKDF-Expand(share, info = item) (RFC 5869): what one officer contributes to the key of one item
``key``   part of the one XOR part of the other: secret sharing that needs every part, so one alone says nothing; in
          the vault the day's secret (``keyring``) is a third share

An officer who hands over the part of one item hands over nothing else, and the order of the two does not matter.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from fairwatch.sealing.faults import SealingError, damaged, not_for_this_officer
from fairwatch.sealing.officers import ID_BYTES, officer_id
from fairwatch.text import Text

Officers = tuple[X25519PublicKey, X25519PublicKey]

SHARE_BYTES = 32
ITEM_BYTES = 32
"""An item is named by a digest, so that names never run into each other."""

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_BOX_BYTES = 32 + SHARE_BYTES + 16  # ephemeral public key, share, tag
_SLOT_BYTES = ID_BYTES + _BOX_BYTES
_LABEL = b"fairwatch share 1\0"


@dataclass(frozen=True, slots=True)
class Slot:
    """The share of one officer."""

    officer: bytes
    box: bytes


@dataclass(frozen=True, slots=True)
class SealedShares:
    """Both shares, each readable by its officer only. 192 bytes."""

    slots: tuple[Slot, Slot]

    BYTES = 2 * _SLOT_BYTES

    def to_bytes(self) -> bytes:
        return b"".join(slot.officer + slot.box for slot in self.slots)

    @classmethod
    def from_bytes(cls, data: bytes) -> SealedShares:
        """From exactly ``BYTES`` bytes; whether they are genuine shows when a share is opened."""
        one, other = data[:_SLOT_BYTES], data[_SLOT_BYTES:]
        return cls((Slot(one[:ID_BYTES], one[ID_BYTES:]), Slot(other[:ID_BYTES], other[ID_BYTES:])))

    @property
    def officers(self) -> frozenset[bytes]:
        """Fingerprints of the two officers' keys."""
        return frozenset(slot.officer for slot in self.slots)

    def share_of(self, private: X25519PrivateKey, context: bytes, *, where: str) -> bytes:
        """This officer's share. ``context`` is what it was sealed with."""
        officer = officer_id(private)
        for slot in self.slots:
            if slot.officer == officer:
                try:
                    return _SUITE.decrypt(slot.box, private, info=_LABEL + context)
                except (InvalidTag, ValueError):  # ValueError: a point of low order
                    raise damaged(where) from None
        raise not_for_this_officer(where)

    def hand_over(
        self, private: X25519PrivateKey, successor: X25519PublicKey, context: bytes, *, where: str
    ) -> SealedShares:
        """The same secret with this officer's share sealed for a successor. The other officer is not needed."""
        if officer_id(successor) in self.officers:
            raise _two_officers()
        slot = _seal(self.share_of(private, context, where=where), successor, context)
        leaving = officer_id(private)
        one, other = self.slots
        return replace(self, slots=(slot, other) if one.officer == leaving else (one, slot))


class Lock(NamedTuple):
    """Something that two officers can open for some people: the line that says what it is, and their shares."""

    header: bytes
    shares: SealedShares
    subjects: tuple[str, ...]
    """Pseudonyms."""


def new_shares(officers: Officers, context: bytes) -> tuple[SealedShares, tuple[bytes, bytes]]:
    """A fresh secret: sealed for the officers, and its two shares for encrypting now and then forgetting."""
    one, other = officers
    if officer_id(one) == officer_id(other):
        raise _two_officers()
    shares = (os.urandom(SHARE_BYTES), os.urandom(SHARE_BYTES))
    return SealedShares((_seal(shares[0], one, context), _seal(shares[1], other, context))), shares


def part(share: bytes, item: bytes) -> bytes:
    """What one share contributes to the key of an item (32 bytes each)."""
    return HKDFExpand(SHA256(), SHARE_BYTES, info=item).derive(share)


def join(*parts: bytes) -> bytes:
    """The key of an item from all its parts, in any order."""
    key = 0
    for one in parts:
        key ^= int.from_bytes(one)
    return key.to_bytes(SHARE_BYTES)


def item_key(shares: Iterable[bytes], item: bytes) -> bytes:
    """The key of an item while all shares are still at hand."""
    return join(*(part(share, item) for share in shares))


def _seal(share: bytes, officer: X25519PublicKey, context: bytes) -> Slot:
    return Slot(officer_id(officer), _SUITE.encrypt(share, officer, info=_LABEL + context))


def _two_officers() -> SealingError:
    return SealingError(
        Text("两名保管人的密钥相同", "both officers have the same key"),
        next_step=Text(
            "登记两名不同条线的保管人", "register two officers of different lines, each with a key of their own"
        ),
    )
