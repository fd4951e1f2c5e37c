"""Primary suppression: cells that would tell something about few people by themselves (R28, LAW section 8)."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from fairwatch.disclosure.cube import Cells, cells_by, numbers
from fairwatch.disclosure.links import PLACE, Keys, own_keys
from fairwatch.findings import Table
from fairwatch.policy import Limits

RATE_LOW, RATE_HIGH = 0.05, 0.95
"""Homogeneity: a rate nearer to 0 or 1 than this says something about everybody in the group."""


def unsafe(
    tables: Sequence[Table], keys: Sequence[Keys], k: int, limits: Limits, headcount: Mapping[str, int] | None
) -> list[Cells]:
    """Per table the cells that must be hidden for their own sake.

    The ``persons`` of a cell are those counted in it; of a share, those whom its numerator counts.
    ``headcount`` (department -> people) is given where being in a cell is itself the sensitive fact: then the people of
    the department who are *not* in it must not be few either.
    """
    few = [_too_few(table, k) | _dominated(table, limits) | _nearly_all_at_this_rate(table, k) for table in tables]
    for one, two in itertools.permutations(range(len(tables)), 2):
        few[one] |= _nearly_all_of(tables[one], keys[one], tables[two], k)
    if headcount is not None:
        few = [flags | _nearly_everybody(table, headcount, k) for table, flags in zip(tables, few, strict=True)]
        for one, two in itertools.permutations(range(len(tables)), 2):
            few[one] |= _counted_twice(tables[one], keys[one], tables[two], k)
    return few


def extreme_rates(table: Table) -> Cells:
    """Cells whose main measure is a rate near 0 or 1: they are shown as a bound, never as figures."""
    if not _is_rate(table):
        return np.zeros(table.frame.height, dtype=np.bool_)
    rate = pl.col(table.main)
    return _flags(table, (rate < RATE_LOW) | (rate > RATE_HIGH))


def _too_few(table: Table, k: int) -> Cells:
    persons = table.column("persons")
    if persons is None:
        return np.ones(table.frame.height, dtype=np.bool_)
    return _flags(table, pl.col(persons).fill_null(0) < k)


def _dominated(table: Table, limits: Limits) -> Cells:
    """Cells of which one or two people contribute most: they could compute each other's part."""
    hit = np.zeros(table.frame.height, dtype=np.bool_)
    for role, most in (("top1", limits.dominance_top1), ("top2", limits.dominance_top2)):
        for column in table.columns:
            if column.role == role and table.main:
                hit |= _flags(table, ~(pl.col(column.name) <= most * pl.col(table.main)).fill_null(value=False))
    return hit


def _nearly_all_of(table: Table, keys: Keys, parent: Table, k: int) -> Cells:
    """Cells with all but 1…k−1 people of a coarser cell of another table: the difference would be a small group."""
    by = parent.columns_with("dimension")
    hit = np.zeros(table.frame.height, dtype=np.bool_)
    if not set(by) <= keys.keys():
        return hit
    parents = cells_by(own_keys(parent), by, parent.frame.height)
    ours, theirs = numbers(table, table.column("persons")), numbers(parent, parent.column("persons"))
    for key, cells in cells_by(keys, by, table.frame.height).items():
        for cell in parents.get(key, ()):
            rest = theirs[cell] - ours[cells]
            hit[cells[(rest >= 1) & (rest < k)]] = True
    return hit


def _counted_twice(table: Table, keys: Keys, parent: Table, k: int) -> Cells:
    """The smallest department, where the departments together hold 1…k−1 people more than the whole.

    That many people moved within the period and were counted in both places; who moved, everybody knows.
    """
    by = parent.columns_with("dimension")
    hit = np.zeros(table.frame.height, dtype=np.bool_)
    if set(table.columns_with("dimension")) != {*by, PLACE}:
        return hit
    parents = cells_by(own_keys(parent), by, parent.frame.height)
    ours, theirs = numbers(table, table.column("persons")), numbers(parent, parent.column("persons"))
    for key, cells in cells_by(keys, by, table.frame.height).items():
        for cell in parents.get(key, ()):
            if 1 <= ours[cells].sum() - theirs[cell] < k:
                hit[min(cells[ours[cells] > 0], key=lambda place: (ours[place], place))] = True
    return hit


def _nearly_all_at_this_rate(table: Table, k: int) -> Cells:
    """Cells whose rate leaves 1…k−1 people over: 11 of 14 tell something about the other three."""
    if not _is_rate(table):
        return np.zeros(table.frame.height, dtype=np.bool_)
    persons, rate = pl.col(table.column("persons") or ""), pl.col(table.main)
    rest = (persons / rate - persons).round()
    return _flags(table, (persons > 0) & rest.is_between(1, k - 1))


def _is_rate(table: Table) -> bool:
    return any(column.unit == "share" for column in table.columns if column.name == table.main)


def _nearly_everybody(table: Table, headcount: Mapping[str, int], k: int) -> Cells:
    """Cells that hold all but 1…k−1 of the people there are: it would tell who is not in it."""
    everybody = pl.lit(sum(headcount.values()))
    if PLACE in table.columns_with("dimension"):
        place = pl.col(PLACE).cast(pl.String)
        everybody = place.replace_strict(headcount, default=0, return_dtype=pl.Int64)
    return _flags(table, (everybody - pl.col(table.column("persons") or "")).is_between(1, k - 1))


def _flags(table: Table, condition: pl.Expr) -> Cells:
    return table.frame.select(condition.fill_null(value=True)).to_series().to_numpy().astype(np.bool_)
