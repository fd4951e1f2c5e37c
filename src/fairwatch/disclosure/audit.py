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
Flags = npt.NDArray[np.bool_]

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
BLUR = 1e-6
"""So much of a move may be rounding."""


def independent(sums: Matrix) -> Matrix:
    """Orthonormal sums that say the same as the known ones, without those that follow from others.

    Sums are far fewer than cells, so the eigenvectors of their products are found in a small part of the time of a
    singular value decomposition; of sums with and without sign the smallest are far from rounding errors.
    """
    if not sums.size:
        return sums
    weights, turned = np.linalg.eigh(sums @ sums.T)
    kept = weights > NOTHING * weights[-1]
    basis: Matrix = (turned[:, kept] / np.sqrt(weights[kept])).T @ sums
    return basis


def wide(sums: Matrix, values: Vector, enough: Vector, found: Flags | None = None) -> Flags:
    """Which cells have a feasible interval of at least ``enough`` (see :func:`width`), beside those already ``found``.

    What moves far enough on the way of another cell is as well hidden as that one, so most need no search of their own.
    Empty cells, of which there may be many, are raised together first.
    """
    found = np.zeros(len(values), dtype=np.bool_) if found is None else found.copy()
    empty = (values == 0) & ~found
    if empty.any():
        found |= np.abs(_climb(sums, values, empty.astype(np.float64), enough[empty].max())) >= enough
    for cell in range(len(values)):
        if not found[cell]:
            moves = _both_ways(sums, values, cell, enough[cell])
            found |= np.ptp([0.0 * values, *moves], axis=0) >= enough
    return found


def width(sums: Matrix, values: Vector, cell: int, enough: float) -> float:
    """Width of the feasible interval of ``values[cell]``, or a lower bound of it that is at least ``enough``.

    ``sums`` (known sums × hidden cells, made :func:`independent`) are the combinations of cells that the reader knows;
    ``values`` are the true values of the hidden cells. 0 means that the published figures give the cell away.
    """
    return float(sum(abs(move[cell]) for move in _both_ways(sums, values, cell, enough)))


def _both_ways(sums: Matrix, values: Vector, cell: int, enough: float) -> list[Vector]:
    """Moves of the whole table that take one cell up and, if that is not enough, down."""
    wish = np.zeros(len(values))
    wish[cell] = 1.0
    up = _climb(sums, values, wish, enough)
    return [up] if up[cell] >= enough else [up, _climb(sums, values, -wish, enough - up[cell])]


def _climb(sums: Matrix, start: Vector, wish: Vector, enough: float) -> Vector:
    """The move from ``start`` that takes the wished cells (+1 up, -1 down) to about ``enough``, if they get there.

    All sums stay as they are, and nothing gets negative on the way.
    """
    point, wished = start.copy(), wish != 0
    for _ in range(STEPS):
        direction = _direction(sums, point, wish, rise=enough)
        falling = direction < 0
        reach = np.divide(point, -direction, out=np.full_like(point, np.inf), where=falling).min()
        behind = wished & (np.abs(point - start) < enough)
        rate = float(np.abs(direction[behind]).max())
        step = INSIDE * reach if np.isfinite(reach) else 2 * enough / max(rate, NOTHING)
        if step * rate <= WORTHWHILE * enough:
            break
        point = np.maximum(point + step * direction, 0.0)
        if (np.abs(point - start)[wished] >= enough).all():
            break
    return _sure(sums, point - start)


def _direction(sums: Matrix, point: Vector, wish: Vector, rise: float) -> Vector:
    """Steepest way for the wished cells that changes no sum, measured in units of the values themselves.

    A cell that is zero can only rise; where it would have to fall it is held, and the way is sought without it.
    Nothing has to move much further than ``rise``, so larger values are treated alike: that keeps the numbers tame.
    """
    at_zero = point <= NOTHING * rise
    scale = np.where(at_zero, rise, np.minimum(point, 4 * rise))
    while True:
        direction = _without_sums(sums * scale, np.where(scale > 0, wish, 0.0))
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


def _sure(sums: Matrix, move: Vector) -> Vector:
    """The moves of the single cells, nothing where rounding, by which sums did change, may play a part in them."""
    blur = float(np.abs(sums @ move).max()) if sums.size else 0.0
    return np.where(blur <= BLUR * np.abs(move), move, 0.0)
