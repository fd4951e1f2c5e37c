"""One batch of a log: what the reader hands to the next room."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from fairwatch.sources.format import Chunk


@dataclass(frozen=True, slots=True)
class Batch:
    """The lines of a log between two byte offsets.

    ``lines = frame.height + rejected.height + skipped``, always.
    """

    frame: pl.DataFrame
    """``columns.ACTIVITY``, one row per good line, in file order."""
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
    chunks: tuple[Chunk, ...] | None = None
    """The bytes of the lines, where the reader was asked for them and they may be kept as they are (else empty); None
    where it was not asked."""
