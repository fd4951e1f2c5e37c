"""Two officers, a stranger, and a vault with the lines of three invented people."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from fairwatch.sealing import Half, Halves, NameTable, Request, Vault

DAY = dt.date(2026, 9, 1)
NEXT_DAY = dt.date(2026, 9, 2)
ANN, BEN, CAT = (digit * 32 for digit in "abc")
"""Pseudonyms."""


class PowerCut(BaseException):
    """Nothing after it happens."""


class Pair(NamedTuple):
    """Two officers."""

    dpo: X25519PrivateKey
    union: X25519PrivateKey

    @property
    def public(self) -> tuple[X25519PublicKey, X25519PublicKey]:
        return self.dpo.public_key(), self.union.public_key()


@pytest.fixture(scope="session")
def pair() -> Pair:
    return Pair(X25519PrivateKey.generate(), X25519PrivateKey.generate())


@pytest.fixture(scope="session")
def stranger() -> X25519PrivateKey:
    return X25519PrivateKey.generate()


BATCHES = (
    {ANN: b"09:00 ann docs.example\n09:05 ann mail.example\n", BEN: b"09:01 ben docs.example\n"},
    {ANN: b"10:00 ann docs.example\n", CAT: b"10:01 cat wiki.example\n10:02 cat wiki.example\n"},
    {BEN: b"11:00 ben docs.example\n"},
)


@pytest.fixture
def vault(tmp_path, pair) -> Vault:
    """Three chunks on the first day, one on the next."""
    vault = Vault(tmp_path / "vault")
    for number, lines in enumerate(BATCHES):
        start = 100 * number
        vault.append(DAY, lines, officers=pair.public, source="log", start=start, end=start + 100)
    vault.append(NEXT_DAY, {ANN: b"next day\n"}, officers=pair.public, source="log", start=300, end=400)
    return vault


EVERYBODY = (ANN, BEN, CAT)


def give(vault: Vault, day: dt.date, private: X25519PrivateKey, subjects=EVERYBODY) -> Half:
    """An officer's half for some people's lines, by way of a request's file."""
    asked = Request("case", tuple(vault.locks(day, subjects)))
    return Request.from_bytes(asked.to_bytes(), where="request").half(private)


def give_names(table: NameTable, subjects, private: X25519PrivateKey) -> Half:
    """An officer's half for some rows of a table of names."""
    return Request("case", (table.lock(subjects),)).half(private)


def lines_of(vault: Vault, day: dt.date, officers, subjects=EVERYBODY, asked=None, head=None) -> list[bytes]:
    """What two officers read together; ``asked``: whom they gave their halves for, if others."""
    halves = Halves(*(give(vault, day, officer, asked or subjects) for officer in officers))
    return list(vault.open(day, subjects, halves, head=head))


@pytest.fixture
def read(vault, pair):
    """The lines that both officers together can read."""

    def lines(day: dt.date = DAY, subjects=EVERYBODY) -> list[bytes]:
        return sorted(lines_of(vault, day, pair, subjects))

    return lines
