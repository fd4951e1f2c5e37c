"""Seal a few bytes, such as a data key, for two officers together.

``FWE1 | two sealed shares (192 bytes) | AES-256-GCM of the payload``
"""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from fairwatch.sealing.aead import TAG_BYTES, decrypt_once, encrypt_once
from fairwatch.sealing.faults import damaged
from fairwatch.sealing.half import Half, half_of
from fairwatch.sealing.shares import Officers, SealedShares, item_key, new_shares

_MAGIC = b"FWE1"
_BODY = len(_MAGIC) + SealedShares.BYTES
_WHERE = "envelope"


def seal(payload: bytes, officers: Officers, context: bytes) -> bytes:
    """Bytes that the two officers can open together, in any order, and only with the same ``context``."""
    shares, secrets = new_shares(officers, _bound(context))
    key = item_key(secrets, _item(context))
    return _MAGIC + shares.to_bytes() + encrypt_once(key, payload, _bound(context))


def open_first(sealed: bytes, private: X25519PrivateKey, context: bytes) -> Half:
    """The first officer's step."""
    shares, _ = _split(sealed)
    return half_of(private, shares.share_of(private, _bound(context), where=_WHERE), [_item(context)])


def open_second(sealed: bytes, half: Half, private: X25519PrivateKey, context: bytes) -> bytes:
    """The second officer's step: the payload. Both officers state the context, so neither can be led to another."""
    half.refuse_same(private)
    shares, ciphertext = _split(sealed)
    key = half.key(_item(context), shares.share_of(private, _bound(context), where=_WHERE))
    return decrypt_once(key, ciphertext, _bound(context), where=_WHERE)


def hand_over(sealed: bytes, private: X25519PrivateKey, successor: X25519PublicKey, context: bytes) -> bytes:
    """The same envelope with this officer's place taken by a successor."""
    shares, ciphertext = _split(sealed)
    return _MAGIC + shares.hand_over(private, successor, _bound(context), where=_WHERE).to_bytes() + ciphertext


def _split(sealed: bytes) -> tuple[SealedShares, bytes]:
    if sealed[: len(_MAGIC)] != _MAGIC or len(sealed) < _BODY + TAG_BYTES:
        raise damaged(_WHERE)
    return SealedShares.from_bytes(sealed[len(_MAGIC) : _BODY]), sealed[_BODY:]


def _bound(context: bytes) -> bytes:
    return b"fairwatch envelope 1\0" + context


def _item(context: bytes) -> bytes:
    return hashlib.sha256(_bound(context)).digest()
