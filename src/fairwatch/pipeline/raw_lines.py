"""The bytes of single lines of a batch, by the offsets at which they begin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch.sources.format import Chunk

_LF = 10


def by_subject(chunks: Sequence[Chunk], rows: pl.DataFrame) -> dict[str, bytes]:
    """The lines of each person, as they stand in the log, in its order.

    ``rows`` has ``line`` (offset of the first byte) and ``subject``; each line belongs to one row.
    """
    ordered = rows.select("subject", "line").sort("line")
    pieces: dict[str, list[bytes]] = {}
    for subject, line in zip(ordered["subject"], _lines(chunks, ordered["line"].to_numpy()), strict=True):
        pieces.setdefault(subject, []).append(line)
    return {subject: b"".join(lines) for subject, lines in pieces.items()}


def _lines(chunks: Sequence[Chunk], offsets: npt.NDArray[np.int64]) -> Iterator[bytes]:
    """The line at each offset (ascending), with its line end."""
    starts = np.array([chunk.start for chunk in chunks], np.int64)
    cuts = np.searchsorted(offsets, starts[1:]).tolist()
    for chunk, wanted in zip(chunks, np.split(offsets, cuts), strict=True):
        begins = wanted - chunk.start
        feeds = np.flatnonzero(np.frombuffer(chunk.data, np.uint8) == _LF)
        ends = feeds[np.searchsorted(feeds, begins)] + 1
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
            yield chunk.data[begin:end]
