"""The cells of linked group tables, and the sums that a reader can form from them.

Tables of one purpose are computed from the same rows, so what one of them hides another may give away: bytes by day
and department add up to bytes by day. All of them are therefore one cube, held together by *lines*: sets of cells
whose sum somebody may know.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch.disclosure.links import BRANCH, PLACE, Keys
from fairwatch.findings import Table

Indices = npt.NDArray[np.intp]
Cells = npt.NDArray[np.bool_]
"""One flag per cell."""
Values = npt.NDArray[np.float64]
"""One figure per cell."""


@dataclass(frozen=True, slots=True)
class Line:
    """Cells of one table that add up to a margin, or to the same sum as cells of an ``other`` table."""

    cells: Indices
    other: Indices
    disjoint: bool
    """Whether different cells hold different people."""

    @property
    def all(self) -> Indices:
        return np.concatenate([self.cells, self.other])

    def is_known(self, hidden: Cells) -> bool:
        """Whether a reader may know the line's sum: two tables say it, or something of the line is published."""
        return bool(len(self.other)) or not hidden[self.cells].all()


@dataclass(frozen=True, slots=True)
class Cube:
    """All cells of some tables, numbered through in the order of the tables."""

    offsets: tuple[int, ...]
    """Where each table begins, and the total."""
    values: Values
    """Of the measure that suppression protects; never negative."""
    persons: npt.NDArray[np.int64]
    lines: tuple[Line, ...]
    measures: tuple[Values, ...] = ()
    """Where tables protect different measures: each of them, not a number in tables that do not tell it."""

    @property
    def audited(self) -> tuple[Values, ...]:
        """What a reader may try to compute."""
        return self.measures or (self.values,)

    def of_table(self, number: int, cells: Cells) -> Cells:
        """The part of a per-cell array that belongs to one table."""
        return cells[self.offsets[number] : self.offsets[number + 1]]


def build(tables: Sequence[Table], keys: Sequence[Keys]) -> Cube:
    """Number the cells of ``tables``, whose dimensions are ``keys``, and find every line among them.

    Within a table the sums over any one dimension count as known even when no margin is published: the reader may have
    it from another release, or from the router's own counter. A line with nothing published says nothing.
    """
    offsets = (0, *itertools.accumulate(table.frame.height for table in tables))
    lines = [line for number in range(len(tables)) for line in _margins(tables[number], keys[number], offsets[number])]
    finest_first = sorted(range(len(tables)), key=lambda number: -len(keys[number]))
    for one, two in itertools.combinations(finest_first, 2):
        if not _tell_the_same(tables[one], tables[two]):
            continue
        lines += _shared_sums((tables[one], tables[two]), (keys[one], keys[two]), (offsets[one], offsets[two]))
    values, *measures = _protected_values(tables)
    return Cube(
        offsets=offsets,
        values=values,
        persons=np.concatenate([numbers(table, table.column("persons")) for table in tables]).astype(np.int64),
        lines=tuple(lines),
        measures=tuple(measures),
    )


def cells_by(keys: Keys, by: Sequence[str], height: int) -> dict[tuple[str, ...], Indices]:
    """Cells of a table of ``height`` rows, by their values of some dimensions (of none: all cells)."""
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for cell, key in enumerate(zip(*(keys[name] for name in by), strict=True) if by else [()] * height):
        found[key].append(cell)
    return {key: np.array(cells, dtype=np.intp) for key, cells in found.items()}


def numbers(table: Table, name: str | None) -> npt.NDArray[np.float64]:
    """A column as numbers; what is not known counts as zero, which suppression treats as the smallest group."""
    if name is None:
        return np.zeros(table.frame.height)
    return table.frame.get_column(name).cast(pl.Float64).fill_null(0.0).fill_nan(0.0).to_numpy()


def _margins(table: Table, keys: Keys, offset: int) -> list[Line]:
    """The sums over each single dimension; sums over several follow from them."""
    dimensions = table.columns_with("dimension")
    nothing = np.array([], dtype=np.intp)
    return [
        Line(cells + offset, nothing, disjoint=summed in (PLACE, BRANCH))
        for summed in dimensions
        for cells in cells_by(keys, [name for name in dimensions if name != summed], table.frame.height).values()
    ]


def _shared_sums(tables: tuple[Table, Table], keys: tuple[Keys, Keys], offsets: tuple[int, int]) -> list[Line]:
    """Where two tables agree in some dimensions, both add up to the same sums over the others."""
    shared = sorted(keys[0].keys() & keys[1].keys())
    ones, twos = (cells_by(one, shared, table.frame.height) for one, table in zip(keys, tables, strict=True))
    disjoint = keys[1].keys() <= keys[0].keys() and keys[0].keys() - keys[1].keys() <= {PLACE, BRANCH}
    return [Line(ones[key] + offsets[0], twos[key] + offsets[1], disjoint) for key in ones if key in twos]


def _tell_the_same(one: Table, two: Table) -> bool:
    """Whether two tables have a figure in common that adds up. Head counts do, over departments and branches alone."""
    if {PLACE, BRANCH} & {*one.columns_with("dimension"), *two.columns_with("dimension")}:
        return True
    ones, twos = (
        {column.name for column in table.columns if column.role == "measure" and column.unit not in ("share", "rate")}
        for table in (one, two)
    )
    return bool(ones & twos)


def _protected_values(tables: Sequence[Table]) -> list[Values]:
    """The main measure of each table where all of these are additive, else the number of people; and where tables have
    different ones, each of these in all tables that tell it.

    Shares do not add up; the people behind them do.
    """
    mains = sorted({table.main for table in tables})
    rates = {column.name for table in tables for column in table.columns if column.unit == "share"}
    if {"", *rates} & set(mains):
        return [np.concatenate([numbers(table, table.column("persons")) for table in tables])]
    ours = _clipped(tables, [table.main for table in tables])
    if len(mains) == 1:
        return [ours]
    return [ours, *(_clipped(tables, [_told(table, main) for table in tables]) for main in mains)]


def _told(table: Table, measure: str) -> str | None:
    return measure if measure in table.columns_with("measure") else None


def _clipped(tables: Sequence[Table], names: Sequence[str | None]) -> Values:
    """A column of each table, one after the other; where it has none, not a number."""
    return np.concatenate(
        [
            numbers(table, name).clip(min=0) if name else np.full(table.frame.height, np.nan)
            for table, name in zip(tables, names, strict=True)
        ]
    )
