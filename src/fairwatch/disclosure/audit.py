"""How well hidden is a hidden cell? Its feasible interval, from two tables that agree with everything published.

The interval is the answer of a linear programme: the largest and the smallest value of the cell over all tables without
negative entries that have the published cells and sums. No solver is among the dependencies, and none is needed:
affine scaling (I. I. Dikin, Iterative solution of problems of linear and quadratic programming, 1967) is a handful of
least-squares steps, may start at the true table, and every step of it is again a possible table. So the interval found
always lies *inside* the true one: whatever goes wrong (rounding, stopping early), we hide more, never less.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]

STEPS = 12
"""Each step removes most of the remaining way; a dozen comes within a few per cent of the end."""
INSIDE = 0.95
"""How far to go towards the nearest bound in one step; at the bound itself the method would get stuck."""
WORTHWHILE = 1e-3
"""Stop when a step brings less than this part of what is wanted."""
RIDGE = 1e-12
"""Relative; what it blurs the second projection puts right."""
NOTHING = 1e-9
"""Relative size below which a number is rounding error."""


def independent(sums: Matrix) -> Matrix:
    """Orthonormal sums that say the same as the known ones, without those that follow from others."""
    if not sums.size:
        return sums
    _, weights, basis = np.linalg.svd(sums, full_matrices=False)
    kept: Matrix = basis[weights > NOTHING * weights[0]]
    return kept


def width(sums: Matrix, values: Vector, cell: int, enough: float) -> float:
    """Width of the feasible interval of ``values[cell]``, or a lower bound of it that is at least ``enough``.

    ``sums`` (known sums × hidden cells, made :func:`independent`) are the combinations of cells that the reader knows;
    ``values`` are the true values of the hidden cells. 0 means that the published figures give the cell away.
    """
    up = _climb(sums, values, cell, +1, enough)
    return up if up >= enough else up + _climb(sums, values, cell, -1, enough - up)


def _climb(sums: Matrix, start: Vector, cell: int, sign: int, enough: float) -> float:
    """How far the cell can move in one direction while all sums stay and nothing gets negative."""
    point = start.copy()
    for _ in range(STEPS):
        direction = _direction(sums, point, cell, sign, rise=enough)
        falling = direction < 0
        reach = np.divide(point, -direction, out=np.full_like(point, np.inf), where=falling).min()
        rate = abs(float(direction[cell]))
        step = INSIDE * reach if np.isfinite(reach) else 2 * enough / max(rate, NOTHING)
        if step * rate <= WORTHWHILE * enough:
            break
        point = np.maximum(point + step * direction, 0.0)
        if abs(point[cell] - start[cell]) >= enough:
            break
    moved = abs(float(point[cell] - start[cell]))
    return moved if _agrees(sums, point - start, moved) else 0.0


def _direction(sums: Matrix, point: Vector, cell: int, sign: int, rise: float) -> Vector:
    """Steepest way up for one cell that changes no sum, measured in units of the values themselves.

    A cell that is zero can only rise; where it would have to fall it is held, and the way is sought without it.
    Nothing has to move much further than ``rise``, so larger values are treated alike: that keeps the numbers tame.
    """
    at_zero = point <= NOTHING * rise
    scale = np.where(at_zero, rise, np.minimum(point, 4 * rise))
    while True:
        wish = np.zeros(len(point))
        wish[cell] = sign if scale[cell] else 0.0
        direction = _without_sums(sums * scale, wish)
        stuck = at_zero & (direction < -NOTHING)
        if not stuck.any():
            return scale * np.where(at_zero, direction.clip(min=0.0), direction)
        scale[stuck] = 0.0


def _without_sums(sums: Matrix, wish: Vector) -> Vector:
    """The part of ``wish`` that changes no sum: an orthogonal projection, by the normal equations, refined once.

    The small ridge keeps the equations solvable where a cell that is held at zero makes sums depend on each other.
    """
    if not sums.size:
        return wish
    gram = sums @ sums.T
    gram[np.diag_indices_from(gram)] += RIDGE * gram.trace() / len(gram) + np.finfo(np.float64).tiny
    for _ in range(2):
        wish = wish - sums.T @ np.linalg.solve(gram, sums @ wish)
    return wish


def _agrees(sums: Matrix, move: Vector, moved: float) -> bool:
    """Whether a move really leaves all sums as they are, up to rounding."""
    return not sums.size or float(np.abs(sums @ move).max()) <= 1e-6 * moved
