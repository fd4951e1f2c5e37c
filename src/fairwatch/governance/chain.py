"""How entries of the access log are chained: plain arithmetic, so that a copy can be checked without a database.

An entry's hash is SHA-256 over two hashes: the one before it, and the one of its own content. Whoever knows the content
hashes of all entries can recompute the whole chain, and needs to see the content of none but their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairwatch.governance import canonical

GENESIS = "0" * 64
"""The hash before the first entry."""

CONTENT = (
    "index",
    "time_us",
    "actor",
    "role",
    "action",
    "purpose",
    "outcome",
    "code",
    "policy_hash",
    "subjects",
    "counts",
)
"""What an entry says. The time and random pseudonyms in it keep its hash from being guessed."""
COLUMNS = (*CONTENT, "previous_hash")
"""What an entry's hash covers."""


def content_hash(entry: Mapping[str, Any]) -> str:
    """Hex SHA-256 of what an entry says."""
    return canonical.sha256({name: entry[name] for name in CONTENT})


def link(previous_hash: str, content: str) -> str:
    """The hash of an entry with this content hash after that one."""
    return canonical.sha256([previous_hash, content])


def entry_hash(entry: Mapping[str, Any]) -> str:
    """The hash of an entry whose columns are all known."""
    return link(entry["previous_hash"], content_hash(entry))
