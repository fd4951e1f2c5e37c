"""Cutting a log into pieces: at the same places whatever was read before, and never inside a line."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fairwatch.sources.lines import MAX_LINE

BATCH = 96 * 1024 * 1024
"""A batch ends at the first line end at or after each multiple of this many bytes of the decompressed log."""

PIECE = 16 * 1024 * 1024
"""The same for a piece, of which a batch has several: small enough for the processor's cache, parsed side by side."""


_REST = 4096
"""Longer than the rest of nearly every line."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of a log between two offsets."""

    data: bytes
    start: int
    end: int
    """``start + len(data)``, unless the last line was too long to keep all of it."""
    finished: bool
    """Whether the last line has its line end."""

    def ends_batch(self, cuts: Sequence[int]) -> bool:
        """Whether a batch ends with this piece: because of a multiple of ``BATCH``, or of one of the ``cuts``."""
        return self.end // BATCH > self.start // BATCH or any(self.start < cut <= self.end for cut in cuts)


def pieces(reader: io.BufferedReader, start: int, cuts: Sequence[int]) -> Iterator[Piece]:
    """The log from ``start`` on, cut at the multiples of ``PIECE`` and at ``cuts`` (each moved to the next line end).

    Only the very last piece may be unfinished. Where a cut falls depends on nothing but the log, so reading again
    from the end of any piece gives the same pieces.
    """
    ordered = sorted(cuts)
    position = start
    while True:
        piece = _up_to_line_end(reader, position, _next_cut(position, ordered))
        if piece.end > piece.start:
            yield piece
        if not piece.finished or not piece.data:
            return
        position = piece.end


def _next_cut(position: int, cuts: Sequence[int]) -> int:
    multiple = (position // PIECE + 1) * PIECE
    after = bisect_right(cuts, position)
    return min(multiple, cuts[after]) if after < len(cuts) else multiple


def _up_to_line_end(reader: io.BufferedReader, start: int, target: int) -> Piece:
    """The bytes up to the first line end at or after ``target``, or up to the end of the log."""
    wanted = target - start
    # with room for the rest of a line, so that what was read is not copied when that is added
    piece = io.BytesIO(bytes(wanted + _REST))
    with piece.getbuffer() as room, room[:wanted] as main:
        end = start + reader.readinto(main)
    piece.truncate(end - start)
    piece.seek(0, io.SEEK_END)
    finished = _ends_line(piece)
    if end == target and not finished:
        # The line around the target may be of any length. Beyond the longest line that is read nothing need be kept.
        while not finished and (tail := reader.readline(MAX_LINE)):
            end += len(tail)
            finished = tail.endswith(b"\n")
            if piece.tell() - wanted <= MAX_LINE:
                piece.write(tail)
        if finished and not _ends_line(piece):
            piece.write(b"\n")
    return Piece(piece.getvalue(), start, end, finished)


def _ends_line(piece: io.BytesIO) -> bool:
    with piece.getbuffer() as data:
        return bytes(data[-1:]) == b"\n"
