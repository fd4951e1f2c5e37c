"""One way to write a value as bytes, so that equal values have equal hashes everywhere and for ever."""

from __future__ import annotations

import hashlib
import json
from typing import Any

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def text(value: Any) -> str:
    """Canonical JSON: sorted keys, no spaces, no escapes for non-ASCII characters."""
    return _encode(value)


def sha256(value: Any) -> str:
    """Hex SHA-256 of the canonical JSON."""
    return hashlib.sha256(text(value).encode()).hexdigest()


def is_sha256(word: str) -> bool:
    """Whether this is a SHA-256 in hex."""
    return len(word) == 64 and set(word.lower()) <= set("0123456789abcdef")
