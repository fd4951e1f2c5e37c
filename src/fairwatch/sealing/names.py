"""The table that leads from pseudonyms back to people, one row at a time and only for two officers together.

``header line (JSON) | two sealed shares | rows, sorted by pseudonym | SHA-256 of all that``. A row is the pseudonym and
the encrypted id of the person, padded to one width. Each row has a key of its own (see ``shares``), so the half of the
first officer resolves the pseudonyms it names and no others.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from fairwatch.sealing import durable
from fairwatch.sealing.aead import TAG_BYTES, decrypt_once, encrypt_once
from fairwatch.sealing.faults import SealingError, damaged
from fairwatch.sealing.half import Halves
from fairwatch.sealing.shares import Lock, Officers, SealedShares, item_key, new_shares
from fairwatch.text import Text

FORMAT = "fairwatch-names-1"
PSEUDONYM_BYTES = 16
_PAD_TO = 16
_LENGTH_BYTES = 2
_DIGEST_BYTES = 32


@dataclass(frozen=True)
class NameTable:
    """The people behind the pseudonyms of one purpose, as of one version (a date, say)."""

    purpose: str
    version: str
    width: int
    """Bytes of a padded person id."""
    shares: SealedShares
    rows: Mapping[bytes, bytes] = field(repr=False)

    @classmethod
    def seal(cls, purpose: str, version: str, people: Mapping[str, str], officers: Officers) -> NameTable:
        """Seal ``pseudonym -> person``. Pseudonyms are those of ``Purpose.pseudonym``: 32 hex digits."""
        names = {_key(pseudonym): person.encode() for pseudonym, person in people.items()}
        longest = _LENGTH_BYTES + max(map(len, names.values()), default=0)
        width = -(-longest // _PAD_TO) * _PAD_TO
        context = _header(purpose, version, width)
        sealed, shares = new_shares(officers, context)
        rows = {}
        for pseudonym, name in names.items():
            place = _item(context, pseudonym)
            padded = (len(name).to_bytes(_LENGTH_BYTES) + name).ljust(width, b"\0")
            rows[pseudonym] = encrypt_once(item_key(shares, place), padded, place)
        return cls(purpose, version, width, sealed, rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, pseudonym: str) -> bool:
        return _key(pseudonym) in self.rows

    def lock(self, pseudonyms: Iterable[str]) -> Lock:
        """What the officers need for giving their halves of some rows."""
        return Lock(self._context, self.shares, tuple(pseudonyms))

    def open(self, pseudonyms: Iterable[str], halves: Halves) -> dict[str, str]:
        """The people behind these pseudonyms. Raises for one that not both officers opened."""
        return {pseudonym: self._resolve(self._known(pseudonym), halves) for pseudonym in pseudonyms}

    @property
    def pseudonyms(self) -> frozenset[str]:
        """Whom the table names."""
        return frozenset(row.hex() for row in self.rows)

    def without(self, pseudonyms: Iterable[str]) -> NameTable:
        """The table with these people forgotten."""
        gone = {_key(pseudonym) for pseudonym in pseudonyms}
        return replace(self, rows={pseudonym: row for pseudonym, row in self.rows.items() if pseudonym not in gone})

    def hand_over(self, private: X25519PrivateKey, successor: X25519PublicKey) -> NameTable:
        """The table with this officer's place taken by a successor."""
        return replace(self, shares=self.shares.hand_over(private, successor, self._context, where=self._where))

    def save(self, path: Path) -> None:
        durable.write(path, [self.to_bytes()])

    @classmethod
    def load(cls, path: Path) -> NameTable:
        return cls.from_bytes(durable.read(path), where=str(path))

    def to_bytes(self) -> bytes:
        rows = (pseudonym + self.rows[pseudonym] for pseudonym in sorted(self.rows))
        body = b"".join((self._context, self.shares.to_bytes(), *rows))
        return body + hashlib.sha256(body).digest()

    @classmethod
    def from_bytes(cls, data: bytes, *, where: str) -> NameTable:
        body, digest = data[:-_DIGEST_BYTES], data[-_DIGEST_BYTES:]
        if hashlib.sha256(body).digest() != digest:
            raise damaged(where)
        header, newline, rest = body.partition(b"\n")
        purpose, version, width = parse(header + newline, where)
        rows, row_bytes = rest[SealedShares.BYTES :], PSEUDONYM_BYTES + width + TAG_BYTES
        if len(rest) < SealedShares.BYTES or len(rows) % row_bytes:
            raise damaged(where)
        cut = (rows[at : at + row_bytes] for at in range(0, len(rows), row_bytes))
        table = {row[:PSEUDONYM_BYTES]: row[PSEUDONYM_BYTES:] for row in cut}
        return cls(purpose, version, width, SealedShares.from_bytes(rest[: SealedShares.BYTES]), table)

    @property
    def _context(self) -> bytes:
        return _header(self.purpose, self.version, self.width)

    @property
    def _where(self) -> str:
        return f"{self.purpose} {self.version}"

    def _known(self, pseudonym: str) -> bytes:
        key = _key(pseudonym)
        if key not in self.rows:
            raise SealingError(
                Text("对照表中没有此假名", "the table does not hold this pseudonym"),
                where=self._where,
                next_step=Text(
                    "检查目的和版本；该人可能已被删除", "check purpose and version; the person may be erased"
                ),
            )
        return key

    def _resolve(self, pseudonym: bytes, halves: Halves) -> str:
        place = _item(self._context, pseudonym)
        padded = decrypt_once(halves.key(place), self.rows[pseudonym], place, where=self._where)
        length = int.from_bytes(padded[:_LENGTH_BYTES])
        return padded[_LENGTH_BYTES : _LENGTH_BYTES + length].decode()


def item(header: bytes, pseudonym: str) -> bytes:
    """The item of one row of the table with this header line."""
    return _item(header, _key(pseudonym))


def _header(purpose: str, version: str, width: int) -> bytes:
    values = {"format": FORMAT, "purpose": purpose, "version": version, "width": width}
    return json.dumps(values, separators=(",", ":")).encode() + b"\n"


def parse(line: bytes, where: str) -> tuple[str, str, int]:
    """Purpose, version and width of a header line; raises :class:`SealingError` when it is none."""
    try:
        values = json.loads(line)
        purpose, version, width = values["purpose"], values["version"], values["width"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise damaged(where) from None
    if _header(purpose, version, width) != line or not (type(width) is int and width >= 0):
        raise damaged(where)
    return purpose, version, width


def _key(pseudonym: str) -> bytes:
    key = bytes.fromhex(pseudonym)
    if len(key) != PSEUDONYM_BYTES:
        raise ValueError("a pseudonym has 32 hex digits")
    return key


def _item(context: bytes, pseudonym: bytes) -> bytes:
    return hashlib.sha256(context + pseudonym).digest()
