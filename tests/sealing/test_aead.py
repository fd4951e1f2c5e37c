"""AES-256-GCM: a known answer, and nothing altered gets through."""

from __future__ import annotations

import pytest

from fairwatch.sealing import SealingError
from fairwatch.sealing.aead import decrypt_once, encrypt_once


def test_known_answer() -> None:
    """Test case 14 of the GCM specification (McGrew and Viega): zero key, zero nonce, one zero block."""
    expected = bytes.fromhex("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919")
    assert encrypt_once(bytes(32), bytes(16), b"") == expected


def test_what_it_is_bound_to_must_be_the_same() -> None:
    sealed = encrypt_once(b"k" * 32, b"message", b"2026-09-01")
    assert decrypt_once(b"k" * 32, sealed, b"2026-09-01", where="here") == b"message"
    for key, bound in ((b"k" * 32, b"2026-09-02"), (b"x" * 32, b"2026-09-01")):
        with pytest.raises(SealingError, match="damaged"):
            decrypt_once(key, sealed, bound, where="here")
