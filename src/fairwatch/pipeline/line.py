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
        return self._look(identity.resolve(frame, policy, self.leases))

    def _look(self, frame: pl.DataFrame) -> pl.DataFrame:
        return self._recogniser.recognise(self.catalogue.classify(frame))

    def admit(
        self, frame: pl.DataFrame, policy: PolicySnapshot, closed_days: frozenset[tuple[str, dt.date]]
    ) -> gate.Admission:
        """One batch through the rooms and the door in; of whom and when it may not know, nobody looks what was done."""
        resolved = identity.resolve(frame, policy, self.leases)
        return gate.admit(resolved, policy, look=self._look, closed_days=closed_days)
