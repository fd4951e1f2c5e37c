"""One batch of a log: what the reader hands to the next room."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from fairwatch import columns
from fairwatch.sources.format import Chunk, Read


@dataclass(frozen=True, slots=True)
class Batch:
    """The lines of a log between two byte offsets.

    ``lines = contacts.height + rejected.height + skipped``, always.
    """

    contacts: pl.DataFrame
    """``columns.CONTACT``, one row per good line, in file order: what decides whether somebody may look at the rest."""
    unread: tuple[pl.DataFrame, ...]
    """What else the lines say, as far as it was looked at: one row per good line, in the pieces that were parsed."""
    read: Read
    """Looks at it."""
    start: int
    """Offset in the decompressed log of the first byte of the batch."""
    end: int
    """Offset after its last line; reading again from here gives the batches that follow."""
    rejected: pl.DataFrame
    """``offset`` (Int64, start of the line), ``number`` (Int64, of the line within the batch, from 1; in a document the
    line on which the record begins) and ``reason`` (String, see ``reasons``), in file order."""
    lines: int
    skipped: int
    """Blank and comment lines."""
    names_files: bool
    """Whether any line tells of a file by its name."""
    chunks: tuple[Chunk, ...] | None = None
    """The bytes of the lines, where the reader was asked for them and they may be kept as they are (else empty); None
    where it was not asked."""

    def contents(self, wanted: pl.Series) -> pl.DataFrame:
        """``columns.CONTENT`` of some lines. ``wanted``: Boolean, one per line."""
        found, at = [], 0
        for piece in self.unread:
            found.append(piece.filter(wanted.slice(at, piece.height)))
            at += piece.height
        # in one piece: columns in different pieces would be put together anew by everything that reads them both
        return self.read(pl.concat(found, rechunk=True))

    @property
    def frame(self) -> pl.DataFrame:
        """All of ``columns.ACTIVITY``, made anew at every call."""
        everything = self.read(pl.concat(self.unread, rechunk=True))
        return self.contacts.hstack(everything).select(columns.ACTIVITY.keys())

    def without_lines(self) -> Batch:
        """Where it was, and how many lines it had."""
        return replace(self, contacts=self.contacts.clear(), unread=())
