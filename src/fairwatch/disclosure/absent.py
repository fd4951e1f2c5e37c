"""Nobody looks like few people: a cell that is not there must not differ from one that is hidden (R28).

If only cells with somebody in them had a row, a hidden row would say "one to nine people", and its absence "nobody": of
a department of five that is nearly a name. So before suppression a table gets a row for every combination of the values
that its dimensions may have. Empty rows are small cells like others: hidden, with partners. Afterwards a kind of site,
a rule, a day or an hour of which a table shows nothing is not listed in it, whether there was anybody or not.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce

import polars as pl

from fairwatch.disclosure.leaving import JOB_ACTIONS, JOB_CATEGORIES
from fairwatch.disclosure.links import BRANCH, PLACE
from fairwatch.disclosure.released import REASON, SUPPRESSED, ReleasedTable
from fairwatch.findings import Table
from fairwatch.policy import PolicySnapshot, Purpose

Possible = Mapping[str, Collection[str]]
"""Dimension -> the values that it may have, as everybody can know them without any row."""

_LISTED_ALWAYS = frozenset({PLACE, BRANCH, "action", "limited", "month"})
"""Dimensions of few values, which a reader looks for: one that is missing would be read as nothing found."""


def possible(purpose: Purpose, policy: PolicySnapshot, departments: Iterable[str]) -> Possible:
    """From the directory, the purpose and what was published."""
    places = frozenset(departments)
    return {
        PLACE: places,
        BRANCH: {name.partition("/")[0] for name in places if "/" in name},
        "category": purpose.categories - set(JOB_CATEGORIES),
        "action": purpose.actions - set(JOB_ACTIONS),
        "limited": {name for quota in purpose.quotas if (name := quota.site or quota.category)},
        "detection": {rule.id for rule in policy.rule_list.rules if rule.alone},
    }


def with_empty_cells(tables: Sequence[Table], known: Possible) -> list[Table]:
    """The tables of one purpose with a row for every combination of values.

    Those are what is ``known``, and what is in any of the tables: there is no list of days with a log, of hours that
    somebody works, or of sites, so of these the ones seen anywhere in the organisation count.
    """
    seen = {name: _values(name, tables) for table in tables for name in table.columns_with("dimension")}
    values = {name: _joined(column, known.get(name, ())) for name, column in seen.items()}
    return [dataclasses.replace(table, frame=_crossed(table.frame, values, table)) for table in tables]


def without_unshown(table: ReleasedTable, known: Possible) -> ReleasedTable:
    """The table as it leaves: every combination has a row, but values of which nothing is shown are not listed.

    A table that shows nothing at all keeps its rows where they are the same for everybody, so that it does not look
    like one about nothing; names of sites, days and hours, which come from rows, go in any case.
    """
    names = [column.name for column in table.columns_with("dimension")]
    values = {name: _joined(table.frame.get_column(name), known.get(name, ())) for name in names}
    frame = _crossed(table.frame, values, table).with_columns(pl.col(SUPPRESSED).fill_null(value=True)).sort(names)
    hidden = frame.get_column(SUPPRESSED)
    kept = frame
    if not (hidden.all() and set(names) <= _LISTED_ALWAYS | known.keys()):
        for name in set(names) - _LISTED_ALWAYS:
            shown = frame.filter(~hidden).get_column(name).unique()
            kept = kept.filter(pl.col(name).is_in(shown.implode(), nulls_equal=True))
    return dataclasses.replace(
        table,
        frame=kept,
        suppressed=int(kept.get_column(SUPPRESSED).sum()),
        reason=REASON if hidden.any() else None,
    )


def _values(name: str, tables: Iterable[Table]) -> pl.Series:
    return pl.concat([table.frame.get_column(name) for table in tables if name in table.columns_with("dimension")])


def _joined(seen: pl.Series, known: Collection[str]) -> pl.Series:
    """Values without repetition, in order; what is known are texts, also where no row says of what type they are."""
    if known:
        seen = pl.concat([seen.cast(pl.String), pl.Series(sorted(known), dtype=pl.String)])
    return seen.unique().sort()


def _crossed(frame: pl.DataFrame, values: Mapping[str, pl.Series], table: Table | ReleasedTable) -> pl.DataFrame:
    """``frame`` with a row for every combination of the values of its dimensions; new ones hold nothing."""
    names = [column.name for column in table.columns if column.role == "dimension"]
    if not names:
        return frame
    first, *others = (values[name].alias(name).to_frame() for name in names)
    cells = reduce(lambda left, right: left.join(right, how="cross"), others, first)
    typed = frame.with_columns(pl.col(name).cast(values[name].dtype) for name in names)
    return cells.join(typed, on=names, how="left", nulls_equal=True).select(frame.columns)
