"""Formats in which one JSON document holds all records: a member says where they are, and how they become columns."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np
import polars as pl

from fairwatch.sources.format import Chunk, Format, Parsed
from fairwatch.sources.json_document import Damaged, JsonDocument
from fairwatch.sources.json_lines import Schema
from fairwatch.sources.line_format import DAY_US, YEAR_2000_US, framed

Record = tuple[Any, ...]
"""The offset of a record, the reason why it is rejected (null for a good one), and the values of ``fields``."""


class DocumentFormat(Format):
    """Judges every record and its time, survives a damaged document, and fills what is not logged with null."""

    document: ClassVar[bool] = True
    kept: ClassVar[frozenset[str]]
    """Names of the members of records that outlive their decoding."""
    fields: ClassVar[Schema]
    """Names and types of what a record says."""

    @abstractmethod
    def records(self, document: JsonDocument) -> Iterator[Record | None]:
        """The records in the order of the document; None for one that tells of no activity: it is skipped.

        A record that does not fit the format has the reason ``fields``; see :meth:`misfit`.
        """

    @abstractmethod
    def activity(self, records: pl.DataFrame) -> dict[str, pl.Series]:
        """Those ``columns.ACTIVITY`` that the format logs, row by row; ``ts_us`` is null where there is no time."""

    def misfit(self, offset: int) -> Record:
        """A record that does not fit the format."""
        return (offset, "fields", *[None] * len(self.fields))

    def parse(self, chunk: Chunk) -> Parsed:
        document = JsonDocument(chunk.data, self.kept)
        total, read = 0, []
        for record in self._until_damaged(document):
            total += 1
            if record is not None:
                read.append(record)
        records = pl.DataFrame(read, {"offset": pl.Int64, "reason": pl.String, **self.fields}, orient="row")
        frame = framed(self.name, {**self.activity(records), "line": records["offset"]})
        reasons = _reasons(records["reason"], frame, chunk.now_us)
        rejected = _numbered(records.select("offset", reason=reasons).drop_nulls(), chunk.data)
        good = frame.filter(reasons.is_null())
        return Parsed.whole(good, rejected, lines=total, skipped=total - len(good) - len(rejected))

    def _until_damaged(self, document: JsonDocument) -> Iterator[Record | None]:
        """The records that could be read; where reading had to stop is one more, a misfit."""
        try:
            yield from self.records(document)
        except Damaged as stop:
            yield self.misfit(stop.offset)
        except RecursionError:
            yield self.misfit(document.at)


def _numbered(rejected: pl.DataFrame, data: bytes) -> pl.DataFrame:
    """With the line of the document on which each of these records begins."""
    feeds = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n")) if rejected.height else np.empty(0, np.int64)
    numbers = np.searchsorted(feeds, rejected["offset"].to_numpy()) + 1
    return rejected.insert_column(1, pl.Series("number", numbers, pl.Int64))


def _reasons(given: pl.Series, frame: pl.DataFrame, now_us: int) -> pl.Series:
    """Why each record is rejected; null for a good one. The reason judged first wins."""
    start, end = pl.col("ts_us"), pl.col("ts_us") + pl.col("duration_us").fill_null(0)
    reason = (
        pl.when(pl.col("reason").is_not_null())
        .then("reason")
        .when(start.is_null() | (start < YEAR_2000_US))
        .then(pl.lit("time"))
        .when(end > now_us + DAY_US)
        .then(pl.lit("future"))
    )
    return frame.select("ts_us", "duration_us", given.alias("reason")).select(reason.alias("reason")).to_series()
