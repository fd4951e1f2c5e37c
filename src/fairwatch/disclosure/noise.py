"""The noise of the leaving-tendency table: discrete Laplace by OpenDP, and what it costs in precision.

Adding or removing one person changes one leaf by one (one bit per person and period, leaves hold different people), so
noise of scale 1/ε on every leaf makes the whole release ε-differentially private: parallel composition (F. McSherry,
Privacy integrated queries, 2009). OpenDP draws whole numbers exactly, from the operating system's random source, so
there is no rounding that could give anything away (C. Canonne, G. Kamath, T. Steinke, 2020).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

EPSILON = 0.5
"""Per release (LAW section 8)."""
CONFIDENCE = 0.95
PRECISION = 0.10
"""A figure is shown when its interval reaches at most this part of the people to either side."""


def noisy(counts: Sequence[int]) -> list[int]:
    """The counts of disjoint leaves, each with noise of its own. Never cut off at zero: that would bias their sums."""
    return [int(count) for count in _measurement()(list(counts))] if counts else []


@cache
def half_width(leaves: int = 1) -> int:
    """How far a sum of so many noisy leaves is from the truth at most, with 95 % confidence: 6 for a single one."""
    single = _chances()
    chances = single
    for _ in range(leaves - 1):
        chances = np.convolve(chances, single)
    middle = len(chances) // 2
    for reach in range(middle):
        if chances[middle - reach : middle + reach + 1].sum() >= CONFIDENCE:
            return reach
    raise ValueError(f"no interval for {leaves} leaves")


def is_precise(people: int, leaves: int = 1) -> bool:
    """Whether so many people make the figure worth showing: 60 for a single leaf. Looks at public numbers only."""
    return half_width(leaves) <= PRECISION * people


def _chances() -> Any:
    """P(noise = -n … n), far enough out that the rest is nothing: (1-q)/(1+q) · q^|x| with q = e^-ε."""
    q, reach = math.exp(-EPSILON), 80
    return (1 - q) / (1 + q) * q ** np.abs(np.arange(-reach, reach + 1))


@cache
def _measurement() -> Any:
    """OpenDP's mechanism, which itself proves what one person's bit may cost."""
    import opendp.prelude as dp  # noqa: PLC0415 - loads a native library that only this release needs

    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l1_distance(T="i64")
    measurement: Any = dp.m.make_laplace(*space, scale=1 / EPSILON)
    if measurement.map(1) > EPSILON:
        raise ValueError("the mechanism costs more than its epsilon")
    return measurement
