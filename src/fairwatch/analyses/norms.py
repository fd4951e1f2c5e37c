"""What is usual: robust centre and spread of daily amounts, of a person and of everybody."""

from __future__ import annotations

from typing import Final

import polars as pl

OWN_DAYS: Final = 5
"""So many days with uploads make a history of one's own."""
PEERS: Final = 10
"""So many people make a norm; with fewer it would tell the amounts of somebody. Also the weight of everything together
beside one kind (J. B. Copas, Regression, prediction and shrinkage, 1983: a short history leans on the larger one)."""
FAR: Final = 3.5
"""Modified z-score from which a value is an outlier (B. Iglewicz, D. C. Hoaglin, How to detect outliers, 1993)."""
MAD_TO_SIGMA: Final = 1.4826
"""Makes the median absolute deviation of a normal distribution its standard deviation."""
LEAST_SPREAD: Final = 0.25
"""Of the logarithm: who always sends the same amount is not reported for a quarter more."""


def with_norms(daily: pl.DataFrame, *, amount: str, subject: str, kind: str) -> pl.DataFrame:
    """Adds, per row of (subject, kind, day), the usual amount and how far beyond it the row lies.

    Amounts of bytes spread over powers of ten, so everything is computed on logarithms. The person's own norm is over
    their days; the peers' is over people, each with their median day, so that one person's many days weigh no more than
    another's few. A kind that few people use leans on all kinds together. Columns ``own_usual``, ``own_z``,
    ``peer_usual`` and ``peer_z`` (modified z-scores); null where the history is too short. ``z`` is both together: the
    longer the own history, the less it leans on the peers.
    """
    logged = daily.with_columns(log=(pl.col(amount).clip(0) + 1).log())
    own = _norm(logged, [subject, kind], prefix="own").filter(pl.col("count") >= OWN_DAYS)
    joined = logged.join(own, on=[subject, kind], how="left", nulls_equal=True).join(
        _peers(logged, subject, kind), on=kind, how="left", nulls_equal=True
    )
    own_weight = pl.col("count") / (pl.col("count") + OWN_DAYS)
    return (
        joined.with_columns(
            **{f"{one}_z": (pl.col("log") - pl.col(f"{one}_log")) / pl.col(f"{one}_spread") for one in ("own", "peer")},
            **{f"{one}_usual": (pl.col(f"{one}_log").exp() - 1).round().cast(pl.Int64) for one in ("own", "peer")},
        )
        .with_columns(
            z=pl.coalesce(own_weight * pl.col("own_z") + (1 - own_weight) * pl.col("peer_z"), "own_z", "peer_z")
        )
        .drop("log", "own_log", "own_spread", "peer_log", "peer_spread", "count")
    )


def _peers(logged: pl.DataFrame, subject: str, kind: str) -> pl.DataFrame:
    """Per kind, the norm over people, leaning on that over all kinds; empty where there are too few people at all."""
    of_kind = _norm(logged.group_by(subject, kind).agg(pl.col("log").median()), [kind], prefix="peer")
    people = logged.group_by(subject).agg(pl.col("log").median())
    if people.height < PEERS:
        return of_kind.drop("count").clear()
    everything = _norm(people.with_columns(all=pl.lit(value=True)), ["all"], prefix="all").drop("all", "count")
    own_weight = pl.col("count") / (pl.col("count") + PEERS)
    return of_kind.join(everything, how="cross").select(
        kind,
        *(
            (own_weight * pl.col(f"peer_{part}") + (1 - own_weight) * pl.col(f"all_{part}")).alias(f"peer_{part}")
            for part in ("log", "spread")
        ),
    )


def _norm(logged: pl.DataFrame, by: list[str], *, prefix: str) -> pl.DataFrame:
    """Median and spread (of MAD) of ``log`` per group, and how many values they rest on."""
    centre, deviation = pl.col("log").median(), (pl.col("log") - pl.col("log").median()).abs().median()
    norms = logged.group_by(by).agg(centre.alias(f"{prefix}_log"), deviation.alias("mad"), count=pl.len())
    spread = (pl.col("mad") * MAD_TO_SIGMA).clip(LEAST_SPREAD).alias(f"{prefix}_spread")
    return norms.select(*by, f"{prefix}_log", spread, "count")
