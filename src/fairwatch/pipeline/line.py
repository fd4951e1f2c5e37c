"""The straight line's first half, up to the door in: source → identity → catalogue → recognise → gate."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
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

    def __post_init__(self) -> None:
        self._recogniser = Recogniser.load(self.own_rules, catalogue=self.catalogue)

    def normalised(self, frame: pl.DataFrame, policy: PolicySnapshot) -> pl.DataFrame:
        """Activity columns with person, site and action added; the URL is still there, in memory."""
        frame = identity.resolve(frame, policy, self.leases)
        frame = self.catalogue.classify(frame)
        return self._recogniser.recognise(frame)

    def admit(
        self, frame: pl.DataFrame, policy: PolicySnapshot, closed_days: frozenset[tuple[str, dt.date]]
    ) -> gate.Admission:
        """One batch through the rooms and the door in."""
        return gate.admit(self.normalised(frame, policy), policy, closed_days=closed_days)
