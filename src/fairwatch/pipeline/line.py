"""The straight line's first half, up to the door in: source → identity → catalogue → recognise → gate."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from fairwatch import gate, identity
from fairwatch.catalogue import Catalogue
from fairwatch.policy import PolicySnapshot
from fairwatch.recognise import Detections, Recogniser
from fairwatch.rule_list import RuleList
from fairwatch.sources import Batch


@dataclass
class Line:
    """What the rooms before the gate need, loaded once per run. Memory only: nothing here is written anywhere.

    Threads may share it.
    """

    catalogue: Catalogue
    leases: pl.DataFrame
    own_rules: Path | None = None

    def __post_init__(self) -> None:
        self._recogniser = Recogniser.load(self.own_rules, catalogue=self.catalogue)
        self._compiled: dict[str, Detections] = {}

    def normalised(self, frame: pl.DataFrame, policy: PolicySnapshot) -> pl.DataFrame:
        """Activity columns with person, site and action added; the URL is still there, in memory."""
        return self._look(identity.resolve(frame, policy, self.leases))

    def _look(self, frame: pl.DataFrame, detections: Detections | None = None) -> pl.DataFrame:
        return self._recogniser.recognise(self.catalogue.classify(frame), detections)

    def _published(self, listed: RuleList) -> Detections | None:
        """The rules of the list in force, compiled once; None without a list, and then nothing is looked for."""
        if not listed.rules:
            return None
        compiled = self._compiled.get(listed.hash) or self._recogniser.compiled(listed)
        self._compiled = {listed.hash: compiled}
        return compiled

    def admit(
        self,
        batch: Batch,
        policy: PolicySnapshot,
        closed_days: frozenset[tuple[str, dt.date]],
        renamed: pl.DataFrame | None = None,
    ) -> gate.Admission:
        """One batch through the rooms and the door in; of whom and when it may not know, nobody looks what was done."""
        detections = self._published(policy.rule_list)

        def look(lines: pl.DataFrame, wanted: pl.Series) -> pl.DataFrame:
            return self._look(lines.hstack(batch.contents(wanted)), detections)

        resolved = identity.resolve(batch.contacts, policy, self.leases)
        return gate.admit(resolved, policy, look=look, closed_days=closed_days, renamed=renamed)
