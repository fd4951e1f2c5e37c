"""The chunks of one day, as a chain: each names the digest of the one before.

A chunk counts once its key block is there. The key block is written last, so a chunk file without one is what a crash
left behind (only ever the next in line), while a key block without its chunk is always damage.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fairwatch.sealing import durable
from fairwatch.sealing.chunk import Header
from fairwatch.sealing.faults import damaged
from fairwatch.sealing.keyblock import KeyBlock

KEYS = ".key"
CHUNK = ".chunk"
NO_CHUNK = bytes(32)


@dataclass(frozen=True, slots=True)
class Link:
    """One chunk of the day, by what never changes about it."""

    path: Path
    """Without suffix."""
    header: Header
    digest: bytes

    @property
    def chunk(self) -> Path:
        return self.path.with_suffix(CHUNK)

    @property
    def key_file(self) -> Path:
        return self.path.with_suffix(KEYS)

    def keys(self) -> KeyBlock:
        """The key block as it is now."""
        block = KeyBlock.from_bytes(durable.read(self.key_file), where=str(self.key_file))
        if block.chunk != self.digest or len(block.entries) != self.header.groups:
            raise damaged(str(self.key_file))
        return block


class Chain:
    """The committed chunks of a day. Follows what other processes append; checks each link as it finds it."""

    def __init__(self, folder: Path, day: dt.date) -> None:
        self.folder = folder
        self.day = day
        self._links: list[Link] = []

    def __len__(self) -> int:
        return len(self._links)

    def __iter__(self) -> Iterator[Link]:
        return iter(self._links)

    @property
    def head(self) -> bytes:
        """Digest of the last chunk: stands for the whole day so far."""
        return self._links[-1].digest if self._links else NO_CHUNK

    def position(self, source: str) -> int:
        """Bytes of the log that are accounted for in this day."""
        return max((link.header.end for link in self._links if link.header.source == source), default=0)

    def path(self, sequence: int) -> Path:
        return self.folder / f"{sequence:06d}"

    def follow(self) -> Chain:
        """Read what was committed since; raises :class:`SealingError` where the chain is broken."""
        with durable.storage_faults(self.folder):
            # listed before, not after: what another process commits meanwhile must not look like a stray file
            names = {path.name for path in self.folder.iterdir()} if self.folder.is_dir() else set()
        while self.path(len(self) + 1).with_suffix(KEYS).exists():
            self.add()
        expected = {f"{link.path.name}{suffix}" for link in self for suffix in (KEYS, CHUNK)}
        leftover = self.path(len(self) + 1).with_suffix(CHUNK).name
        if {name for name in names if name.endswith((KEYS, CHUNK))} - expected - {leftover}:
            raise damaged(str(self.folder))
        return self

    def add(self) -> None:
        """The next committed chunk."""
        sequence = len(self) + 1
        path = self.path(sequence)
        chunk, key_file = path.with_suffix(CHUNK), path.with_suffix(KEYS)
        if not chunk.exists():
            raise damaged(str(chunk))
        block = KeyBlock.from_bytes(durable.read(key_file), where=str(key_file))
        link = Link(path, Header.read(chunk), block.chunk)
        if not self._fits(link.header, sequence) or len(block.entries) != link.header.groups:
            raise damaged(str(chunk))
        self._links.append(link)

    def _fits(self, header: Header, sequence: int) -> bool:
        return (
            header.day == self.day
            and header.sequence == sequence
            and header.previous == self.head.hex()
            and self.position(header.source) <= header.start
        )
