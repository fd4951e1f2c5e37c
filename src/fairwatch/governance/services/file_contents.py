"""What a confidential file is known by besides its name: digests of its contents, and the fingerprint of its text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from fairwatch.governance import at_rest, document_fingerprint
from fairwatch.governance.document_fingerprint import FUNCTIONS, NEAR, Fingerprint
from fairwatch.governance.document_reader import DocumentReader
from fairwatch.governance.document_text import Unread
from fairwatch.governance.models import RegisteredFile

ALGORITHMS: Final = ("sha256", "sha1", "md5")
"""What sensors log: Zeek MD5 and SHA-1 by default, Suricata what its configuration says."""

_TEXTS = "registered file texts"
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Contents:
    """Of one file, in memory only."""

    digests: dict[str, str]
    """Algorithm -> digest in lower-case hex; empty of an empty file, which anybody may have."""
    fingerprint: Fingerprint | None
    """None where the text is too short or cannot be read."""
    unread: Unread | None = None
    """Why the text cannot be read."""


def read(path: Path, reader: DocumentReader | None = None) -> Contents:
    """Read a file once for its digests, and its beginning for its text. Raises ``OSError``.

    Whoever reads many files keeps one ``reader`` for them.
    """
    if reader is None:
        with DocumentReader() as own:
            return read(path, own)
    hashes = [hashlib.new(name, usedforsecurity=False) for name in ALGORITHMS]
    size = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            size += len(piece)
            for one in hashes:
                one.update(piece)
    digests = {name: one.hexdigest() for name, one in zip(ALGORITHMS, hashes, strict=True)} if size else {}
    text = reader.text(path) if size else ""
    if isinstance(text, Unread):
        return Contents(digests, None, text)
    return Contents(digests, document_fingerprint.fingerprint(text, at_rest.derived_key(_TEXTS)))


def seal(fingerprint: Fingerprint | None) -> bytes:
    """A fingerprint as it is kept; empty for none."""
    return b"" if fingerprint is None else at_rest.seal(document_fingerprint.to_bytes(fingerprint), _TEXTS)


class Versions:
    """The registered files that have a fingerprint, to find of which one a document is another version."""

    def __init__(self, rows: Iterable[RegisteredFile]) -> None:
        self._rows: list[RegisteredFile] = []
        self._fingerprints = np.empty((0, FUNCTIONS), np.uint32)
        for row in rows:
            plain = at_rest.unseal(bytes(row.fingerprint), _TEXTS) if row.fingerprint else None
            self.add(row, document_fingerprint.from_bytes(plain or b""))

    def add(self, row: RegisteredFile, fingerprint: Fingerprint | None) -> None:
        """One more; without a fingerprint it is nothing's version."""
        if fingerprint is None:
            return
        count = len(self._rows)
        if count == len(self._fingerprints):  # room for as many again, so that adding thousands stays cheap
            self._fingerprints = np.resize(self._fingerprints, (2 * count + 16, FUNCTIONS))
        self._fingerprints[count] = fingerprint
        self._rows.append(row)

    def nearest(self, fingerprint: Fingerprint | None) -> tuple[RegisteredFile, float] | None:
        """The row whose text has most in common with it, and the share (``NEAR`` … 1); None when none is near."""
        if fingerprint is None or not self._rows:
            return None
        shares = document_fingerprint.in_common(fingerprint, self._fingerprints[: len(self._rows)])
        best = int(shares.argmax())  # the first of equals
        return (self._rows[best], float(shares[best])) if shares[best] >= NEAR else None
