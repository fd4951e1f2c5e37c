"""Secrets in the database, sealed with the workspace's own secret: a copy of the database alone reveals none of them.

AES-256-GCM under a key that is derived from Django's ``SECRET_KEY``, which itself comes from the workspace's
``secret.key``; ``bound_to`` says whose secret it is, so that rows cannot be exchanged.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12


def seal(plain: bytes, bound_to: str) -> bytes:
    """Nonce, ciphertext and tag."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_key(b"seal")).encrypt(nonce, plain, bound_to.encode())


def unseal(sealed: bytes, bound_to: str) -> bytes | None:
    """What was sealed; None when it was sealed for somebody else or under another workspace's secret."""
    try:
        return AESGCM(_key(b"seal")).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to.encode())
    except (InvalidTag, ValueError):
        return None


def fingerprint(secret: str, bound_to: str) -> str:
    """Hex HMAC-SHA-256 of a random secret. Not for what people choose themselves: that needs a slow hash."""
    return hmac.new(_key(b"fingerprint"), f"{bound_to}\n{secret}".encode(), hashlib.sha256).hexdigest()


def derived_key(use: str) -> bytes:
    """Key for one use of its own, 32 bytes. It is never stored: the workspace's secret makes it anew."""
    return _key(b"derived: " + use.encode())


def _key(use: bytes) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), b"fairwatch governance at rest: " + use, hashlib.sha256).digest()
