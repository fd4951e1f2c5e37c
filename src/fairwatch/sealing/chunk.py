"""A chunk: the lines of one batch and day, one encrypted group per person. Written once, never changed.

``header line (JSON) | 8 bytes length and ciphertext, per group``. Everything else hangs on the digest of the header:
the shares, each group's key and each group are bound to it, so no chunk can take another's place, day or range.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import io
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import zstandard

from fairwatch.sealing.aead import KEY_BYTES, decrypt_once, encrypt_once
from fairwatch.sealing.durable import storage_faults
from fairwatch.sealing.faults import damaged
from fairwatch.sealing.keyblock import Entry, KeyBlock, State
from fairwatch.sealing.shares import Officers, item_key, new_shares

FORMAT = "fairwatch-vault-1"
_MAX_HEADER = 4096
_LENGTH_BYTES = 8
_LEVEL = 3  # zstd's own default


@dataclass(frozen=True, slots=True)
class Header:
    """Which bytes of which log a chunk holds, and its place in the chain of its day."""

    day: dt.date
    source: str
    """Id of the log (``lake.Source.id``), never its path."""
    start: int
    end: int
    sequence: int
    """1, 2, … within the day."""
    previous: str
    """SHA-256 of the chunk file before, hex; zeros for the first."""
    groups: int

    def __post_init__(self) -> None:
        numbers = (self.start, self.end, self.sequence, self.groups)
        if any(type(number) is not int for number in numbers):
            raise TypeError("positions, sequence and groups are whole numbers")
        if not (0 <= self.start < self.end and self.sequence > 0 and self.groups >= 0 and len(self.source) <= 256):
            raise ValueError("a batch has a short source id, and ends after it starts")

    def line(self) -> bytes:
        """The canonical header line."""
        values = {
            "format": FORMAT,
            "day": self.day.isoformat(),
            "source": self.source,
            "start": self.start,
            "end": self.end,
            "sequence": self.sequence,
            "previous": self.previous,
            "groups": self.groups,
        }
        return json.dumps(values, separators=(",", ":")).encode() + b"\n"

    @property
    def digest(self) -> bytes:
        """What the keys and groups of the chunk are bound to."""
        return hashlib.sha256(b"fairwatch vault 1\0" + self.line()).digest()

    @classmethod
    def parse(cls, line: bytes, *, where: str) -> Header:
        try:
            values = json.loads(line)
            values.pop("format")
            header = cls(**values | {"day": dt.date.fromisoformat(values["day"])})
            canonical = header.line()
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
            raise damaged(where) from None
        if canonical != line:
            raise damaged(where)
        return header

    @classmethod
    def read(cls, path: Path) -> Header:
        with storage_faults(path), path.open("rb") as file:
            return cls.parse(file.readline(_MAX_HEADER), where=str(path))


def tag_of(subject: str, header: Header) -> bytes:
    """Names a person within one chunk: keyed by the pseudonym, so that chunks cannot be linked without knowing it."""
    return hmac.digest(subject.encode(), b"fairwatch subject 1\0" + header.digest, "sha256")


def encrypt(
    header: Header, lines: Mapping[str, bytes], officers: Officers, secret: bytes
) -> tuple[list[bytes], KeyBlock]:
    """The pieces of the chunk file and its key block. All keys are fresh and forgotten on return.

    ``secret`` is the day's from the keyring.
    """
    bound = header.digest
    sealed, shares = new_shares(officers, bound)
    compressor = zstandard.ZstdCompressor(level=_LEVEL)
    pieces = [header.line()]
    entries = []
    for tag, subject in sorted((tag_of(subject, header), subject) for subject in lines):  # an order that says nothing
        key = os.urandom(KEY_BYTES)
        group = encrypt_once(key, compressor.compress(lines[subject]), bound + tag)
        pieces += (len(group).to_bytes(_LENGTH_BYTES), group)
        wrapping = item_key((*shares, secret), tag)
        entries.append(Entry(State.READABLE, tag, encrypt_once(wrapping, key, bound + tag)))
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return pieces, KeyBlock(digest.digest(), sealed, tuple(entries))


def groups(file: BinaryIO, header: Header, *, where: str) -> Iterator[bytes]:
    """The ciphertexts of a chunk, in order; checks that the file ends where the last one does."""
    file.readline(_MAX_HEADER)
    remaining = os.fstat(file.fileno()).st_size - file.tell()
    for _ in range(header.groups):
        length = int.from_bytes(file.read(_LENGTH_BYTES))
        remaining -= _LENGTH_BYTES + length
        if remaining < 0:
            raise damaged(where)
        yield file.read(length)
    if remaining:
        raise damaged(where)


def decrypt(group: bytes, entry: Entry, wrapping_key: bytes, header: Header, *, where: str) -> Iterator[bytes]:
    """The lines of one group, each with its line end; decompressed as they are read."""
    bound = header.digest + entry.tag
    key = decrypt_once(wrapping_key, entry.wrapped, bound, where=where)
    compressed = io.BytesIO(decrypt_once(key, group, bound, where=where))
    with zstandard.ZstdDecompressor().stream_reader(compressed) as reader:
        try:
            yield from io.BufferedReader(reader)
        except zstandard.ZstdError:
            raise damaged(where) from None
