"""Whom the group share of the leaving tendency counts in a simulated organisation, against the truth."""

from __future__ import annotations

import polars as pl

from fairwatch import findings
from fairwatch.analyses.cells import MARK, NAMED, NEXT, SLICE
from fairwatch.catalogue import Catalogue
from fairwatch.policy import PolicySnapshot
from fairwatch.simulate import Truth, searchers

GROUP = "departure-group"


def of_groups(result: findings.Result, catalogue: Catalogue, policy: PolicySnapshot, truth: Truth) -> dict[str, float]:
    """``searchers``: people and months that should count; ``one_off_visitors``: those with one day, who should not.

    People whose notice takes effect in the middle of the log count neither way.
    """
    seen, campus = truth.of(persons=truth.observable()), catalogue.campus_sites()
    found = _counted(result, policy, truth).filter(pl.col("person").is_in(seen.people["person"].implode()))
    match = searchers.counted(found, seen, campus, policy.campus_months)
    once = searchers.visitors(seen, campus, policy.campus_months).filter(days=1)
    return {
        "searchers": match.true,
        **match.shares("searcher"),
        "one_off_visitors": once.height,
        "passers_by": len(truth.facts.get("passers_by", ())),
    }


def _counted(result: findings.Result, policy: PolicySnapshot, truth: Truth) -> pl.DataFrame:
    """``person``, ``month``: read from the marks of the cells, which begin with a person's pseudonym."""
    pseudonym = policy.purpose(GROUP).pseudonym
    names = {pseudonym(person)[: SLICE + NAMED]: person for person in truth.people["person"]}
    marks = result.tables["by-month"].frame.select("month", mark=pl.col("members").str.split(NEXT)).explode("mark")
    parts = pl.col("mark").str.split(MARK)
    return marks.filter(pl.col("mark") != "").select(
        "month", person=(parts.list.get(0) + parts.list.get(3)).replace_strict(names, return_dtype=pl.String)
    )
