"""The policy as arrays: per person, per purpose, per category and action. Compiled once per policy hash.

A set of purposes is a number with one bit per purpose, as narrow as their number allows: a batch has a set per line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch import columns
from fairwatch.errors import ConfigError
from fairwatch.gate import limits
from fairwatch.gate.pseudonyms import Pseudonyms
from fairwatch.gate.roster import Roster
from fairwatch.policy import PolicySnapshot, Purpose
from fairwatch.text import Text

Bits = npt.NDArray[np.unsignedinteger[Any]]
"""A set of purposes per line."""
Flags = npt.NDArray[np.bool_]
Instants = npt.NDArray[np.int64]

ACTIONS_WIDTH = len(columns.ACTIONS) + 1
"""Actions, and one place for a missing or unheard-of one."""
MAX_PURPOSES = 64
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Rules:
    """One policy, for the purposes asked for.

    Arrays per person have one entry more than people: nobody (-1), to whom nothing is open.
    """

    policy: PolicySnapshot
    purposes: tuple[Purpose, ...]
    roster: Roster
    pseudonyms: Pseudonyms

    # Sets of purposes -----------------------------------------------------------------------------------------------

    @cached_property
    def sets(self) -> np.dtype[np.unsignedinteger[Any]]:
        """The type of a set."""
        return np.min_scalar_type((1 << len(self.purposes)) - 1)

    @cached_property
    def everything(self) -> np.unsignedinteger[Any]:
        """All purposes."""
        return self.set_of(lambda _: True)

    @cached_property
    def nothing(self) -> np.unsignedinteger[Any]:
        return self.set_of(lambda _: False)

    def only(self, number: int) -> np.unsignedinteger[Any]:
        """The set of one purpose."""
        return self.sets.type(1 << number)

    def set_of(self, belongs: Callable[[Purpose], bool]) -> np.unsignedinteger[Any]:
        """The purposes of which this is true."""
        return self.sets.type(sum(1 << number for number, purpose in enumerate(self.purposes) if belongs(purpose)))

    # Whom -----------------------------------------------------------------------------------------------------------

    @cached_property
    def excluded(self) -> Flags:
        """Minors, guests, interns (R20); who is not known to be none of them counts as one."""
        return np.append(self.policy.states["excluded"].fill_null(value=True).to_numpy(), True)

    @cached_property
    def population(self) -> Bits:
        """Purposes that each person's department belongs to."""

        def open_to(department: str | None) -> np.unsignedinteger[Any]:
            return self.set_of(lambda purpose: purpose.departments is None or department in purpose.departments)

        return np.array([*map(open_to, self.policy.states["department"]), self.nothing])

    @cached_property
    def not_exempt(self) -> Bits:
        """Purposes that each person's roles leave them in: recruiters look at job sites for a living."""
        no_departure = self.set_of(lambda purpose: not limits.is_departure(purpose))
        roles = self.policy.states["roles"].to_list()
        exempt = (not self.policy.exempt_roles.isdisjoint(own or ()) for own in roles)
        return np.array([*(no_departure if one else self.everything for one in exempt), self.nothing])

    # When -----------------------------------------------------------------------------------------------------------

    @cached_property
    def noticed_from(self) -> list[Instants]:
        """Per purpose: the first instant of each person that may be collected (R08)."""
        return [self._noticed_from(purpose) for purpose in self.purposes]

    def _noticed_from(self, purpose: Purpose) -> Instants:
        notices = self._of(self.policy.notices, purpose).group_by("row").agg(pl.col("effective_us").min())
        return self._per_person(notices, "effective_us", NEVER)

    @cached_property
    def by_agent(self) -> np.unsignedinteger[Any]:
        """Purposes of which people were told that programs on their computers collect for them (R21)."""
        return self.set_of(lambda purpose: "agent" in purpose.methods)

    @cached_property
    def consents(self) -> list[list[tuple[Instants, Instants]] | None]:
        """Per purpose that needs it: from when until when of everybody's first consent, everybody's second, … (R09)."""
        return [self._consents(purpose) if limits.needs_consent(purpose) else None for purpose in self.purposes]

    def _consents(self, purpose: Purpose) -> list[tuple[Instants, Instants]]:
        consents = self._of(self.policy.consents, purpose).with_columns(nth=pl.int_range(pl.len()).over("row"))
        return [
            (self._per_person(nth, "from_us", NEVER), self._per_person(nth, "until_us", -NEVER))
            for nth in consents.partition_by("nth")
        ]

    def _of(self, records: pl.DataFrame, purpose: Purpose) -> pl.DataFrame:
        """Complete records about a purpose, with the row number of their person."""
        rows = self.policy.states.select("person", row=pl.int_range(pl.len()))
        return records.filter(pl.col("purpose") == purpose.id).drop_nulls().join(rows, on="person")

    def _per_person(self, records: pl.DataFrame, column: str, missing: int) -> Instants:
        values = np.full(self.policy.states.height + 1, missing, np.int64)
        values[records["row"].to_numpy()] = records[column].to_numpy()
        return values

    # What -----------------------------------------------------------------------------------------------------------

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """Categories that some rule names. Their number counts on for any other category, and for a missing one."""
        named = self.policy.protected_categories | self.policy.private_categories
        return tuple(sorted(named.union(*(purpose.categories for purpose in self.purposes))))

    @property
    def other_category(self) -> int:
        return len(self.categories)

    @property
    def no_category(self) -> int:
        return len(self.categories) + 1

    @cached_property
    def protected(self) -> Flags:
        """Per category number: dropped whatever a purpose says (R18)."""
        return self._among(self.policy.protected_categories)

    @cached_property
    def private(self) -> Flags:
        """Per category number: private mail, messaging and storage (R17)."""
        return self._among(self.policy.private_categories)

    def _among(self, names: frozenset[str]) -> Flags:
        return np.array([*(name in names for name in self.categories), False, False])

    @cached_property
    def content(self) -> Bits:
        """Category number × ACTIONS_WIDTH + action number -> purposes that keep such lines."""
        return self._by_content(limits.may_keep)

    def _by_content(self, belongs: Callable[..., bool]) -> Bits:
        table = np.full((len(self.categories) + 2, ACTIONS_WIDTH), self.nothing)
        for row, category in enumerate(self.categories):
            for column, action in enumerate(columns.ACTIONS):
                table[row, column] = self.set_of(partial(belongs, category=category, action=action))
        return table.ravel()

    @cached_property
    def not_departure_group(self) -> np.unsignedinteger[Any]:
        """Purposes about anything but leaving tendency of groups."""
        return self.set_of(lambda purpose: purpose.kind != "departure-group")

    @cached_property
    def leak(self) -> np.unsignedinteger[Any]:
        """Purposes about confidential files."""
        return self.set_of(lambda purpose: purpose.kind == "leak")

    @cached_property
    def registered_only(self) -> Bits:
        """Category number × ACTIONS_WIDTH + action number -> purposes that keep only registered files of them (R23)."""
        return self._by_content(limits.registered_only)

    @cached_property
    def detecting(self) -> np.unsignedinteger[Any]:
        """Purposes that keep hits of detection rules."""
        return self.set_of(limits.detects)

    @cached_property
    def detecting_in(self) -> Bits:
        """Category number -> those of them that name the category; job boards are never among them."""

        def named(category: str) -> np.unsignedinteger[Any]:
            if category == limits.RECRUITMENT:
                return self.nothing
            return self.set_of(lambda purpose: limits.detects(purpose) and category in purpose.categories)

        return np.array([*map(named, self.categories), self.nothing, self.nothing])

    @cached_property
    def tells_forbidden(self) -> np.unsignedinteger[Any]:
        """Purposes for which the list of forbidden apps must be in force (R24)."""
        return self.set_of(limits.tells_forbidden)


_latest: dict[tuple[str, frozenset[str] | None], Rules] = {}
"""By policy hash and purposes, at most one: a policy changes seldom."""


def rules_of(policy: PolicySnapshot, wanted: frozenset[str] | None) -> Rules:
    """The rules of a policy for the wanted purposes (None: all), compiled once."""
    found = _latest.get((policy.hash, wanted))
    if found is None:
        found = _compile(policy, wanted)
        _latest.clear()
        _latest[policy.hash, wanted] = found
    return found


def _compile(policy: PolicySnapshot, wanted: frozenset[str] | None) -> Rules:
    purposes = tuple(purpose for purpose in policy.purposes if wanted is None or purpose.id in wanted)
    if len(purposes) > MAX_PURPOSES:
        raise ConfigError(
            Text(f"生效目的超过 {MAX_PURPOSES} 个", f"more than {MAX_PURPOSES} purposes are active"),
            next_step=Text("结束不再需要的目的", "end the purposes that are no longer needed"),
        )
    for purpose in purposes:
        limits.check(purpose)
    return Rules(policy, purposes, Roster(policy), Pseudonyms(policy.states["person"].to_list()))
