"""Admitted lines that would still tell too much if they were kept as they stand: by where they came from."""

from __future__ import annotations

import polars as pl

from fairwatch.catalogue import Catalogue
from fairwatch.gate.limits import RECRUITMENT
from fairwatch.policy import PolicySnapshot
from fairwatch.sources import Batch
from fairwatch.sources.hosts import authority, hosts


def fit_to_seal(admitted: pl.DataFrame, batch: Batch, policy: PolicySnapshot, catalogue: Catalogue) -> pl.DataFrame:
    """The admitted rows whose referer is no protected or private site and no job board.

    ``line`` says which line of the batch a row is about.
    """
    lines = batch.contacts["line"]
    of_admitted = lines.is_in(admitted["line"].implode())
    referers = hosts(batch.contents(of_admitted).select(authority(pl.col("referer"))).to_series())
    came_from = pl.DataFrame({"line": lines.filter(of_admitted), "referer": referers})
    known = came_from.select(host=pl.col("referer").unique().drop_nulls(), user_agent=pl.lit(None, pl.String))
    kept_out = sorted(policy.protected_categories | policy.private_categories | {RECRUITMENT})
    telling = catalogue.classify(known).filter(pl.col("category").cast(pl.String).is_in(kept_out))["host"]
    kept_back = came_from.filter(pl.col("referer").is_in(telling.implode()))["line"]
    return admitted.filter(~pl.col("line").is_in(kept_back.implode()))
