"""What an analysis is, and what it is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import ibis.expr.types as ir
import polars as pl

from fairwatch.analyses.rollup_columns import RollUp, empty
from fairwatch.engine import Engine
from fairwatch.errors import Refused
from fairwatch.findings import Grain, Result
from fairwatch.policy import PolicySnapshot, Purpose
from fairwatch.text import Text

WORK = dict.fromkeys(("department", "category", "site"), pl.String)
"""Either ``category`` or ``site`` is null."""


@dataclass(frozen=True)
class Inputs:
    """What all analyses are run on."""

    engine: Engine
    tables: Mapping[RollUp, ir.Table]
    """The roll-ups that there are; of an active purpose without rows there may be none."""
    policy: PolicySnapshot
    period: tuple[dt.date, dt.date]
    """First and last day, both included."""
    titles: Mapping[str, Text] = field(default_factory=dict)
    """Names of categories and sites by key, for texts. Tables hold the keys; reports show the names."""
    time_zone: str = "UTC"
    """IANA name of the zone in which the organisation reads its clock."""
    work: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=WORK))
    """What is work in a department beside everybody's work (columns WORK): a whole category, or one site."""

    def is_active(self, kind: str) -> bool:
        """Whether there is an active purpose of this kind."""
        return any(purpose.kind == kind for purpose in self.policy.purposes)

    def purpose(self, kind: str) -> Purpose:
        """The active purpose of this kind."""
        for purpose in self.policy.purposes:
            if purpose.kind == kind:
                return purpose
        raise Refused("E_PURPOSE_INACTIVE", where=kind)

    def rows(self, kind: str, table: str) -> ir.Table:
        """The rows of a roll-up within the period; none where nothing has been collected yet.

        Whether there is anything must not show in which tables a result has: that a purpose by consent has rows says
        that somebody has consented (R12).
        """
        self.purpose(kind)
        rows = self.tables.get((kind, table))
        if rows is None:
            frame = empty(kind, table)
            if frame is None:
                raise Refused("E_PURPOSE_MISMATCH", where=f"{kind}: {table}")
            rows = self.engine.memory(frame)
        return rows.filter(rows.day.between(*self.period))


@dataclass(frozen=True, slots=True)
class Analysis:
    """One question that can be asked of the roll-ups. A module of this package holds one as ``ANALYSIS``."""

    name: str
    title: Text
    reads: tuple[RollUp, ...]
    """It runs when a purpose of at least one of these kinds is active."""
    run: Callable[[Inputs], Result]
    when_off: str = "E_PURPOSE_INACTIVE"
    """Refusal code when none is."""
    grains: tuple[Grain, ...] = ("group", "person")
    """What its tables may be about; ``analyses describe`` tells each role what it is shown of these only."""
