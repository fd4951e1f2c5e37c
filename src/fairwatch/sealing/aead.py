"""AES-256-GCM under keys that encrypt one message only."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fairwatch.sealing.faults import damaged

KEY_BYTES = 32
TAG_BYTES = 16

_NONCE = bytes(12)  # a nonce must be unique per key (NIST SP 800-38D 8.2); each key here is used once


def encrypt_once(key: bytes, message: bytes, bound_to: bytes) -> bytes:
    """Ciphertext and tag. ``bound_to`` is authenticated with it and must be given again to decrypt."""
    return AESGCM(key).encrypt(_NONCE, message, bound_to)


def decrypt_once(key: bytes, ciphertext: bytes, bound_to: bytes, *, where: str) -> bytes:
    """The message; raises :class:`SealingError` rather than returning anything altered."""
    try:
        return AESGCM(key).decrypt(_NONCE, ciphertext, bound_to)
    except InvalidTag:
        raise damaged(where) from None
