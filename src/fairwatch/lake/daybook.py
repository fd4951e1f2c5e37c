"""The day book: which days of a purpose are rolled up (from which version of the raw table) and which are closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from fairwatch.lake.table import Table

_SCHEMA = {"purpose": pl.String(), "day": pl.Date(), "raw_version": pl.Int64(), "closed": pl.Boolean()}


class DayBook:
    """One small Delta table; a later entry for a day adds to the earlier ones."""

    def __init__(self, folder: Path) -> None:
        self._table = Table(folder, by_day=False)
        self._known: tuple[int, pl.DataFrame] = (-1, pl.DataFrame(schema=_SCHEMA))

    def entries(self) -> pl.DataFrame:
        """One row per purpose and day: raw_version (null: never rolled up), closed. Read again only after a change."""
        version = self._table.version()
        if version != self._known[0]:
            self._known = (version, _merged(self._table.read(self._table.files())))
        return self._known[1]

    def closed(self) -> frozenset[tuple[str, dt.date]]:
        """(purpose, day) whose raw rows have expired: nothing may be added to them."""
        return frozenset(self.entries().filter("closed").select("purpose", "day").iter_rows())

    def rolled(self, purpose: str) -> dict[dt.date, int]:
        """Rolled-up day -> version of the raw table that its roll-ups were made from."""
        rolled = self.entries().filter(pl.col("purpose") == purpose, pl.col("raw_version").is_not_null())
        return dict(rolled.select("day", "raw_version").iter_rows())

    def mark_rolled(self, purpose: str, days: Iterable[dt.date], raw_version: int) -> None:
        self._enter(purpose, days, raw_version=raw_version, closed=False)

    def mark_closed(self, purpose: str, days: Iterable[dt.date]) -> None:
        self._enter(purpose, days, raw_version=None, closed=True)

    def compact(self) -> int:
        """One file with one row per purpose and day. Needs the lake's exclusive lock."""
        files = self._table.files()
        if len(files) > 1:
            self._table.commit(_merged(self._table.read(files)), replacing=files, same_rows=True)
        return self._table.vacuum()

    def _enter(self, purpose: str, days: Iterable[dt.date], *, raw_version: int | None, closed: bool) -> None:
        rows = [(purpose, day, raw_version, closed) for day in days]
        if rows:
            self._table.commit(pl.DataFrame(rows, schema=_SCHEMA, orient="row"))


def _merged(entries: pl.DataFrame) -> pl.DataFrame:
    if entries.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    return entries.group_by("purpose", "day").agg(pl.max("raw_version"), pl.col("closed").any()).select(list(_SCHEMA))
