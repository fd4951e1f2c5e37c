"""Which rule matches a row first. Profiles settle most rows; rules look at the others only where they ask to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch.recognise.fields import Field, columns_of
from fairwatch.recognise.profiles import Codes, Profiles
from fairwatch.recognise.rules import Rule

_LOOKED_AT = ("site", "host", "url", "referer", "user_agent", "bytes_up", "bytes_down")
"""What the row fields are made of."""


class Matcher:
    """The rules in order of precedence, the first one wins."""

    def __init__(self, rules: Sequence[Rule], fields: dict[str, Field]) -> None:
        self._rules = rules
        self._fields = fields

    def first(self, frame: pl.DataFrame, profiles: Profiles) -> Codes:
        """For each row the number of the first rule that matches; the number of rules when none does."""
        guards = self._guards(profiles.table)
        none = len(self._rules)
        settled = np.array([rule.test.rest is None for rule in self._rules], dtype=np.bool_)
        # The first rule that the profile alone decides, and whether a better one still asks to see the row.
        sure = np.vstack([guards & settled[:, None], np.ones((1, guards.shape[1]), dtype=np.bool_)]).argmax(axis=0)
        asking = guards & ~settled[:, None] & (np.arange(none)[:, None] < sure)
        first: Codes = sure[profiles.ids]
        rows = np.flatnonzero(asking.any(axis=0)[profiles.ids])
        if len(rows):
            first[rows] = self._look_at(
                frame.select(_LOOKED_AT)[rows], profiles.table, profiles.ids[rows], asking, first[rows]
            )
        return first

    def _guards(self, table: pl.DataFrame) -> npt.NDArray[np.bool_]:
        """Rules × profiles: whether the rule's guard holds."""
        wanted = self._columns(guard for rule in self._rules if (guard := rule.test.guard) is not None)
        guards = [
            (pl.lit(value=True) if rule.test.guard is None else rule.test.guard).alias(str(number))
            for number, rule in enumerate(self._rules)
        ]
        whole = table.select(wanted).with_columns(guards).select([str(number) for number in range(len(self._rules))])
        return whole.to_numpy().T

    def _look_at(
        self, frame: pl.DataFrame, table: pl.DataFrame, ids: Codes, asking: npt.NDArray[np.bool_], first: Codes
    ) -> Codes:
        """The same for the rows that some rule wants to see, rule by rule, best first."""
        for number, rule in enumerate(self._rules):
            if (rest := rule.test.rest) is None or not asking[number].any():
                continue
            rows = np.flatnonzero(asking[number][ids] & (first > number))
            if len(rows):
                seen = self._fields_of(rest, frame, table, rows, ids[rows])
                first[rows[seen.select(rest).to_series().to_numpy()]] = number
        return first

    def _fields_of(
        self, test: pl.Expr, frame: pl.DataFrame, table: pl.DataFrame, rows: Codes, ids: Codes
    ) -> pl.DataFrame:
        """The fields that the test reads, for the given rows: their own, and those of their profiles."""
        wanted = self._columns([test])
        sources = sorted({name for expr in wanted for name in expr.meta.root_names()})
        return pl.DataFrame(
            [table[name].gather(ids) if name in table.columns else frame[name].gather(rows) for name in sources]
        ).select(wanted)

    def _columns(self, tests: Iterable[pl.Expr]) -> list[pl.Expr]:
        return columns_of({name for test in tests for name in test.meta.root_names()}, self._fields)
