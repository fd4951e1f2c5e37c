"""What published correlations look at in the hits of their rules: seen here and by the gate, in memory only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from fairwatch import columns
from fairwatch.recognise.correlations import Correlation
from fairwatch.recognise.fields import Field, columns_of

_BETWEEN = "\x1f"
"""Between the values of several fields. No log has it in a line."""


def correlated(frame: pl.DataFrame, correlations: Iterable[Correlation], fields: Mapping[str, Field]) -> pl.Series:
    """``columns.DETECTED["correlated"]``, from the hits of each row: null where no correlation counts one of them.

    ``frame`` has the column ``detections`` and what ``fields`` are made from. A hit that lacks a value which the
    correlation counts or groups by is no part of it, as in Sigma.
    """
    kept = [(one.listed.id, watched) for one in correlations if one.listed.short for watched in one.watched]
    named = {name for _, watched in kept for name in (*watched.value, *watched.groups)}
    hits = (
        frame.with_row_index("row")
        .filter(pl.col("detections").is_not_null())
        .select("row", "detections", *columns_of(named, dict(fields)))
        .explode("detections")
    )
    type_ = columns.DETECTED["correlated"]
    parts = [pl.DataFrame(schema={"row": pl.UInt32, "correlated": type_.inner})]  # type: ignore[union-attr]
    for name, watched in kept:
        complete = [pl.col(field).is_not_null() for field in (*watched.value, *watched.groups)]
        part = pl.struct(
            rule=pl.lit(watched.rule),
            correlation=pl.lit(name),
            value=_joined(watched.value),
            group=_joined(watched.groups),
        )
        mine = hits.filter(pl.col("detections") == watched.rule, *complete)
        parts.append(mine.select("row", correlated=part))
    of_row = pl.concat(parts).group_by("row", maintain_order=True).agg("correlated")
    every = pl.DataFrame({"row": pl.int_range(frame.height, dtype=pl.UInt32, eager=True)})
    return every.join(of_row, on="row", how="left", maintain_order="left")["correlated"]


def _joined(names: tuple[str, ...]) -> pl.Expr:
    return pl.concat_str(names, separator=_BETWEEN) if names else pl.lit(None, pl.String)
