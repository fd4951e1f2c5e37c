"""The mechanism itself: what one person can change, how wide the interval is, and that nothing is cut off."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest

from fairwatch.disclosure.noise import EPSILON, half_width, is_precise, noisy

RUNS = 10_000
TOLERANCE = 0.15


def chance(value: int) -> float:
    """Discrete Laplace: (1-q)/(1+q) · q^|x|, q = e^-ε."""
    q = math.exp(-EPSILON)
    return (1 - q) / (1 + q) * q ** abs(value)


@pytest.fixture(scope="module")
def worlds() -> tuple[np.ndarray, np.ndarray]:
    """10,000 releases of a department with 20 people seen, and as many with the canary as the 21st."""
    return np.array(noisy([20] * RUNS)), np.array(noisy([21] * RUNS))


def test_r28_membership_of_a_canary_costs_no_more_than_epsilon(worlds: tuple[np.ndarray, np.ndarray]) -> None:
    """The best an adversary can do with 10,000 releases of both worlds, over all thresholds in both directions.

    An event counts where it was seen at least 1,000 times: there the logarithm of its odds has a standard deviation of
    0.04, so chance alone exceeds the tolerance once in 5,000 runs.
    """
    without, with_ = worlds
    found = []
    for threshold in range(42):
        for event in (lambda world, at=threshold: world >= at, lambda world, at=threshold: world <= at):
            one, two = int(event(with_).sum()), int(event(without).sum())
            if min(one, two) >= 1000:
                found.append(abs(math.log(one / two)))
    assert max(found) <= EPSILON + TOLERANCE
    assert max(found) >= EPSILON - TOLERANCE, "or there is more noise than was paid for"


def test_the_noise_is_discrete_laplace(worlds: tuple[np.ndarray, np.ndarray]) -> None:
    """Chi-squared with 17 cells; 45 is exceeded by chance once in 7,000 runs."""
    seen = Counter((worlds[0] - 20).clip(-8, 8).tolist())
    tail = sum(chance(value) for value in range(8, 200))
    expected = {value: RUNS * (tail if abs(value) == 8 else chance(value)) for value in range(-8, 9)}
    assert sum((seen[value] - count) ** 2 / count for value, count in expected.items()) < 45


def test_leaves_have_noise_of_their_own() -> None:
    first, second = np.array(noisy([0] * 2000)), np.array(noisy([0] * 2000))
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.12
    assert len(set(first.tolist())) > 10


def test_counts_near_zero_may_come_out_negative() -> None:
    """Cut off at zero they would be too large on average, and so would every sum of them."""
    drawn = np.array(noisy([0] * RUNS))
    assert drawn.min() < 0
    assert abs(drawn.mean()) < 0.2


def test_the_interval_is_six_people_to_either_side() -> None:
    assert half_width() == 6
    within = sum(chance(value) for value in range(-6, 7))
    assert within >= 0.95 > within - 2 * chance(6)


@pytest.mark.parametrize("leaves", [1, 2, 5, 20])
def test_the_interval_of_a_sum_holds_as_often_as_it_says(leaves: int) -> None:
    sums = np.array(noisy([0] * (4000 * leaves))).reshape(4000, leaves).sum(axis=1)
    assert 0.94 <= (abs(sums) <= half_width(leaves)).mean() <= 0.98


def test_sixty_people_are_enough_for_one_leaf() -> None:
    assert not is_precise(59)
    assert is_precise(60)
    assert not is_precise(60, leaves=4)


def test_no_leaves_no_counts() -> None:
    assert noisy([]) == []
