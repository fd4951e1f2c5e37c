"""Formats in which one line is one record: a member only says how lines become fields, and fields columns."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np
import polars as pl

from fairwatch import columns
from fairwatch.sources.format import Chunk, Format, Parsed
from fairwatch.sources.lines import Lines, Offsets
from fairwatch.sources.reasons import reasons

DAY_US = 86_400_000_000
YEAR_2000_US = 946_684_800_000_000

TOLERANT = ("url", "referer", "user_agent")
"""Columns in which bytes that are not UTF-8 become U+FFFD: clients choose them, and they name nobody."""

REJECTED = {"offset": pl.Int64, "number": pl.Int64, "reason": pl.String}


class LineFormat(Format):
    """Judges every line, times and encodings, and fills what the format does not log with null."""

    comment: ClassVar[bytes] = b"#"

    @abstractmethod
    def fields(self, lines: Lines, chunk: Chunk) -> pl.DataFrame:
        """The fields of the ``lines.regular`` ones: ``row`` (number of the line, ascending) and what the format logs.

        A line that does not fit the format is left out; it is quarantined as ``fields``. Where the optional column
        ``skip`` is true, the line fits but tells of no activity: it is skipped like a comment.
        """

    @abstractmethod
    def activity(self, fields: pl.DataFrame) -> dict[str, pl.Series]:
        """Those ``columns.ACTIVITY`` that the format logs, row by row; ``ts_us`` is null where there is no time."""

    def parse(self, chunk: Chunk) -> Parsed:
        lines = Lines(chunk.data, self.comment)
        fields, passed = _without_skipped(self.fields(lines, chunk))
        rows = fields["row"].to_numpy()
        frame = framed(self.name, self.activity(fields), chunk.start + lines.starts[rows])
        verdict = self._verdict(lines, rows, frame, chunk.now_us)
        verdict[passed] = _SKIPPED
        good = verdict[rows] == _GOOD
        bad = np.flatnonzero(verdict > _GOOD)
        return Parsed(
            frame=frame if good.all() else frame.filter(pl.Series(good)),
            rejected=pl.DataFrame(
                {
                    "offset": chunk.start + lines.starts[bad],
                    "number": bad + 1,
                    "reason": [_REASONS[code] for code in verdict[bad]],
                },
                schema=REJECTED,
            ),
            lines=len(lines),
            skipped=int((verdict == _SKIPPED).sum()),
        )

    def _verdict(self, lines: Lines, rows: Offsets, frame: pl.DataFrame, now_us: int) -> np.ndarray:
        """Per line: skipped, good, or the number of the reason. The reason judged first wins."""
        verdict = np.full(len(lines), _SKIPPED, np.int8)
        verdict[lines.regular] = _code("fields")
        verdict[rows] = _GOOD
        start = frame["ts_us"]
        end = start + frame["duration_us"].fill_null(0)
        for reason, hit in (
            ("future", end > now_us + DAY_US),
            ("time", start.is_null() | (start < YEAR_2000_US)),
        ):
            verdict[rows[hit.fill_null(value=False).to_numpy()]] = _code(reason)
        if lines.lossy.any():
            strict = [name for name, dtype in frame.schema.items() if dtype == pl.String and name not in TOLERANT]
            damaged = frame.select(
                pl.any_horizontal(pl.col(strict).str.contains("\N{REPLACEMENT CHARACTER}", literal=True)).fill_null(
                    value=False
                )
            ).to_series()
            verdict[rows[damaged.to_numpy() & lines.lossy[rows]]] = _code("encoding")
        verdict[lines.binary] = _code("binary")
        verdict[lines.too_long] = _code("too_long")
        return verdict


def framed(source: str, logged: dict[str, pl.Series], offsets: Offsets) -> pl.DataFrame:
    """``columns.ACTIVITY`` of what a format has logged; columns that it has not are null."""
    known = pl.DataFrame({**logged, "line": pl.Series(offsets, dtype=pl.Int64)})
    return known.select(
        pl.lit(source).alias(name)
        if name == "source"
        else pl.col(name).cast(dtype)
        if name in known.columns
        else pl.lit(None, dtype).alias(name)
        for name, dtype in columns.ACTIVITY.items()
    )


def _without_skipped(fields: pl.DataFrame) -> tuple[pl.DataFrame, Offsets]:
    """The fields of the lines that tell of an activity, and the numbers of the other ones."""
    if "skip" not in fields.columns:
        return fields, np.empty(0, np.int64)
    skip = fields["skip"]
    return fields.filter(~skip).drop("skip"), fields["row"].filter(skip).to_numpy()


_SKIPPED, _GOOD = -1, 0
_REASONS = (None, *reasons())


def _code(reason: str) -> int:
    return _REASONS.index(reason)
