"""The straight line's first half, up to the door in: source → identity → catalogue → recognise → gate."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from fairwatch import gate, identity
from fairwatch.catalogue import Catalogue
from fairwatch.policy import PolicySnapshot
from fairwatch.recognise import Recogniser


@dataclass
class Line:
    """What the rooms before the gate need, loaded once per run. Memory only: nothing here is written anywhere."""

    catalogue: Catalogue
    leases: pl.DataFrame
    own_rules: Path | None = None
    _recognisers: dict[frozenset[str], Recogniser] = field(default_factory=dict)

    def normalised(self, frame: pl.DataFrame, policy: PolicySnapshot) -> pl.DataFrame:
        """Activity columns with person, site and action added; the URL is still there, in memory."""
        frame = identity.resolve(frame, policy, self.leases)
        frame = self.catalogue.classify(frame)
        return self._recogniser(frozenset(policy.forbidden_sites)).recognise(frame)

    def admit(
        self, frame: pl.DataFrame, policy: PolicySnapshot, closed_days: frozenset[tuple[str, dt.date]]
    ) -> gate.Admission:
        """One batch through the rooms and the door in."""
        return gate.admit(self.normalised(frame, policy), policy, closed_days=closed_days)

    def _recogniser(self, forbidden_sites: frozenset[str]) -> Recogniser:
        """Compiled once per list of forbidden apps, which may change during a long run."""
        if forbidden_sites not in self._recognisers:
            compiled = Recogniser.load(self.own_rules, catalogue=self.catalogue, forbidden_sites=forbidden_sites)
            self._recognisers = {forbidden_sites: compiled}
        return self._recognisers[forbidden_sites]
