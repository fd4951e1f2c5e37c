"""Checking a sealed day without any key."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from dataclasses import dataclass

from fairwatch.sealing.chain import Chain, Link
from fairwatch.sealing.chunk import groups
from fairwatch.sealing.durable import storage_faults
from fairwatch.sealing.faults import SealingError, damaged
from fairwatch.sealing.keyblock import State
from fairwatch.text import Text


@dataclass(frozen=True, slots=True)
class DayReport:
    """What an auditor may know of a sealed day. Counts only, nobody's identity."""

    day: dt.date
    chunks: int
    groups: int
    """Persons' groups, counted once per chunk; of these ``frozen`` and ``erased``."""
    frozen: int
    erased: int
    bytes: int
    """Size of the chunk files."""
    head: str
    """SHA-256 of the last chunk, hex."""
    officers: frozenset[str]
    """Fingerprints of the keys it is sealed for, hex: compare them with the register of officers."""


def verify_chain(chain: Chain, head: str | None) -> DayReport:
    """Hash every file and follow the chain; ``head`` is one from the audit chain, which the day must still contain."""
    chain.follow()
    size, states, officers = 0, Counter[State](), set[bytes]()
    for link in chain:
        keys = link.keys()
        states.update(entry.state for entry in keys.entries)
        officers |= keys.shares.officers
        size += _check(link)
    if head is not None and head not in {link.digest.hex() for link in chain}:
        raise SealingError(
            Text("此日的封存数据被截断或替换", "the sealed day was cut off or replaced"),
            where=str(chain.folder),
            next_step=Text("从备份恢复此目录，并报告审计人员", "restore the folder from a backup and tell the auditor"),
        )
    return DayReport(
        day=chain.day,
        chunks=len(chain),
        groups=states.total(),
        frozen=states[State.FROZEN],
        erased=states[State.ERASED],
        bytes=size,
        head=chain.head.hex(),
        officers=frozenset(officer.hex() for officer in officers),
    )


def _check(link: Link) -> int:
    """Size of the chunk, if its bytes are those that were written."""
    with storage_faults(link.chunk), link.chunk.open("rb") as file:
        if hashlib.file_digest(file, "sha256").digest() != link.digest:
            raise damaged(str(link.chunk))
        size = file.tell()
        file.seek(0)
        for _ in groups(file, link.header, where=str(link.chunk)):
            pass
    return size
