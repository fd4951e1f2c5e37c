"""Everything a lake holds, in an order of its own, to be compared."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from fairwatch.columns import EVERY_US
from fairwatch.lake import RAW, Lake

_SUMS = ("bytes_up", "bytes_down", "requests", "blocked")


def content(root: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every raw table, and the sums of the ledger, sorted; without when they were written.

    Events are listed one by one. Of coarser grains, and of what comes in pieces, the gate writes sums per batch, which
    are added up here: how a log was cut into batches must not matter, but a line that counts twice does.
    """
    lake = Lake(root / "lake")
    rows = {purpose: _added_up(lake.read(purpose, RAW)) for purpose in lake.purposes()}
    books = {
        "refusals": lake.refusals(),
        "quarantine": lake.quarantine().drop("source", "positions"),
        "sources": lake.sources().select("format", "lines", "admitted_lines", "position"),
    }
    return {name: _sorted(frame) for name, frame in (rows | books).items()}


def rows(root: Path) -> int:
    """Rows of all raw tables."""
    lake = Lake(root / "lake")
    return sum(lake.read(purpose, RAW).height for purpose in lake.purposes())


def _added_up(raw: pl.DataFrame) -> pl.DataFrame:
    if {"ts_us", "action"} <= set(raw.columns):
        return _put_together(raw)
    if "ts_us" in raw.columns:
        return raw
    keys = [name for name in raw.columns if name not in _SUMS]
    return raw.group_by(keys).agg(pl.col(name).sum() for name in _SUMS if name in raw.columns)


def _put_together(raw: pl.DataFrame) -> pl.DataFrame:
    in_pieces, start = pl.col("action").is_in(list(EVERY_US)), pl.col("ts_us")
    piece = start // pl.col("action").replace_strict(EVERY_US, return_dtype=pl.Int64)
    keys = [name for name in raw.columns if name not in ("ts_us", "duration_us", *_SUMS)]
    whole = {"ts_us": start.min(), "duration_us": (start + pl.col("duration_us")).max() - start.min()}
    whole |= {name: pl.col(name).sum() for name in _SUMS if name in raw.columns}
    once = raw.filter(in_pieces).group_by(*keys, piece=piece).agg(**whole)
    return pl.concat([raw.filter(~in_pieces), once.select(raw.columns)])


def _sorted(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    return sorted(frame.iter_rows(), key=repr)
