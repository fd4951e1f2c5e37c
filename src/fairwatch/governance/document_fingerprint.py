"""A fuzzy fingerprint of a document's text, by which another version of the same document is told.

MinHash (A. Broder, On the resemblance and containment of documents, 1997): of the text's overlapping pieces each of 128
hash functions keeps the smallest value; the share of functions that agree estimates how much of two texts is the same.
The functions are drawn from a key, so whoever takes a fingerprint without the key cannot try out guessed texts.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Final

import numpy as np
import numpy.typing as npt

Fingerprint = npt.NDArray[np.uint32]
"""One number for each hash function."""

FUNCTIONS: Final = 128
"""The standard error of an estimated share is at most 0.045."""
PIECE: Final = 12
"""Bytes of UTF-8 in a piece: twelve Latin letters or four Chinese characters, so that unrelated texts share few."""
FEWEST: Final = 50
"""Different pieces below which a text has no fingerprint: it would resemble too much."""
LONGEST: Final = 4_000_000
"""Bytes of a text that are looked at."""
NEAR: Final = 0.5
"""Share of the text in common from which two documents count as versions of one."""

_BASE: Final = 0x100000001B3


def fingerprint(text: str, key: bytes) -> Fingerprint | None:
    """128 numbers; None of a text that is too short. Case, width of characters and white space do not matter."""
    # without white space: it is where lines of a PDF break, and where a word processor splits a word for its own ends
    plain = "".join(unicodedata.normalize("NFKC", text).lower().split()).encode(errors="replace")[:LONGEST]
    pieces = _pieces(np.frombuffer(plain, np.uint8))
    if len(pieces) < FEWEST:
        return None
    factors, offsets = _functions(key)
    smallest = [((pieces * a + b) >> np.uint64(32)).min() for a, b in zip(factors, offsets, strict=True)]
    return np.array(smallest, np.uint32)


def in_common(one: Fingerprint, others: npt.NDArray[np.uint32]) -> npt.NDArray[np.float64]:
    """Estimated share (0 to 1) of the text that ``one`` has in common with each of the others, a row each."""
    shares: npt.NDArray[np.float64] = (others == one).mean(axis=1)
    return shares


def to_bytes(found: Fingerprint) -> bytes:
    """512 bytes, the same on every computer."""
    return found.astype("<u4").tobytes()


def from_bytes(kept: bytes) -> Fingerprint | None:
    """The fingerprint; None of bytes that are none."""
    return np.frombuffer(kept, "<u4").astype(np.uint32) if len(kept) == 4 * FUNCTIONS else None


def _pieces(text: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint64]:
    """The distinct pieces, each as one number (its bytes are the digits of a polynomial)."""
    if len(text) < PIECE:
        return np.empty(0, np.uint64)
    numbers = np.zeros(len(text) - PIECE + 1, np.uint64)
    for at in range(PIECE):
        numbers = numbers * np.uint64(_BASE) + text[at : len(numbers) + at]
    return np.unique(numbers)


def _functions(key: bytes) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Factors and offsets of multiply-shift hashing (M. Dietzfelbinger et al., 1997); factors are odd."""
    drawn = np.frombuffer(hashlib.shake_256(b"document fingerprint\0" + key).digest(16 * FUNCTIONS), "<u8")
    drawn = drawn.astype(np.uint64)
    return drawn[:FUNCTIONS] | np.uint64(1), drawn[FUNCTIONS:]
