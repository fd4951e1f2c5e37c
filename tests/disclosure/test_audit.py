"""The feasible interval of a hidden cell, against the exact one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fairwatch.disclosure.audit import independent, wide, width


def exact_width(sums: np.ndarray, values: np.ndarray, cell: int) -> float:
    """By looking at every vertex of the polytope {x ≥ 0, sums·x = sums·values}; bounded in these tests."""
    known = sums @ values
    rank = np.linalg.matrix_rank(sums)
    found = [values[cell]]
    for basis in itertools.combinations(range(len(values)), rank):
        part = sums[:, basis]
        if np.linalg.matrix_rank(part) < rank:
            continue
        point = np.zeros(len(values))
        point[list(basis)] = np.linalg.lstsq(part, known, rcond=None)[0]
        if np.allclose(sums @ point, known, atol=1e-6) and point.min() > -1e-6:
            found.append(point[cell])
    return float(max(found) - min(found))


def margins(rows: int, columns: int) -> np.ndarray:
    """Row and column sums of a table whose cells are all hidden."""
    cells = np.arange(rows * columns).reshape(rows, columns)
    sums = np.zeros((rows + columns, rows * columns))
    for number, line in enumerate([*cells, *cells.T]):
        sums[number, line] = 1.0
    return sums


def test_a_cell_alone_in_a_known_sum_is_given_away() -> None:
    assert width(np.array([[1.0]]), np.array([7.0]), 0, enough=10) == 0


def test_two_cells_in_a_known_sum_share_it() -> None:
    found = width(np.array([[1.0, 1.0]]), np.array([3.0, 97.0]), 0, enough=1000)
    assert found == pytest.approx(100, rel=0.1)


def test_a_cell_in_no_known_sum_can_be_anything() -> None:
    assert width(np.zeros((0, 1)), np.array([7.0]), 0, enough=1000) >= 1000


def test_a_chain_of_sums_gives_a_cell_away_although_no_sum_does() -> None:
    """a + b, b + c, and a + c are known: three sums of two cells each, and yet everything is."""
    sums = np.array([[1.0, 1, 0], [0, 1, 1], [1, 0, 1]])
    assert [width(sums, np.array([5.0, 6.0, 7.0]), cell, enough=10) for cell in range(3)] == [0, 0, 0]


def test_a_tiny_cell_beside_a_huge_one_is_still_seen_to_move() -> None:
    found = width(np.array([[1.0, 1.0]]), np.array([1.0, 1e13]), 0, enough=10)
    assert found >= 10


def test_it_stops_once_the_interval_is_wide_enough() -> None:
    found = width(margins(2, 2), np.full(4, 1e6), 0, enough=10)
    assert 10 <= found < 1e6


@settings(max_examples=60, derandomize=True, deadline=None)
@given(arrays(np.float64, (3, 3), elements=st.integers(0, 50).map(float)), st.integers(0, 8))
def test_never_wider_than_the_exact_interval_and_hardly_narrower(table: np.ndarray, cell: int) -> None:
    """Wider would be a broken promise; narrower only hides more than it must."""
    values, sums = table.ravel(), margins(3, 3)
    exact = exact_width(sums, values, cell)
    found = width(sums, values, cell, enough=2 * values.sum() + 1)
    assert found <= exact + 1e-6
    if values.min() > 0:
        assert found >= 0.9 * exact


@settings(max_examples=60, derandomize=True, deadline=None)
@given(arrays(np.float64, (3, 3), elements=st.sampled_from([0.0, 0.0, 3.0, 20.0, 50.0])), st.integers(1, 30))
def test_what_all_cells_are_found_to_be_together_each_is_alone(table: np.ndarray, enough: int) -> None:
    """Also with many empty cells, which are raised together: none is called wide that is narrower."""
    values, sums = table.ravel(), margins(3, 3)
    found = wide(independent(sums), values, np.full(9, float(enough)))
    exact = np.array([exact_width(sums, values, cell) for cell in range(9)])
    assert not found[exact < enough - 1e-6].any()
    if values.min() > 0:
        assert found[exact > 1.1 * enough].all()


def test_empty_cells_of_a_sum_that_is_nothing_are_known_to_be_empty() -> None:
    sums = np.array([[1.0, 1, 0, 0], [0, 0, 1, 1]])
    found = wide(independent(sums), np.array([0.0, 0.0, 0.0, 100.0]), np.full(4, 10.0))
    assert found.tolist() == [False, False, True, True]


def test_sums_that_follow_from_others_are_left_out() -> None:
    kept = independent(np.array([[1.0, 1, 0], [0, 0, 1], [1, 1, 1], [1, 1, 0]]))
    assert kept.shape == (2, 3)
    assert np.allclose(kept @ kept.T, np.eye(2))
