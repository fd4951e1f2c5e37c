"""Formats in which one line is one record: a member only says how lines become fields, and fields columns."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import ClassVar

import numpy as np
import numpy.typing as npt
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

    def contact(self, fields: pl.DataFrame) -> tuple[dict[str, pl.Series], pl.DataFrame] | None:  # noqa: ARG002
        """The same of ``columns.CONTACT`` alone, and the fields that :meth:`content` will need; None of a format that
        makes all columns at once.

        What a line says beside is then read only where somebody may know it, which is faster, too.
        """
        return None

    def content(self, fields: pl.DataFrame) -> dict[str, pl.Series]:
        """The same of ``columns.CONTENT`` alone."""
        return self.activity(fields)

    def parse(self, chunk: Chunk) -> Parsed:
        lines = Lines(chunk.data, self.comment)
        fields, passed = _without_skipped(self.fields(lines, chunk))
        rows = fields["row"].to_numpy()
        offsets = chunk.start + lines.starts[rows]
        contact = self.contact(fields)
        if contact is None or lines.lossy.any():  # bytes that are no text may be in any column
            frame = framed(self.name, {**self.activity(fields), "line": offsets})
        else:
            frame = framed(self.name, {**contact[0], "line": offsets}, columns.CONTACT)
        verdict = self._verdict(lines, rows, frame, chunk.now_us)
        verdict[passed] = _SKIPPED
        good = pl.Series(verdict[rows] == _GOOD)
        rejected = _rejected(verdict, chunk.start + lines.starts)
        skipped = int((verdict == _SKIPPED).sum())
        if contact is None:
            return Parsed.whole(frame.filter(good), rejected, lines=len(lines), skipped=skipped)
        contacts, unread = frame.select(columns.CONTACT), contact[1]
        if not good.all():
            contacts, unread = contacts.filter(good), unread.filter(good)
        return Parsed(contacts, unread, self._read, rejected, len(lines), skipped)

    def _read(self, unread: pl.DataFrame) -> pl.DataFrame:
        return framed(self.name, self.content(unread), columns.CONTENT)

    def _verdict(self, lines: Lines, rows: Offsets, frame: pl.DataFrame, now_us: int) -> npt.NDArray[np.int8]:
        """Per line: skipped, good, or the number of the reason. The reason judged first wins."""
        verdict = np.where(lines.regular, np.int8(_code("fields")), np.int8(_SKIPPED))
        verdict[rows] = _GOOD
        start = pl.col("ts_us")
        late = (start + pl.col("duration_us").fill_null(0) > now_us + DAY_US).fill_null(value=False)
        wrong = frame.select(future=late, time=start.is_null() | (start < YEAR_2000_US))
        for reason in ("future", "time"):
            verdict[rows[np.flatnonzero(wrong[reason].to_numpy())]] = _code(reason)
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


def framed(
    source: str, logged: Mapping[str, pl.Series | Offsets], wanted: Iterable[str] = columns.ACTIVITY
) -> pl.DataFrame:
    """The wanted ``columns.ACTIVITY`` of what a format has logged; columns that it has not are null."""
    known = pl.DataFrame(logged)
    return known.with_columns(source=pl.lit(source)).select(
        pl.col(name).cast(columns.ACTIVITY[name])
        if name in known.columns or name == "source"
        else pl.lit(None, columns.ACTIVITY[name]).alias(name)
        for name in wanted
    )


def _rejected(verdict: npt.NDArray[np.int8], starts: Offsets) -> pl.DataFrame:
    """The lines in quarantine; ``starts``: where each line of the chunk begins."""
    bad = np.flatnonzero(verdict > _GOOD)
    if not len(bad):
        return pl.DataFrame(schema=REJECTED)
    reasons = [_REASONS[code] for code in verdict[bad]]
    return pl.DataFrame({"offset": starts[bad], "number": bad + 1, "reason": reasons}, schema=REJECTED)


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
