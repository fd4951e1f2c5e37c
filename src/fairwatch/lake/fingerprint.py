"""Recognising a log file without its path: a keyed fingerprint of its first bytes.

A rotated or renamed log is still the same source and must not be read twice; a new file under the old name must be
read. The HMAC key is the installation's secret, so the stored fingerprint tells nothing about the log's content.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Source:
    """One log as the ledger knows it."""

    id: str
    """Derived from the first fingerprint; empty for an empty log, which nobody can tell apart from another."""
    format: str
    position: int
    """Bytes (of the decompressed log) that are read and in the ledger."""
    lines: int
    """Lines in these bytes."""
    head_length: int
    head: str
    """Keyed fingerprint of the first ``head_length`` bytes."""


def fingerprint(head: bytes, length: int, secret: bytes) -> str:
    """HMAC-SHA-256 of the first ``length`` bytes, hex. The length is part of the message."""
    return hmac.new(secret, length.to_bytes(8, "big") + head[:length], hashlib.sha256).hexdigest()
