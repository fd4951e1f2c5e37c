"""Whom the leaving tendency of groups counts: who came back to recruitment sites, not who was there once.

The store says of a person and day no more than that they were seen there (one bit), and that is enough.
"""

from __future__ import annotations

import polars as pl

from fairwatch.analyses.headings import QUARTER
from fairwatch.findings import Column

LEAST_DAYS = 2
"""Different days on which somebody must have been seen.

One visit is curiosity, or a link that somebody sent; two days are the fewest that it cannot be. Of visits that come by
chance (Poisson), who looks once in four months is counted in 22 % of the months if one day is enough, in 3 % with two
days. Who searches once a week at work is found in 91 % of the months with two days, in 76 % with three, in 57 % with
four: asking for more would lose more searches than curiosity.
"""
WITHIN_DAYS = 30
"""How far apart these days may be; in a month no two are further. So two curious visits in a quarter are no search.

Looking for work is what somebody does within "the last four weeks or one month": 19th International Conference of
Labour Statisticians (2013), resolution I, paragraph 47 (b).
"""


def searching(days: pl.DataFrame, period: Column) -> pl.DataFrame:
    """One row per person and period in which they count, in the department of their last day there.

    ``days``: ``day``, ``subject``, ``department``. Who moves is not counted twice: otherwise the departments would add
    up to more than the whole, by those who moved and were seen in both. A day of moving is one day.
    """
    day, own = pl.col("day").dt, ["subject", period.name]
    label = pl.format("{}-Q{}", day.year(), day.quarter()) if period is QUARTER else day.strftime("%Y-%m")
    named = days.sort("day", "department").with_columns(label.alias(period.name))
    once_a_day = named.unique([*own, "day"], keep="last", maintain_order=True)
    since = pl.col("day") - pl.col("day").shift(LEAST_DAYS - 1).over(own)
    near = once_a_day.with_columns(near=since <= pl.duration(days=WITHIN_DAYS))
    return near.filter(pl.col("near").any().over(own)).drop("near").unique(own, keep="last", maintain_order=True)
