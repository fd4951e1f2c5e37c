"""What was raised about whom, against the truth: false findings, insiders' places, people who only look odd.

Pure functions over polars frames, as in ``evaluate``.
"""

from __future__ import annotations

import polars as pl

from fairwatch.simulate.truth import Truth

NIGHT = "night"
STREAMED = "music"
"""Category of the sites that stream while nobody looks at them."""


def false_leaks(found: pl.DataFrame, truth: Truth) -> pl.DataFrame:
    """Findings (``person``, ``category``, and ``day`` where they are about one) that no planted upload explains."""
    keys = [name for name in ("person", "category", "day") if name in found.columns]
    leakers = pl.Series([case["person"] for case in truth.cases if case["group"] == "leak"], dtype=pl.String)
    real = truth.uploads.filter(pl.col("planted") & pl.col("person").is_in(leakers.implode()))
    return found.join(real, on=keys, how="anti", nulls_equal=True)


def false_violations(found: pl.DataFrame, truth: Truth) -> pl.DataFrame:
    """Findings (``person``, ``site``) about who did not use it in working time."""
    return found.join(truth.violations, on=["person", "site"], how="anti", nulls_equal=True)


def per_100_person_days(count: int, truth: Truth) -> float:
    """``count`` for each hundred days that people worked."""
    days = truth.working.select("person", "day").unique().height
    return 100 * count / days if days else 0.0


def worst_place(scores: pl.DataFrame, group: str, truth: Truth) -> float:
    """Of the insiders of a group, the worst one's place: the share of all people who did nothing and are placed at
    least as high (``person``, ``score``). Nobody: 0. Without a score an insider is behind everybody: 1.

    Who did is who was planted in the group, or used a listed app in working time where that is the group.
    """
    insiders = {case["person"] for case in truth.cases if case["group"] == group}
    did = insiders | (set(truth.violations["person"]) if group == "violation" else set())
    known = dict(scores.select("person", "score").iter_rows())
    others = [score for person, score in known.items() if person not in did]
    return max((_place(known.get(one), others, truth.people.height) for one in insiders), default=0.0)


def _place(score: float | None, others: list[float], population: int) -> float:
    return 1.0 if score is None else sum(other >= score for other in others) / population


def noise_people(truth: Truth) -> set[str]:
    """People who look odd and do no wrong: planted noise, recruiters, night shifts, whoever lets music stream."""
    noise = {case["person"] for case in truth.cases if case["group"] == "noise"}
    odd = truth.people.filter(pl.col("recruiter") | (pl.col("shift") == NIGHT))["person"].to_list()
    listeners = truth.views.filter(pl.col("category") == STREAMED)["person"].unique().to_list()
    return noise.union(odd, listeners) - {case["person"] for case in truth.cases if case["group"] != "noise"}
