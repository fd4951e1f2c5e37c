"""How entries of the access log are chained: plain arithmetic, so that a copy can be checked without a database.

An entry's hash is SHA-256 over two hashes: the one before it, and the one of its own content. Whoever knows the content
hashes of all entries can recompute the whole chain, and needs to see the content of none but their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fairwatch.governance import canonical
from fairwatch.text import Text

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


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain at some time, as it is deposited outside the database."""

    entries: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of checking the chain. ``first_bad`` is the index of the first entry that is wrong or missing."""

    entries: int
    first_bad: int | None = None
    reason: Text | None = None


def content_hash(entry: Mapping[str, Any]) -> str:
    """Hex SHA-256 of what an entry says."""
    return canonical.sha256({name: entry[name] for name in CONTENT})


def link(previous_hash: str, content: str) -> str:
    """The hash of an entry with this content hash after that one."""
    return canonical.sha256([previous_hash, content])


def entry_hash(entry: Mapping[str, Any]) -> str:
    """The hash of an entry whose columns are all known."""
    return link(entry["previous_hash"], content_hash(entry))


def check(entries: Iterable[Mapping[str, Any]], end: Head, deposited: Iterable[Head] = ()) -> Verdict:
    """Check a whole chain against its own end and against heads that were deposited outside.

    ``entries`` has ``COLUMNS`` and ``hash`` of each, in their order. Whoever rewrites everything consistently gets
    past the chain itself, but not past a head that they cannot reach. Streams; memory does not grow with the log.
    """
    known: dict[int, str] = {}
    for head in (end, *deposited):
        if known.setdefault(head.entries, head.hash) != head.hash:
            return Verdict(0, max(1, head.entries), _DIFFERENT)
    if known.get(0, GENESIS) != GENESIS:
        return Verdict(0, 1, _DIFFERENT)
    previous, count = GENESIS, 0
    for count, entry in enumerate(entries, start=1):
        fault = _fault(entry, count, previous)
        if fault is None and known.get(count, entry["hash"]) != entry["hash"]:
            fault = _DIFFERENT
        if fault:
            return Verdict(count - 1, count, fault)
        previous = entry["hash"]
    if count < max(known):
        return Verdict(count, count + 1, Text("末尾条目被删除", "entries at the end were deleted"))
    if count > end.entries:
        return Verdict(count, end.entries + 1, Text("末尾有多余条目", "there are entries beyond the recorded head"))
    return Verdict(count)


_DIFFERENT = Text("与存证的链首不符", "the chain differs from its recorded head")


def _fault(entry: Mapping[str, Any], index: int, previous: str) -> Text | None:
    """What is wrong with one entry at its place in the chain."""
    if entry["index"] != index:
        return Text("条目缺失或次序错误", "the entry is missing or out of order")
    if entry["previous_hash"] != previous:
        return Text("与前一条目不衔接", "the entry does not follow the one before it")
    if entry_hash(entry) != entry["hash"]:
        return Text("条目内容被改动", "the entry was altered")
    return None
