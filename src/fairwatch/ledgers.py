"""What the door must remember: what it has shown of groups, and how much of the privacy budget is spent.

Suppression protects one release. Two releases, each of them safe, may differ by one person, so the door remembers every
answer about a group (LAW section 8: released tables are stored and served again). Governance keeps these books.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

Value = str | int | float | bool | None
Counts = Mapping[str, int]
"""Leaf (a department) -> people."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was shown of one cell. Nothing in it is about fewer people than the door lets out."""

    cell: str
    """Keyed name: says nothing without the purpose's key."""
    row: Mapping[str, Value]
    """The row as it was shown, a hidden one too; days are ISO dates."""
    fingerprint: bytes | None
    """Of those who contribute (see ``fingerprint``); None when the analysis did not say who they are."""
    k: int
    """The smallest group at that time."""
    until: dt.date
    """Last day on which something about the same rows may be asked; then the answer is forgotten."""


class Book(Protocol):
    """The answers about one purpose, while nobody else releases anything of it."""

    def answers(self, table: str) -> Iterable[Answer]:
        """All answers about a table, oldest first."""

    def keep(self, table: str, answers: Iterable[Answer]) -> None:
        """Remember answers before they are shown."""


class Releases(Protocol):
    """The books of all purposes."""

    def exclusive(self, purpose: str, now: dt.datetime) -> AbstractContextManager[Book]:
        """One book. Everything read and kept in it is one step: two releases at once could differ by one person.

        Raises ``Refused("E_LOG_DOWN")`` when it cannot be opened or written.
        """


@dataclass(frozen=True, slots=True)
class Noisy:
    """The one noisy count of a purpose and period. It never changes, whoever asks and whatever the rows say later."""

    people: Counts
    """How many people there were to count: public."""
    seen: Counts
    """How many of them were counted, with noise: may be negative or too many."""


class Budget(Protocol):
    """The privacy budget: who pays, and what was bought."""

    def once(self, purpose: str, period: str, draw: Callable[[], Noisy], now: dt.datetime) -> Noisy:
        """The noisy count of this period: drawn and paid for the first time, and the same ever after.

        The charge is on record before this returns. Raises ``Refused("E_DP_BUDGET")`` when the year's is spent.
        """

    def drawn(self, purpose: str) -> Mapping[str, Noisy]:
        """Period -> what was drawn for it, of all periods."""


@dataclass(frozen=True, slots=True)
class Ledgers:
    """Both, as :func:`fairwatch.disclosure.release` needs them."""

    releases: Releases
    budget: Budget
