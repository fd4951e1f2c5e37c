"""The lines of a chunk as offsets, and what can be said of a line before any format looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

MAX_LINE = 64 * 1024
"""Longest line read, in bytes. Squid itself cuts URLs at 8 KiB (MAX_URL) and header lines at 64 KiB."""

Offsets = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_TAB, _LF, _CR, _SPACE, _DELETE_BIT = 9, 10, 13, 32, 128


_BLOCK = 1 << 18


def blocks(length: int) -> Iterator[slice]:
    """So many bytes in parts that stay, with what is made of them, in the processor's cache."""
    return (slice(start, start + _BLOCK) for start in range(0, length, _BLOCK))


@dataclass(frozen=True)
class Lines:
    """Lines of text in one buffer. ``data`` ends with a line feed unless it is empty."""

    data: bytes
    comment: bytes = b"#"
    """A line that begins so is a comment. Empty: the format has no comments."""

    @cached_property
    def bytes_(self) -> npt.NDArray[np.uint8]:
        return np.frombuffer(self.data, np.uint8)

    @cached_property
    def _controls(self) -> Offsets:
        """Where the bytes below space are: line feeds and whatever else."""
        found = [block.start + np.flatnonzero(self.bytes_[block] < _SPACE) for block in blocks(len(self.data))]
        return np.concatenate([np.empty(0, np.int64), *found])

    @cached_property
    def feeds(self) -> Offsets:
        """Where the line feeds are, one per line."""
        at = self._controls
        is_feed = self.bytes_[at] == _LF
        feeds: Offsets = at if is_feed.all() else at[np.flatnonzero(is_feed)]
        return feeds

    @property
    def plain(self) -> bool:
        """Whether there is no other control character, not even a carriage return."""
        return len(self._controls) == len(self.feeds)

    @cached_property
    def starts(self) -> Offsets:
        """Where each line begins."""
        starts = np.zeros(len(self.feeds), np.int64)
        starts[1:] = self.feeds[:-1] + 1
        return starts

    @cached_property
    def _first_bytes(self) -> npt.NDArray[np.uint8]:
        """Of each line; of an empty one its line end."""
        return self.bytes_[self.starts]

    def __len__(self) -> int:
        return len(self.feeds)

    def line(self, row: int) -> bytes:
        """One line without its line end."""
        return self.data[self.starts[row] : self.feeds[row]].removesuffix(b"\r")

    def text(self, rows: Offsets, data: bytes | None = None) -> bytes:
        """These lines (ascending) as one buffer, with line ends. ``data`` is another text with the same line ends."""
        data = self.data if data is None else data
        if len(rows) == len(self):
            return data
        if not len(rows):
            return b""
        breaks = np.flatnonzero(np.diff(rows) != 1)
        firsts = self.starts[rows[np.concatenate(([0], breaks + 1))]]
        ends = self.feeds[rows[np.concatenate((breaks, [len(rows) - 1]))]] + 1
        return b"".join(data[first:end] for first, end in zip(firsts.tolist(), ends.tolist(), strict=True))

    def strings(self, rows: Offsets) -> list[str]:
        """These lines as text without line ends. Bytes that are not UTF-8 become U+FFFD."""
        return [self.line(row).decode("utf-8", "replace") for row in rows.tolist()]

    @cached_property
    def too_long(self) -> Mask:
        return self.feeds - self.starts > MAX_LINE

    @cached_property
    def blank(self) -> Mask:
        """Lines of nothing but white space."""
        blank = np.zeros(len(self), bool)
        for row in np.flatnonzero(self._first_bytes <= _SPACE).tolist():
            blank[row] = not self.line(row).strip()
        return blank

    @cached_property
    def comments(self) -> Mask:
        comments = np.zeros(len(self), bool)
        if self.comment:
            for row in np.flatnonzero(self._first_bytes == self.comment[0]).tolist():
                comments[row] = self.line(row).startswith(self.comment)
        return comments

    @cached_property
    def binary(self) -> Mask:
        """Lines with a control character other than a tab and a carriage return before the line feed."""
        if self.plain:
            return np.zeros(len(self), bool)
        at = self._controls
        values = self.bytes_[at]
        odd = at[np.flatnonzero((values != _LF) & (values != _TAB))]
        carriage_returns = self.bytes_[odd] == _CR
        if carriage_returns.any():
            # Every CR has a byte after it, because the buffer ends with a line feed.
            odd = odd[~carriage_returns | (self.bytes_[np.minimum(odd + 1, len(self.data) - 1)] != _LF)]
        return self._holding(odd)

    @cached_property
    def lossy(self) -> Mask:
        """Lines with bytes that are not UTF-8."""
        lossy = np.zeros(len(self), bool)
        # numpy looks at bytes without the interpreter's lock, which other threads wait for
        if self.bytes_.max(initial=0) < _DELETE_BIT or _is_utf8(self.data):
            return lossy
        for row in np.flatnonzero(self._holding(np.flatnonzero(self.bytes_ >= _DELETE_BIT))).tolist():
            lossy[row] = not _is_utf8(self.line(row))
        return lossy

    @cached_property
    def regular(self) -> Mask:
        """Lines that a format is asked to read."""
        return ~(self.blank | self.comments | self.too_long | self.binary)

    def _holding(self, positions: Offsets) -> Mask:
        """The lines that hold these byte positions."""
        held = np.zeros(len(self), bool)
        held[np.searchsorted(self.feeds, positions)] = True
        return held


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
