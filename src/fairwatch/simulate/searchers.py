"""Who searched for a job in truth, against whom the leaving tendency of groups counts.

Pure functions over polars frames, as in ``evaluate``.
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from fairwatch.simulate.evaluate import Match
from fairwatch.simulate.truth import Truth

CATEGORY = "recruitment"
_MONTH = pl.col("day").dt.strftime("%Y-%m").alias("month")


def visitors(truth: Truth, campus: Collection[str], season: Collection[int]) -> pl.DataFrame:
    """``person``, ``month``, ``days``: on how many days they were on recruitment sites in working time.

    Recruiters are there for a living. ``campus``: keys of sites that do not count in the months ``season`` (1-12).
    """
    recruiters = truth.people.filter("recruiter")["person"].implode()
    excused = pl.col("site").is_in(list(campus)) & pl.col("day").dt.month().is_in(list(season))
    there = truth.views.filter("working", ~pl.col("person").is_in(recruiters), ~excused, category=CATEGORY)
    return there.group_by("person", _MONTH).agg(days=pl.col("day").n_unique())


def counted(found: pl.DataFrame, truth: Truth, campus: Collection[str], season: Collection[int]) -> Match:
    """People and months (``person``, ``month``) that the group share counts, against those with two days and more."""
    true = visitors(truth, campus, season).filter(pl.col("days") >= 2)
    claimed, real = (set(frame.select("person", "month").iter_rows()) for frame in (found, true))
    both = len(claimed & real)
    return Match(len(claimed), both, len(real), both)
