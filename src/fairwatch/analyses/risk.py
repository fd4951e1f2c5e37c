r"""The published risk formula: from findings to points, and from points to one score per person.

A finding of which chance alone would bring the like with probability p is worth ``10 · −log10 p`` points, at most 100:
one in a thousand 30, one in a million 60. A person's score is

    Σ sᵢ / i^1.5  /  ζ(1.5)        over the points sᵢ sorted descending, at most ten findings,

where the findings of one source count at most twice the largest of them. The weights fall fast, so that many small
findings cannot add up to a large one (the series is that of Elastic's entity risk score, with a shorter tail); ζ(1.5)
≈ 2.612 makes a hundred the limit that no number of findings reaches. Each score is computed anew from the findings of
its window and from nothing else; without findings there is no score.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Final

import polars as pl

WINDOW_DAYS: Final = 30
MOST_FINDINGS: Final = 10
MOST_PER_SOURCE: Final = 2.0
"""Times the largest of a source: what the findings of one source count together."""
EXPONENT: Final = 1.5
ZETA: Final = 2.6123753486854883
"""Riemann's ζ(1.5), the sum of all weights."""
MOST_POINTS: Final = 100.0
PER_POWER: Final = 10.0
"""Points for each power of ten of improbability."""

_LARGEST_Z: Final = 6.4
"""Beyond it a finding has all points that there are."""
_STEPS: Final = 0.01

SCORE = {"score": pl.Float64, "findings": pl.Int64}
PARTS = {"rank": pl.Int64, "points": pl.Float64, "part": pl.Float64, "without": pl.Float64}


def of_deviation(z: pl.Expr) -> pl.Expr:
    """Points of a modified z-score: p is the upper tail of the normal distribution; null where z is."""
    return (
        (z.clip(0, _LARGEST_Z) / _STEPS)
        .round()
        .cast(pl.Int32)
        .replace_strict(dict(enumerate(_TAIL)), return_dtype=pl.Float64)
    )


def of_rarity(persons: pl.Expr, population: int) -> pl.Expr:
    """Points of what ``persons`` of a population did: p by Laplace's rule of succession."""
    return (-PER_POWER * ((persons + 1) / (population + 2)).log10()).clip(0, MOST_POINTS)


SHARE_OF_LEVEL: Final = {"informational": 0.0, "low": 0.25, "medium": 0.5, "high": 0.75, "critical": 1.0}
"""How much of the points of its rarity a hit of a Sigma rule counts, by the rule's level."""


def of_rarity_and_level(persons: pl.Expr, population: int, level: pl.Expr) -> pl.Expr:
    """Points of a hit of a detection rule: those of its rarity, as far as the rule's level says that it matters."""
    share = level.replace_strict(SHARE_OF_LEVEL, default=0.0, return_dtype=pl.Float64)
    return of_rarity(persons, population) * share


def of_probability(p: float) -> float:
    """Points of a finding whose probability is agreed on instead of estimated."""
    return min(MOST_POINTS, -PER_POWER * math.log10(p))


_TAIL = [of_probability(NormalDist().cdf(-step * _STEPS)) for step in range(round(_LARGEST_Z / _STEPS) + 1)]


def scored(findings: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Scores and their parts. ``findings``: ``subject``, ``source``, ``points`` and whatever tells them apart.

    Scores: ``subject`` and the columns SCORE. Parts: the findings that count, with the columns PARTS: place in the
    person's order, points after the limit of the source, what it adds to the score, and the score that would be left
    without it. The part whose loss costs least is the smallest change that lowers the score.
    """
    counted = _parts(findings.with_row_index("finding").with_columns(left_out=pl.lit(None, pl.UInt32)))
    known = counted.select("subject", left_out="finding")
    others = known.join(findings.with_row_index("finding"), on="subject").filter(
        pl.col("finding") != pl.col("left_out")
    )
    without = _parts(others).group_by("subject", "left_out", maintain_order=True).agg(without=pl.col("part").sum())
    parts = (
        counted.drop("left_out")
        .join(without.select("without", finding="left_out"), on="finding", how="left")
        .with_columns(pl.col("without").fill_null(0.0))
        .drop("finding")
        .sort("subject", "rank")
    )
    scores = counted.group_by("subject", maintain_order=True).agg(
        score=pl.col("part").sum(), findings=pl.len().cast(pl.Int64)
    )
    return scores.sort("subject"), parts


def _parts(findings: pl.DataFrame) -> pl.DataFrame:
    """The findings that count per (subject, left_out), with ``rank``, ``points`` after the limit, and ``part``."""
    whose = ["subject", "left_out"]
    of_source = [*whose, "source"]
    points = pl.col("points")
    room = MOST_PER_SOURCE * points.max() - (points.cum_sum() - points)
    rank = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over(whose)
    return (
        findings.sort("points", "finding", descending=[True, False])
        .with_columns(points=pl.min_horizontal(points, room.over(of_source)).clip(0))
        .sort("points", "finding", descending=[True, False])
        .filter(points > 0)
        .with_columns(rank=rank)
        .filter(pl.col("rank") <= MOST_FINDINGS)
        .with_columns(part=points / pl.col("rank").pow(EXPONENT) / ZETA)
    )
