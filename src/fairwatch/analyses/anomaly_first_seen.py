"""First seen: what a person does for the first time and few others do at all.

Fewer than k others are never told apart, neither by whether there is a finding nor by its points: else one's own
finding would say how many of the others use a site. They count as k - 1, which is in the person's favour; so in an
organisation of fewer than about a hundred people nothing is rare.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import polars as pl

from fairwatch.analyses.anomaly_events import Scope
from fairwatch.analyses.headings import ACTION, BYTES_UP, DAY, REQUESTS, SUBJECT
from fairwatch.analyses.norms import OWN_DAYS
from fairwatch.analyses.risk import of_rarity
from fairwatch.analyses.tabulate import tabulate
from fairwatch.findings import Table
from fairwatch.policy import PolicySnapshot, Purpose
from fairwatch.text import Text

LEARNING: Final = dt.timedelta(days=14)
"""From a person's first row in the purpose: until then everything would be new."""
RARE: Final = 0.1
"""Share of people up to which what they do is rare."""

NOTE: Final = Text(
    f"首次出现：本人此前从未有过、同事中也少见（不超过 {RARE:.0%}）的站点或去向。"
    f"本人的历史满 {LEARNING.days} 天且至少 {OWN_DAYS} 个活动日之后才判断，新人不产生此类发现；"
    "少于最小群体人数的其他使用者一律按最小群体人数减一计，因此不足百人的单位没有此类发现。",
    "First seen: a site or class of destination that is new to the person and rare among the others"
    f" ({RARE:.0%} at most). It is judged after {LEARNING.days} days of the person's own history with {OWN_DAYS} or"
    " more days of activity, so newcomers have no such finding. Others who are fewer than the smallest group count as"
    " one less than it, so an organisation of fewer than a hundred people has none.",
)


def first_seen(parts: pl.DataFrame, place: str, staff: Mapping[str, int], smallest_group: int) -> pl.DataFrame:
    """Findings from rows of ``anomaly_events.by_part``, with ``points``.

    ``staff``: how many people the purpose may observe, by department. Columns ``subject``, ``day``, the place,
    ``action``, ``requests``, ``bytes_up``, ``points``.
    """
    what = [place, "action"]
    known = parts.drop_nulls(place)
    everybody = max(sum(staff.values()), parts["subject"].n_unique())
    users = known.group_by(what).agg(others=pl.col("subject").n_unique() - 1)
    near = known.group_by("department", *what).agg(near=pl.col("subject").n_unique() - 1)
    counted = pl.max_horizontal("others", smallest_group - 1)
    size = pl.col("department").replace_strict(staff, default=None, return_dtype=pl.Int64)
    usual_in_department = (pl.col("near") >= smallest_group) & (pl.col("near") > RARE * size)
    return (
        _firsts(known, what)
        .join(users, on=what)
        .join(near, on=["department", *what], nulls_equal=True)
        .filter(counted + 1 <= RARE * (everybody + 2), ~usual_in_department.fill_null(value=False))
        .with_columns(points=of_rarity(counted, everybody))
        .select("subject", "day", *what, "requests", "bytes_up", "points")
        .sort("subject", "day", *what)
    )


def staff(policy: PolicySnapshot, purpose: Purpose) -> dict[str, int]:
    """Department -> people whom the purpose may observe."""
    people = policy.people.filter(~pl.col("excluded"), pl.col("department").is_not_null())
    if purpose.departments is not None:
        people = people.filter(pl.col("department").is_in(sorted(purpose.departments)))
    return dict(people.group_by("department").len().iter_rows())


def _firsts(known: pl.DataFrame, what: list[str]) -> pl.DataFrame:
    """What each person did on the first day of each place and action, of days that come after the learning time."""
    day = pl.col("day")
    active = known.select("subject", "day").unique()
    learned = active.filter(day - day.min().over("subject") >= LEARNING, day.rank("dense").over("subject") > OWN_DAYS)
    return (
        known.filter(day == day.min().over("subject", *what))
        .join(learned, on=["subject", "day"], how="semi")
        .group_by("subject", "department", "day", *what)
        .agg(pl.col("requests", "bytes_up").sum())
    )


def first_seen_table(found: pl.DataFrame, scope: Scope, purpose: str) -> Table:
    """The findings, to be shown. How many others there are is not among the columns."""
    return tabulate(
        found,
        (SUBJECT, DAY, scope.place, ACTION, REQUESTS, BYTES_UP),
        name=f"{scope.kind}-first-seen",
        title=Text(f"{scope.title.zh}：首次出现且少见", f"{scope.title.en}: new to the person, and rare"),
        purpose=purpose,
        main="requests",
    )
