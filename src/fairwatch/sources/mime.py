"""Media types."""

from __future__ import annotations

import polars as pl


def mime_types(values: pl.Series) -> pl.DataFrame:
    """Media types in lower case without parameters; null for what is none. For ``distinct.by_distinct``."""
    mime = pl.col("mime").str.to_lowercase().str.replace(r"[;,\s].*$", "")
    return values.to_frame("mime").select(pl.when(mime.str.contains("/", literal=True)).then(mime).alias("mime"))
