"""The published list of detection rules (R24): what is looked for in the logs, who may read it: everybody.

Governance keeps it and says from when it is in force, recognition compiles its rules, the gate keeps hits of rules
that are on it and of nothing else, and the analysis of detections names them.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from fairwatch.text import Text

LEVELS: Final = ("informational", "low", "medium", "high", "critical")
"""Sigma's levels, the mildest first."""

QUARTER_US: Final = 15 * 60_000_000
"""The finest that a hit's time is kept for longer than raw rows are, and so what a long correlation can count in."""

LONGEST_US: Final = 24 * 60 * 60_000_000
"""The longest span that is counted by instants: they go with the raw rows, which live for two days at the most."""

PART: Final = ("correlation", "hit_us", "hit_value", "hit_group")
"""Columns of a row that is a part of a correlation: a purpose keeps all of them or none."""

NEVER: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class ListedRule:
    """One detection rule as it was published."""

    id: str
    title: Text
    level: str
    """One of ``LEVELS``."""
    attack: bool
    """Whether it says by a tag (``attack.…``, ``cve.…``) which attack it is about."""
    alone: bool
    """Whether a hit is a finding by itself; else it counts only in correlations (Sigma's ``generate: false``)."""
    text: str
    """The rule, as YAML."""


@dataclass(frozen=True, slots=True)
class ListedCorrelation:
    """One correlation of listed rules, by person, as it was published."""

    id: str
    title: Text
    level: str
    kind: str
    """``event_count``, ``value_count``, ``temporal`` or ``temporal_ordered``."""
    rules: tuple[str, ...]
    """Ids of listed rules, in their order."""
    span_us: int
    least: int
    """``event_count``: so many hits within the span; ``value_count``: so many different values."""
    text: str
    instants_only: bool = False
    """Whether quarter hours cannot show it: a shorter span, different values, or a group beside the person."""

    @property
    def short(self) -> bool:
        """Whether the instants of hits are kept for it."""
        return self.span_us <= LONGEST_US


@dataclass(frozen=True)
class RuleList:
    """What is looked for, and since when it may be. Without rules nothing is."""

    rules: tuple[ListedRule, ...] = ()
    correlations: tuple[ListedCorrelation, ...] = ()
    attacks_everywhere: bool = False
    """Whether hits of attack rules are kept of hosts that the catalogue does not know, and of programs, as well."""
    effective_us: int = NEVER
    """First instant of which a hit may be kept."""

    @cached_property
    def hash(self) -> str:
        """SHA-256 of what is looked for; not of since when."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()

    @property
    def entries(self) -> tuple[ListedRule | ListedCorrelation, ...]:
        """Rules, then correlations."""
        return (*self.rules, *self.correlations)

    @cached_property
    def titles(self) -> dict[str, Text]:
        """Id -> name, of rules and correlations."""
        return {one.id: one.title for one in self.entries}

    def by_instant(self, kept: Collection[str]) -> tuple[ListedCorrelation, ...]:
        """Correlations that a purpose with these columns counts by the instants of hits, while it has raw rows."""
        return tuple(one for one in self.correlations if one.short and kept_with(kept))

    def by_quarter(self, kept: Collection[str]) -> tuple[ListedCorrelation, ...]:
        """Correlations that it counts in quarter hours: long ones, and all that can be where it keeps no instants."""
        others = (one for one in self.correlations if not (one.short and kept_with(kept)))
        return tuple(one for one in others if not one.instants_only)

    def as_json(self) -> dict[str, Any]:
        """A plain form for the database and the hash, in which a mark that is not set does not appear."""
        plain = dataclasses.asdict(self)
        del plain["effective_us"]
        for one in plain["correlations"]:
            if not one["instants_only"]:
                del one["instants_only"]  # as in lists from before there was one, so that their hashes stay
        return plain


def kept_with(columns: Collection[str]) -> bool:
    """Whether a purpose with these columns keeps the parts of correlations."""
    return set(PART) <= set(columns)


def from_json(data: Mapping[str, Any], effective_us: int = NEVER) -> RuleList:
    """The list that :meth:`RuleList.as_json` wrote."""
    return RuleList(
        rules=tuple(ListedRule(**_typed(one)) for one in data["rules"]),
        correlations=tuple(ListedCorrelation(**_typed(one)) for one in data["correlations"]),
        attacks_everywhere=data["attacks_everywhere"],
        effective_us=effective_us,
    )


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    typed = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return typed | {"title": Text(**values["title"])}
