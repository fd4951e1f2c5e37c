"""Complementary suppression: hide partners until no hidden cell can be computed from the rest (R28)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairwatch.disclosure.audit import independent, wide
from fairwatch.disclosure.cube import Cells, Cube, Indices, Line, Values

WIDTH = 0.20
"""The feasible interval of a hidden cell must be at least this part of its value wide, and at least k."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What somebody tries to compute, and what of it they know without any table."""

    values: Values
    told: Cells
    """Cells of tables that tell the figure."""
    unknown: Cells
    """Cells of which the reader could only know it from a table."""
    wanted: Cells
    """Cells that are not yet known to be well enough hidden from this reader."""


@dataclass(frozen=True, slots=True)
class System:
    """Hidden cells that depend on each other."""

    cells: Indices
    sums: npt.NDArray[np.float64]
    """Known sums × cells: the sign with which a cell enters a sum."""
    lines: list[Line]


def complete(cube: Cube, primary: Cells, k: int, known: Cells | None = None) -> Cells:
    """All cells to hide, given the ones that must be hidden for their own sake.

    First every known sum gets at least two hidden cells that together hold at least k people; then the audit measures
    how well each cell is hidden and asks for further partners. Cells are only ever added, so it comes to an end.
    ``known`` cells are no partners: the reader has them from an earlier release.

    There are two readers. One does not know which cells are empty, and must not learn it. One does, and so every cell
    that must be hidden for its own sake has to be well hidden among those with people in them.
    """
    hidden = primary.copy()
    known = np.zeros_like(hidden) if known is None else known
    empty = cube.persons == 0
    readers = [
        Reader(values, told, unknown & told, wanted)
        for values in cube.audited
        for told in [~np.isnan(values)]
        for unknown, wanted in ((~empty, primary & ~empty), (np.ones_like(empty), np.ones_like(empty)))
    ]
    while True:
        _pair_up(cube, hidden, known, k)
        helpers = [
            helper
            for reader in readers
            for system in systems(cube, hidden, reader)
            for cell in _exposed(system, reader, k)
            if (helper := _helper(system, cube, cell, hidden | known)) is not None
        ]
        if not helpers:
            return hidden
        hidden[helpers] = True


def _pair_up(cube: Cube, hidden: Cells, known: Cells, k: int) -> None:
    """Hide partners, one at a time because one may serve several lines, until no line wants another."""
    changed = True
    while changed:
        changed = False
        for line in cube.lines:
            partner = _wanted_partner(cube, line, hidden, known, k)
            if partner is not None:
                hidden[partner] = changed = True


def _wanted_partner(cube: Cube, line: Line, hidden: Cells, known: Cells, k: int) -> int | None:
    """The cell to hide next so that the sum of this line's hidden cells says nothing about few people."""
    inside, across = line.cells[hidden[line.cells]], line.other[hidden[line.other]]
    unknown = np.concatenate([inside, across])
    # Unknown cells on both sides give a difference, not a sum; the audit looks at those.
    if not len(unknown) or (len(inside) and len(across)) or not line.is_known(hidden):
        return None
    people = cube.persons[unknown].sum() if line.disjoint else cube.persons[unknown].max()
    if len(unknown) > 1 and people >= k:
        return None
    side, taken = line.cells if len(inside) else line.other, hidden | known
    return _smallest(cube, side if not taken[side].all() else line.all, taken)


def _smallest(cube: Cube, cells: Indices, taken: Cells) -> int | None:
    """The free cell with the smallest value, zero last because it hides nothing; None when there is none."""
    candidates = [int(cell) for cell in cells if not taken[cell]]
    return min(candidates, key=lambda cell: (cube.values[cell] or np.inf, cube.persons[cell], cell), default=None)


def _exposed(system: System, reader: Reader, k: int) -> list[int]:
    """Hidden cells of one system whose feasible interval is too narrow."""
    wanted = reader.wanted[system.cells]
    if wanted.any():
        values = reader.values[system.cells]
        found = wide(independent(system.sums), values, np.maximum(WIDTH * values, k), ~wanted)
        # The more is hidden the less is known, so what is well hidden stays so and need not be looked at again.
        reader.wanted[system.cells] = wanted = ~found
    return [int(cell) for cell in system.cells[wanted]]


def _helper(system: System, cube: Cube, cell: int, taken: Cells) -> int | None:
    """The smallest free cell in a sum with an exposed one, or else in any sum that may have exposed it.

    None when nothing published touches it: then there is nothing it could be computed from.
    """
    near = [line.all for line in cube.lines if cell in line.all]
    further = [line.all for line in system.lines]
    for lines in (near, further):
        if lines and (helper := _smallest(cube, np.concatenate(lines), taken)) is not None:
            return helper
    return None


def systems(cube: Cube, hidden: Cells, reader: Reader) -> list[System]:
    """The hidden cells that a reader does not know and the known sums over them, split into systems that share none."""
    known = [
        line
        for line in cube.lines
        if reader.told[line.all].all() and line.is_known(hidden) and (hidden & reader.unknown)[line.all].any()
    ]
    hidden = hidden & reader.unknown
    owner = np.arange(len(cube.values))
    for line in known:
        together = np.unique(owner[line.all[hidden[line.all]]])
        owner[np.isin(owner, together)] = together[0]
    found = []
    for one in np.unique(owner[hidden]):
        cells = np.flatnonzero(hidden & (owner == one))
        place = np.full(len(owner), -1)
        place[cells] = np.arange(len(cells))
        lines = [line for line in known if (place[line.all] >= 0).any()]
        signs = np.array([_signs(line, place, len(cells)) for line in lines]).reshape(-1, len(cells))
        found.append(System(cells, signs, lines))
    return found


def _signs(line: Line, place: Indices, cells: int) -> npt.NDArray[np.float64]:
    """How the hidden cells of one system enter a sum; ``place`` is -1 for all other cells."""
    signs = np.zeros(cells)
    for side, sign in ((line.cells, 1.0), (line.other, -1.0)):
        signs[place[side][place[side] >= 0]] = sign
    return signs
