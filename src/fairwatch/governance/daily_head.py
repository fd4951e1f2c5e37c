"""The head of the audit chain at the end of a day: one small signed JSON file, to be kept by others (R41).

The union and the auditor each keep the files where the administrator cannot reach them. Then nobody can shorten or
rewrite the log unnoticed, not even somebody who holds every key of the machine and rewrites the whole chain with valid
hashes and signatures: the deposited head still says what the chain was.

``statistics`` are all that the union may see of the log (LAW section 10): numbers by role, purpose and refusal.
Needs no database, so that it can be checked anywhere.
"""

from __future__ import annotations

import base64
import binascii
import bisect
import datetime as dt
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fairwatch.governance import canonical, signing
from fairwatch.governance.chain import Head
from fairwatch.text import Text

FORMAT = "fairwatch-audit-head-1"
_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Count:
    """How often a role did something for a purpose, and whether it was refused and why."""

    role: str
    purpose: str
    outcome: str
    code: str
    entries: int


@dataclass(frozen=True, slots=True)
class DailyHead:
    """Everything written until the end of ``day`` (UTC) that no earlier head covers."""

    day: dt.date
    head: Head
    """Number of entries of the whole chain, and the hash of the last."""
    previous: Head
    """The head of the file before: a file that is missing leaves a gap."""
    statistics: tuple[Count, ...]
    """Of the entries after ``previous``, sorted."""


@dataclass(frozen=True, slots=True)
class HeadFault:
    """A deposited file that cannot be relied on, and why."""

    file: str
    reason: Text


def file_name(day: dt.date) -> str:
    return f"audit-head-{day.isoformat()}.json"


def seal(daily: DailyHead, key: Ed25519PrivateKey) -> bytes:
    """The content of the file. Equal heads give equal bytes."""
    content = {
        "format": FORMAT,
        "day": daily.day.isoformat(),
        "entries": daily.head.entries,
        "hash": daily.head.hash,
        "previous": asdict(daily.previous),
        "statistics": [asdict(count) for count in daily.statistics],
        "key": signing.fingerprint(key.public_key()),
    }
    signature = base64.b64encode(key.sign(canonical.text(content).encode())).decode()
    return (json.dumps({**content, "signature": signature}, indent=1, ensure_ascii=False) + "\n").encode()


def read(file: Path, key: Ed25519PublicKey) -> DailyHead | HeadFault:
    """A deposited head, or why it is none. Never raises for what is in the file."""
    try:
        with file.open("rb") as handle:
            document = json.loads(handle.read(_LARGEST))
        signature = base64.b64decode(document.pop("signature"), validate=True)
        signed_with = document["key"]
        daily = _parse(document)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error):
        return HeadFault(file.name, Text("文件损坏", "the file is damaged"))
    if signed_with != signing.fingerprint(key):
        return HeadFault(file.name, Text("由另一把密钥签名", "it was signed with another key"))
    try:
        key.verify(signature, canonical.text(document).encode())
    except (InvalidSignature, ValueError):
        return HeadFault(file.name, Text("签名不符", "the signature does not match"))
    if file.name != file_name(daily.day):
        return HeadFault(file.name, Text("文件名与日期不符", "its name is not that of its day"))
    return daily


def read_folder(folder: Path, key: Ed25519PublicKey) -> tuple[list[DailyHead], list[HeadFault]]:
    """Every deposited head of a folder by day, and what is wrong with the files and with the row that they make."""
    read_files = [read(file, key) for file in sorted(folder.glob(file_name_pattern()))]
    heads = [one for one in read_files if isinstance(one, DailyHead)]
    faults = [one for one in read_files if isinstance(one, HeadFault)]
    before = Head(0, "")
    for daily in heads:
        if before.hash and daily.previous != before:
            faults.append(
                HeadFault(file_name(daily.day), Text("与前一份存证不衔接", "it does not follow the file before it"))
            )
        before = daily.head
    return heads, faults


def wrong_statistics(
    heads: Iterable[DailyHead], entries: Iterable[Mapping[str, Any]], hidden: Collection[str]
) -> list[HeadFault]:
    """The heads whose numbers are not those of the log. ``entries``: the whole chain in its order, already checked.

    ``hidden``: purposes that the numbers do not tell apart from none. Streams; memory does not grow with the log.
    """
    ordered = sorted(heads, key=lambda daily: daily.head.entries)
    counts: list[Counter[tuple[str, str, str, str]]] = [Counter() for _ in ordered]
    ends = [daily.head.entries for daily in ordered]
    for entry in entries:
        place = bisect.bisect_left(ends, entry["index"])
        if place < len(ordered) and entry["index"] > ordered[place].previous.entries:
            counts[place][_kind(entry, hidden)] += 1
    return [
        HeadFault(file_name(daily.day), Text("统计与审计链不符", "its numbers are not those of the log"))
        for daily, counted in zip(ordered, counts, strict=True)
        if tuple(Count(*kind, number) for kind, number in sorted(counted.items())) != daily.statistics
    ]


def _kind(entry: Mapping[str, Any], hidden: Collection[str]) -> tuple[str, str, str, str]:
    purpose = "" if entry["purpose"] in hidden else entry["purpose"]
    return entry["role"], purpose, entry["outcome"], entry["code"]


def file_name_pattern() -> str:
    return "audit-head-*.json"


def _parse(document: dict[str, Any]) -> DailyHead:
    if document["format"] != FORMAT:
        raise ValueError(FORMAT)
    return DailyHead(
        day=dt.date.fromisoformat(document["day"]),
        head=_head(document["entries"], document["hash"]),
        previous=_head(**document["previous"]),
        statistics=tuple(Count(**count) for count in document["statistics"]),
    )


def _head(entries: object, hash: object) -> Head:  # noqa: A002 - the key's name
    if not isinstance(entries, int) or isinstance(entries, bool) or entries < 0 or not isinstance(hash, str):
        raise ValueError("no head")
    return Head(entries, hash)
