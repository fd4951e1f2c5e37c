"""Keyed fingerprints of what correlations count and group by: whether two values were the same, and nothing else."""

from __future__ import annotations

import hashlib
import hmac
import json

import polars as pl

from fairwatch.policy import Purpose

_LENGTH = 8
"""Hex digits: 32 bit. One pair of different values in four billion looks alike, and then one is counted too few; a
longer one would only be better proof of a value that somebody with the key tries out."""

_ROLES = {"hit_value": "value", "hit_group": "group"}


def fingerprints(purpose: Purpose, parts: pl.DataFrame) -> list[pl.Series]:
    """``hit_value`` and ``hit_group`` of rows with ``subject``, ``correlation``, ``value`` and ``group``; null of null.

    The key is the purpose's, and who and for which correlation is part of what is hashed. So equal fingerprints of two
    people, correlations or purposes say nothing, and one dies with the purpose's key.
    """
    key = hmac.digest(purpose.key, b"values of hits", "sha256")
    return [
        _of(key, parts.select("subject", "correlation", said=role), role).alias(name) for name, role in _ROLES.items()
    ]


def _of(key: bytes, values: pl.DataFrame, role: str) -> pl.Series:
    distinct = values.unique().drop_nulls()
    made = [
        hmac.new(key, json.dumps([role, *row]).encode(), hashlib.sha256).hexdigest()[:_LENGTH]
        for row in distinct.iter_rows()
    ]
    known = distinct.with_columns(pl.Series("made", made, dtype=pl.String))
    return values.join(known, on=values.columns, how="left", maintain_order="left")["made"]
