"""Names of files."""

from __future__ import annotations

import polars as pl


def base_name(path: pl.Expr) -> pl.Expr:
    """The name of a file without its folders, which say more about a person than is needed; null when there is none."""
    return path.str.extract(r"([^/\\]+)$")
