"""How far what the product found is from the truth. Pure functions over polars frames; every figure is defined here.

All metrics are one-to-one: a truth explains one finding only, so splitting or doubling is punished. When nothing was
claimed precision is 1, when nothing was there recall is 1. Restrict the truth to what the product was allowed to see
with ``Truth.of`` first; findings about other people or categories then count as wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from fairwatch.simulate.truth import Truth

TOLERANCE_US = 2_000_000
LEAST_TRUTH_S = 60.0


@dataclass(frozen=True, slots=True)
class Match:
    """Findings against truths. ``right`` findings have a truth of their own, ``known`` truths have a finding."""

    found: int
    right: int
    true: int
    known: int

    @property
    def precision(self) -> float:
        """Share of the findings that are right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the truths that were found."""
        return self.known / self.true if self.true else 1.0

    def shares(self, name: str) -> dict[str, float]:
        """``NAME_precision`` and ``NAME_recall``, without the one that nothing was compared for."""
        precision = {f"{name}_precision": self.precision} if self.found else {}
        return precision | ({f"{name}_recall": self.recall} if self.true else {})


@dataclass(frozen=True, slots=True)
class Seconds:
    """Attention found against attention given, per person and category over all days."""

    pairs: int
    """Persons × categories with at least 60 s of true attention."""
    median_error: float
    """Median over the pairs of |point − true| / true. A pair that was not found has error 1. Null when no pair."""
    inside: float
    """Share of the pairs whose true seconds lie in low … high."""
    width: float
    """Median over the pairs of (high − low) / true: a range that holds every truth may be too wide to say anything."""
    surplus: float
    """Seconds found where the truth has none, as a share of all true seconds."""
    excess_s: float
    """Largest Σ point of a person's day minus the working seconds of that day: above 0 is more time than there was."""


def page_views(found: pl.DataFrame, truth: Truth) -> Match:
    """Page views (``person``, ``ts_us``, ``host``): same person and host, at most 2 s apart.

    Recall counts only views that left a line of their own (``seen``); a finding may also be explained by another view.
    """
    found, true = _sorted(found, ["person", "host"], "ts_us"), _sorted(truth.views, ["person", "host"], "ts_us")
    pairs = _pair(found, true, ["person", "host"], ("ts_us", "ts_us"), TOLERANCE_US)
    seen = true["seen"].to_list()
    return Match(len(found), len(pairs), sum(seen), sum(seen[row] for _, row in pairs))


def submissions(found: pl.DataFrame, truth: Truth) -> Match:
    """Résumé submissions (``person``, ``ts_us``, ``site``): same person and site, at most 2 s apart."""
    return _match(found, truth.submissions, ("ts_us", "ts_us"))


def uploads(found: pl.DataFrame, truth: Truth) -> Match:
    """Uploads (``person``, ``ts_us``, ``host``): same person and host, at most 2 s apart."""
    return _match(found, truth.uploads, ("ts_us", "ts_us"), place="host")


def visits(found: pl.DataFrame, truth: Truth) -> Match:
    """Visits (``person``, ``site``, ``start_us``, ``end_us``): same person and site, overlapping give or take 2 s."""
    return _match(found, truth.visits, ("start_us", "end_us"))


def leaks(found: pl.DataFrame, truth: Truth) -> Match:
    """People and destination classes (``person``, ``category``) with a planted leak."""
    planted = [
        (case["person"], event["category"])
        for case in truth.cases
        if case["group"] == "leak"
        for event in case.get("events", [])
    ]
    true = pl.DataFrame(planted, schema={"person": pl.String, "category": pl.String}, orient="row")
    return _sets(found, true, ["person", "category"])


def violations(found: pl.DataFrame, truth: Truth) -> Match:
    """People and sites or apps (``person``, ``site``) used in working time although the published list forbids them."""
    return _sets(found, truth.violations, ["person", "site"])


def seconds(found: pl.DataFrame, truth: Truth) -> Seconds:
    """Seconds of attention (``person``, ``day``, ``category``, ``low``, ``point``, ``high``) against the true ones."""
    keys = ["person", "category"]
    sums = found.group_by(keys).agg(pl.col("low", "point", "high").sum())
    true = truth.seconds.group_by(keys).agg(pl.col("seconds").sum())
    both = true.join(sums, on=keys, how="full", coalesce=True, nulls_equal=True).with_columns(
        pl.col("seconds", "low", "point", "high").fill_null(0.0)
    )
    pairs = both.filter(pl.col("seconds") >= LEAST_TRUTH_S)
    error = (pairs["point"] - pairs["seconds"]).abs() / pairs["seconds"]
    width = (pairs["high"] - pairs["low"]) / pairs["seconds"]
    inside = pairs.filter(pl.col("seconds").is_between("low", "high"))
    invented, all_true = float(both.filter(pl.col("seconds") == 0)["point"].sum()), float(both["seconds"].sum())
    return Seconds(
        pairs=len(pairs),
        median_error=_median(error),
        inside=len(inside) / len(pairs) if len(pairs) else 1.0,
        width=_median(width),
        surplus=invented / all_true if all_true else 0.0,
        excess_s=_excess(found, truth),
    )


def _median(values: pl.Series) -> float:
    """The median; of nothing 0."""
    median = values.median()
    return float(median) if isinstance(median, (int, float)) else 0.0


def _excess(found: pl.DataFrame, truth: Truth) -> float:
    """The worst day's seconds beyond the working time; a day without working time has 0 of it."""
    days = found.group_by("person", "day").agg(pl.col("point").sum())
    worked = days.join(truth.working, on=["person", "day"], how="left").with_columns(pl.col("seconds").fill_null(0.0))
    worst = (worked["point"] - worked["seconds"]).max()
    return float(worst) if isinstance(worst, (int, float)) else 0.0


def _match(found: pl.DataFrame, true: pl.DataFrame, span: tuple[str, str], place: str = "site") -> Match:
    keys = ["person", place]
    found, true = _sorted(found, keys, span[0]), _sorted(true, keys, span[0])
    pairs = _pair(found, true, keys, span, TOLERANCE_US)
    return Match(len(found), len(pairs), len(true), len(pairs))


def _sets(found: pl.DataFrame, true: pl.DataFrame, keys: Sequence[str]) -> Match:
    claimed, real = set(found.select(keys).iter_rows()), set(true.select(keys).iter_rows())
    both = len(claimed & real)
    return Match(len(claimed), both, len(real), both)


def _sorted(frame: pl.DataFrame, keys: Sequence[str], time: str) -> pl.DataFrame:
    """By keys and time; a missing site is one of its own."""
    return frame.with_columns(pl.col(keys).fill_null("")).sort(*keys, time)


def _pair(
    found: pl.DataFrame, true: pl.DataFrame, keys: Sequence[str], span: tuple[str, str], tolerance: int
) -> list[tuple[int, int]]:
    """Rows that belong together: equal keys, and spans that touch within the tolerance.

    Both frames are sorted by keys and start. Taking the earliest pair that fits gives the most pairs when spans of the
    same keys do not contain each other, as instants and visits do.
    """
    left, right = (
        list(
            zip(zip(*(frame[key].to_list() for key in keys), strict=True), frame[span[0]], frame[span[1]], strict=True)
        )
        for frame in (found, true)
    )
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(left) and j < len(right):
        (key, start, end), (other, begin, finish) = left[i], right[j]
        before, after = (key, end + tolerance) < (other, begin), (other, finish + tolerance) < (key, start)
        if not before and not after:
            pairs.append((i, j))
        i += not after
        j += not before
    return pairs
