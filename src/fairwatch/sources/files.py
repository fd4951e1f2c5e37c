"""Names of files, and digests of their contents."""

from __future__ import annotations

from typing import Final

import polars as pl

_DIGEST: Final = r"^(?:[0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$"


def base_name(path: pl.Expr) -> pl.Expr:
    """The name of a file without its folders, which say more about a person than is needed; null when there is none."""
    return path.str.extract(r"([^/\\]+)$")


def content_hash(*digests: pl.Expr) -> pl.Expr:
    """The first of a file's digests that is an MD5, SHA-1 or SHA-256, in lower case; null when none is."""
    return pl.coalesce(pl.when(one.str.contains(_DIGEST)).then(one.str.to_lowercase()) for one in digests)
