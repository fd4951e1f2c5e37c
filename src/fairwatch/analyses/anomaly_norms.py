"""What to expect of a person in a class of the week, and how far beyond it an amount lies.

An additive model of the logarithm, fitted with medians (J. W. Tukey, Exploratory data analysis, 1977) and shrunk
towards the group while the history is short (B. Efron, C. Morris, Data analysis using Stein's estimator, 1975):

    expected = the peers' centre of the class + the person's offset + the person's offset in this class

    spread²  = within the person² + error² of the person's offset + error² of the offset in the class

Each offset counts with weight = n / (n + OWN_DAYS). Its error² is what such a weight leaves of the spread between
people, (1 - weight)² · between², and what n days leave open, weight² · within² · π / 2n (the variance of a median). So
a newcomer is judged by the peers alone, who always sends much by their own past, and who works on a holiday for the
first time by their working days and by how the peers' days of rest differ. What a whole group does at the same time is
taken off: the median by which it is beyond its expectation.
"""

from __future__ import annotations

import math
from typing import Final

import polars as pl

from fairwatch.analyses.norms import LEAST_SPREAD, MAD_TO_SIGMA, OWN_DAYS, PEERS

ALONE: Final = 10
"""So many own days make a norm where there are too few people to lean on."""

_CLASS = ["feature", "slot"]
_PERSON = ["subject", "feature"]
_OWN_CLASS = [*_PERSON, "slot"]


def judged(amounts: pl.DataFrame) -> pl.DataFrame:
    """Adds to rows of (``subject``, ``department``, ``day``, ``slot``, ``feature``) with an ``amount`` above zero:

    ``days`` (of the person with the feature), ``expected`` and ``spread`` of ``log(1 + amount)``, ``peer_centre``,
    ``shift`` (what the group is beyond its expectation at that time, never below zero) and ``z``. All but ``days`` are
    null where neither ten people nor ten days of one's own make a norm.
    """
    logged = amounts.with_columns(log=(pl.col("amount") + 1).log())
    rows = _with_offsets(_with_centre(logged))
    rows = _with_spread(rows)
    rows = _with_shift(rows.with_columns(beyond=pl.col("log") - pl.col("expected")))
    known = pl.col("spread").is_not_null() & pl.col("expected").is_not_null()
    z = (pl.col("beyond") - pl.col("shift")) / pl.col("spread")
    return rows.select(
        *amounts.columns,
        "days",
        *(pl.when(known).then(pl.col(name)).alias(name) for name in ("expected", "spread", "shift")),
        peer_centre=pl.col("centre"),
        z=pl.when(known).then(z),
    )


def _with_centre(rows: pl.DataFrame) -> pl.DataFrame:
    """``centre``: the median over people of their medians, of the department in the class, which leans on everybody in
    the class, who lean on everybody in all classes. A group of fewer than PEERS counts for nothing."""
    rows = rows.with_columns(centre=pl.lit(None, pl.Float64))
    for by in (["feature"], _CLASS, ["department", *_CLASS]):
        people = rows.group_by("subject", *by).agg(pl.col("log").median())
        groups = (
            people.group_by(by).agg(group=pl.col("log").median(), people=pl.len()).filter(pl.col("people") >= PEERS)
        )
        weight = pl.col("people") / (pl.col("people") + PEERS)
        leaning = weight * pl.col("group") + (1 - weight) * pl.col("centre")
        rows = (
            rows.join(groups, on=by, how="left", nulls_equal=True)
            .with_columns(centre=pl.coalesce(leaning, "group", "centre"))
            .drop("group", "people")
        )
    return rows


def _with_offsets(rows: pl.DataFrame) -> pl.DataFrame:
    """``days``, ``offset`` and ``class_offset`` (as they are), their weights, and ``expected``."""
    rows = rows.with_columns(
        days=pl.col("day").n_unique().over(_PERSON).cast(pl.Int64),
        class_days=pl.len().over(_OWN_CLASS),
        classes=pl.col("slot").n_unique().over(_PERSON),
        rest=pl.col("log") - pl.col("centre").fill_null(0.0),
    )
    enough = pl.col("days") >= ALONE
    alone = pl.when(enough).then(1.0)
    rows = rows.with_columns(
        offset=pl.col("rest").median().over(_PERSON),
        weight=pl.when(pl.col("centre").is_null()).then(alone).otherwise(_weight("days")),
        class_weight=_weight("class_days"),
    )
    left = pl.col("rest") - pl.col("weight") * pl.col("offset")
    rows = rows.with_columns(class_offset=left.median().over(_OWN_CLASS))
    own = pl.col("weight") * pl.col("offset") + pl.col("class_weight") * pl.col("class_offset")
    return rows.with_columns(expected=pl.col("centre").fill_null(0.0) + own)


def _with_spread(rows: pl.DataFrame) -> pl.DataFrame:
    """``spread`` of what may still come of this person in this class."""
    rows = rows.with_columns(differs=pl.col("class_offset") - (1 - pl.col("weight")) * pl.col("offset"))
    own_class = pl.when(pl.col("class_days") >= OWN_DAYS).then("differs").otherwise(0.0)
    rows = rows.with_columns(away=pl.col("rest") - pl.col("offset") - own_class)
    few = (pl.col("days") / (pl.col("days") - 1)).sqrt()
    scatter = (pl.col("away") - pl.col("away").mean()).abs().median() * MAD_TO_SIGMA
    rows = _with_peers_spreads(
        rows.with_columns(
            own_spread=_mad(pl.col("away")).over(_PERSON) * few,
            # of two or three days the median is one of them, so the peers' few days are held against their mean
            scatter=pl.when(pl.col("days") > 1).then(scatter.over(_PERSON) * few),
        )
    )
    known = pl.col("peer_within").is_not_null()
    own_weight = pl.when(known).then(_weight("days")).otherwise(pl.col("days") >= OWN_DAYS)
    own = pl.when(own_weight > 0).then(own_weight * pl.col("own_spread")).otherwise(0.0)
    rows = rows.with_columns(within=own + (1 - own_weight) * pl.col("peer_within").fill_null(0.0))
    variance = pl.col("within") ** 2 + _error("", "between") + _error("class_", "between_classes")
    return rows.with_columns(spread=variance.sqrt().clip(LEAST_SPREAD))


def _with_peers_spreads(rows: pl.DataFrame) -> pl.DataFrame:
    """``peer_within`` a person, and squared ``between`` people and ``between_classes`` of one person.

    How much the nights, say, differ from the same people's other times is known where PEERS of them have both; else it
    is taken to be as much as in the class in which people differ most, or as between people. Whoever has been seen in
    one class only has nothing that it could differ from.
    """
    people, classes = rows.unique(_PERSON), rows.unique(_OWN_CLASS)
    within = _of_group(people.drop_nulls("scatter"), ["feature"], pl.col("scatter").median(), "peer_within")
    people, classes = (one.join(within, on="feature", how="left") for one in (people, classes))
    between = _of_group(people, ["feature"], _between("offset", "days"), "between")
    several = classes.filter(pl.col("classes") > 1)
    of_class = _of_group(several, _CLASS, _between("differs", "class_days"), "of_class")
    most = of_class.group_by("feature").agg(most=pl.col("of_class").max())
    for group, by in ((within, ["feature"]), (between, ["feature"]), (of_class, _CLASS), (most, ["feature"])):
        rows = rows.join(group, on=by, how="left")
    known = pl.coalesce("of_class", "most", "between")
    return rows.with_columns(between_classes=pl.when(pl.col("classes") > 1).then(known))


def _with_shift(rows: pl.DataFrame) -> pl.DataFrame:
    """``shift``: by how much the group is beyond its expectation in the same part of the same day.

    The department where ten of it are there, else everybody where ten are; a quiet day accuses nobody.
    """
    when = ["day", *_CLASS]
    for name, by in (("of_department", ["department", *when]), ("of_all", when)):
        seen = rows.group_by(by).agg(pl.col("beyond").median().alias(name), people=pl.col("subject").n_unique())
        large = seen.filter(pl.col("people") >= PEERS).drop("people")
        rows = rows.join(large, on=by, how="left", nulls_equal=True)
    return rows.with_columns(shift=pl.coalesce("of_department", "of_all", pl.lit(0.0)).clip(0))


def _weight(count: str) -> pl.Expr:
    """How much a history of so many days says beside the peers: nothing below OWN_DAYS."""
    days = pl.col(count)
    return pl.when(days >= OWN_DAYS).then(days / (days + OWN_DAYS)).otherwise(0.0)


def _error(prefix: str, between: str) -> pl.Expr:
    """Squared error of an offset that counts with its weight; ``between`` is squared already."""
    weight, days = pl.col(f"{prefix}weight"), pl.col(f"{prefix}days")
    missing = (1 - weight) ** 2 * pl.col(between).fill_null(0.0)
    return missing + weight**2 * pl.col("within") ** 2 * (math.pi / 2) / days


def _mad(values: pl.Expr) -> pl.Expr:
    """Robust standard deviation: the median distance from the median."""
    return (values - values.median()).abs().median() * MAD_TO_SIGMA


def _between(offset: str, days: str) -> pl.Expr:
    """Squared spread of an offset over people. What is within a person shows on top, the more so the fewer the days;
    that is taken off."""
    of_chance = pl.col("peer_within").first().fill_null(0.0) ** 2 * (1 / pl.col(days)).median()
    return (_mad(pl.col(offset)) ** 2 - of_chance).clip(0)


def _of_group(people: pl.DataFrame, by: list[str], figure: pl.Expr, name: str) -> pl.DataFrame:
    """A figure over all people of a group; none where they are fewer than PEERS."""
    figures = people.group_by(by).agg(figure.alias(name), people=pl.col("subject").n_unique())
    return figures.filter(pl.col("people") >= PEERS).drop("people")
