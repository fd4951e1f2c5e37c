"""Everything a lake holds, in an order of its own, to be compared."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from fairwatch.lake import RAW, Lake

_SUMS = ("bytes_up", "bytes_down", "requests", "blocked")


def content(root: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every raw table, and the sums of the ledger, sorted; without when they were written.

    Events are listed one by one. Of coarser grains the gate writes sums per batch, which are added up here: how a log
    was cut into batches must not matter, but a line that counts twice does.
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
    if "ts_us" in raw.columns:
        return raw
    keys = [name for name in raw.columns if name not in _SUMS]
    return raw.group_by(keys).agg(pl.col(name).sum() for name in _SUMS if name in raw.columns)


def _sorted(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    return sorted(frame.iter_rows(), key=repr)
