"""Which rule matches a row first. Profiles settle most rows; rules look at the others only where they ask to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch.recognise.conditions import Criterion
from fairwatch.recognise.fields import Field, columns_of
from fairwatch.recognise.patterns import contains_any
from fairwatch.recognise.profiles import Coded, Codes, Profiles

Flags = npt.NDArray[np.bool_]


REPEATED = ("host", "user_agent")
"""Columns of the frame that say the same thousands of times."""
MANY = 1 << 14
"""From so many rows on, finding the distinct values first is faster."""


class Tested(Protocol):
    """A rule of any kind, for all that matching knows of it."""

    @property
    def test(self) -> Criterion: ...


class Matching:
    """Rules against one batch. The guards of all of them are decided at once, when it is made."""

    def __init__(
        self, rules: Sequence[Tested], fields: dict[str, Field], frame: pl.DataFrame, profiles: Profiles
    ) -> None:
        self._rules = rules
        self._fields = fields
        self._frame = frame
        self._profiles = profiles
        self._guards = self._decide()
        self._coded: dict[str, Coded] = {}

    @property
    def height(self) -> int:
        """Rows of the batch."""
        return self._frame.height

    def first(self, among: range, rows: Flags | None = None) -> Codes:
        """For each row the number of the first rule of ``among`` that matches; ``among.stop`` when none does.

        ``rows``: those that matter. Of the others nothing is looked at, and the answer means nothing.
        """
        rules, guards = self._rules[among.start : among.stop], self._guards[among.start : among.stop]
        none, ids = len(rules), self._profiles.ids
        settled = np.array([rule.test.rest is None for rule in rules], dtype=np.bool_)
        # The first rule that the profile alone decides, and whether a better one still asks to see the row.
        sure = np.vstack([guards & settled[:, None], np.ones((1, guards.shape[1]), dtype=np.bool_)]).argmax(axis=0)
        asking = guards & ~settled[:, None] & (np.arange(none)[:, None] < sure)
        first: Codes = sure[ids]
        asked = asking.any(axis=0)[ids]
        looked = np.flatnonzero(asked if rows is None else asked & rows)
        if len(looked):
            first[looked] = self._look_at(looked, rules, asking, first[looked])
        return first + among.start

    def hits(self) -> list[Codes]:
        """Of each rule all rows, ascending, that it matches, whatever the others do.

        Most rules ask for some text; all those texts are looked for in one pass, which leaves few rows to any of them.
        """
        found = []
        likely = self._likely()
        for rule, guard in zip(self._rules, self._guards, strict=True):
            flags = guard[self._profiles.ids]
            if rule.test.texts is not None:
                flags &= likely[rule.test.texts[0]]
            found.append(self._narrowed(rule.test, np.flatnonzero(flags)))
        return found

    def _likely(self) -> dict[str, Flags]:
        """Field -> rows that contain a text which some rule asks of this field."""
        asked: dict[str, set[str]] = {}
        for name, texts in (rule.test.texts for rule in self._rules if rule.test.texts is not None):
            asked.setdefault(name, set()).update(texts)
        every = np.arange(self.height)
        return {name: self._flags(contains_any(name, texts), every) for name, texts in asked.items()}

    def _narrowed(self, test: Criterion, rows: Codes) -> Codes:
        """Those of the rows, whose guard holds, that the rest of the condition leaves; numbers are compared first."""
        for part in (test.numbers, test.rest):
            if part is not None and len(rows):
                rows = rows[np.flatnonzero(self._flags(part, rows))]
        return rows

    def _flags(self, part: pl.Expr, rows: Codes) -> Flags:
        """Whether the part holds of each of the rows; what repeats itself is decided once per distinct value."""
        sources = self._sources(part)
        if len(rows) < MANY or len(sources) != 1 or sources[0] not in REPEATED:
            return self._fields_of(part, rows, self._profiles.ids[rows]).select(part).to_series().to_numpy()
        if sources[0] not in self._coded:
            self._coded[sources[0]] = Coded.strings(self._frame, sources[0])[0]
        coded = self._coded[sources[0]]
        distinct = pl.DataFrame({sources[0]: coded.values}).select(self._columns([part])).select(part)
        return distinct.to_series().to_numpy()[coded.codes[rows]]

    def _sources(self, part: pl.Expr) -> list[str]:
        """The columns of the frame and of the profiles that a part is decided by."""
        return sorted({name for expr in self._columns([part]) for name in expr.meta.root_names()})

    def _decide(self) -> Flags:
        """Rules × profiles: whether the rule's guard holds."""
        wanted = self._columns(guard for rule in self._rules if (guard := rule.test.guard) is not None)
        guards = [
            (pl.lit(value=True) if rule.test.guard is None else rule.test.guard).alias(str(number))
            for number, rule in enumerate(self._rules)
        ]
        decided = self._profiles.table.select(wanted).with_columns(guards)
        return decided.select([str(number) for number in range(len(self._rules))]).to_numpy().T

    def _look_at(self, looked: Codes, rules: Sequence[Tested], asking: Flags, first: Codes) -> Codes:
        """The same for the rows that some rule wants to see, rule by rule, best first."""
        ids = self._profiles.ids[looked]
        for number, rule in enumerate(rules):
            if rule.test.rest is None or not asking[number].any():
                continue
            places = np.flatnonzero(asking[number][ids] & (first > number))
            matched = self._narrowed(rule.test, looked[places])
            first[np.searchsorted(looked, matched)] = number
        return first

    def _fields_of(self, test: pl.Expr, rows: Codes, ids: Codes) -> pl.DataFrame:
        """The fields that the test reads, for the given rows: their own, and those of their profiles."""
        wanted, table, sources = self._columns([test]), self._profiles.table, self._sources(test)
        return pl.DataFrame(
            [table[name].gather(ids) if name in table.columns else self._frame[name].gather(rows) for name in sources]
        ).select(wanted)

    def _columns(self, tests: Iterable[pl.Expr]) -> list[pl.Expr]:
        return columns_of({name for test in tests for name in test.meta.root_names()}, self._fields)
