"""Who is in a cell, as a fingerprint: enough to count how many people's parts changed, and no list of names.

People fall into 256 slices by their pseudonym. A fingerprint holds, per slice with somebody in it, a keyed digest of
the slice's name and one of what the people in it contribute, both under the purpose's key and bound to the cell.
Two fingerprints of one cell differ in at most as many slices as people's parts differ, so the count is a lower bound:
collisions hide changes and the answer is repeated, never the other way round. Without the purpose's key a fingerprint
says nothing, and the key is deleted with the purpose.
"""

from __future__ import annotations

from collections import defaultdict
from hashlib import blake2b

_HALF = 4
"""Bytes of a digest: among 256 slices of a cell two are taken for equal once in sixteen million times at most."""
_ITEM = 2 * _HALF


def fingerprint(members: str, key: bytes, cell: str) -> bytes:
    """Of the marks of a cell (``analyses.cells``: separated by blanks, each begins with ``slice:``)."""
    own = blake2b(cell.encode(), key=key[:64], digest_size=32).digest()
    slices: dict[str, list[str]] = defaultdict(list)
    for mark in members.split():
        slices[mark.split(":", 1)[0]].append(mark)
    items = (_digest(name, own) + _digest(" ".join(sorted(marks)), own) for name, marks in slices.items())
    return b"".join(sorted(items))


def differing(one: bytes, two: bytes) -> int:
    """In how many slices two fingerprints of the same cell differ: at least so many people's parts changed."""
    if one == two:
        return 0
    return len({item[:_HALF] for item in _items(one) ^ _items(two)})


def _items(print_: bytes) -> set[bytes]:
    return {print_[start : start + _ITEM] for start in range(0, len(print_), _ITEM)}


def _digest(text: str, key: bytes) -> bytes:
    return blake2b(text.encode(), key=key, digest_size=_HALF).digest()
