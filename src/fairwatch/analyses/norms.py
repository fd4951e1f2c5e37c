"""What is usual: robust centre and spread of daily amounts, of a person and of everybody."""

from __future__ import annotations

from typing import Final

import polars as pl

OWN_DAYS: Final = 5
"""So many days with uploads make a history of one's own."""
PEER_DAYS: Final = 20
"""So many person-days of everybody make a norm."""
FAR: Final = 3.5
"""Modified z-score from which a value is an outlier (B. Iglewicz, D. C. Hoaglin, How to detect outliers, 1993)."""
MAD_TO_SIGMA: Final = 1.4826
"""Makes the median absolute deviation of a normal distribution its standard deviation."""
LEAST_SPREAD: Final = 0.25
"""Of the logarithm: who always sends the same amount is not reported for a quarter more."""


def with_norms(daily: pl.DataFrame, *, amount: str, subject: str, kind: str) -> pl.DataFrame:
    """Adds, per row of (subject, kind, day), the usual amount and how far beyond it the row lies.

    Amounts of bytes spread over powers of ten, so everything is computed on logarithms. Columns ``own_usual``,
    ``own_z``, ``peer_usual`` and ``peer_z`` (modified z-scores); null where the history is too short.
    """
    logged = daily.with_columns(log=(pl.col(amount).clip(0) + 1).log())
    own = _norm(logged, by=[subject, kind], least=OWN_DAYS, prefix="own")
    peers = _norm(logged, by=[kind], least=PEER_DAYS, prefix="peer")
    joined = logged.join(own, on=[subject, kind], how="left", nulls_equal=True).join(
        peers, on=kind, how="left", nulls_equal=True
    )
    return joined.with_columns(
        **{f"{one}_z": (pl.col("log") - pl.col(f"{one}_log")) / pl.col(f"{one}_spread") for one in ("own", "peer")},
        **{f"{one}_usual": (pl.col(f"{one}_log").exp() - 1).round().cast(pl.Int64) for one in ("own", "peer")},
    ).drop("log", "own_log", "own_spread", "peer_log", "peer_spread")


def _norm(logged: pl.DataFrame, *, by: list[str], least: int, prefix: str) -> pl.DataFrame:
    centre, deviation = pl.col("log").median(), (pl.col("log") - pl.col("log").median()).abs().median()
    norms = logged.group_by(by).agg(centre.alias(f"{prefix}_log"), deviation.alias("mad"), pl.len().alias("days"))
    spread = (pl.col("mad") * MAD_TO_SIGMA).clip(LEAST_SPREAD).alias(f"{prefix}_spread")
    return norms.filter(pl.col("days") >= least).select(*by, f"{prefix}_log", spread)
