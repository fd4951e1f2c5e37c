"""What a log format is to the rest of the room: something that knows its lines and turns them into columns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from fairwatch import columns
from fairwatch.text import Text


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole lines of a decompressed log."""

    data: bytes
    """The lines; every one ends with a line feed. Of a line too long to keep only the beginning is here."""
    start: int
    """Offset of the first byte."""
    end: int
    """Offset after the last line, as it is in the log."""
    now_us: int
    """The present, to judge times in the future by."""
    directives: bytes = b""
    """For formats that have a ``directive``: such lines from before the chunk, at most the last 64 KiB."""


Read = Callable[[pl.DataFrame], pl.DataFrame]
"""Makes ``columns.CONTENT`` of fields that a format has not looked at yet, line by line."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A chunk turned into columns; see ``Batch`` for the meaning of the fields."""

    contacts: pl.DataFrame
    unread: pl.DataFrame
    read: Read
    rejected: pl.DataFrame
    lines: int
    skipped: int
    names_files: bool = False

    @classmethod
    def whole(cls, frame: pl.DataFrame, rejected: pl.DataFrame, *, lines: int, skipped: int) -> Parsed:
        """Of a format that turns all of a line into ``columns.ACTIVITY`` at once."""
        return cls(
            contacts=frame.select(columns.CONTACT),
            unread=frame.select(columns.CONTENT),
            read=_as_it_is,
            rejected=rejected,
            lines=lines,
            skipped=skipped,
            names_files=frame["file_name"].count() > 0,
        )

    @property
    def frame(self) -> pl.DataFrame:
        """All of ``columns.ACTIVITY``."""
        return self.contacts.hstack(self.read(self.unread)).select(columns.ACTIVITY.keys())


def _as_it_is(content: pl.DataFrame) -> pl.DataFrame:
    return content


class Format(ABC):
    """One log format. Most formats are a :class:`fairwatch.sources.line_format.LineFormat`.

    Neither method raises for anything a log may hold: a line that cannot be read is ``rejected``.
    """

    name: str
    """What the user writes after ``--format`` and what the column ``source`` holds."""
    title: Text
    directive: ClassVar[bytes] = b""
    """Beginning of lines that say how to read the lines after them (``#Fields:``), if the format has such lines."""
    document: ClassVar[bool] = False
    """Whether the log is one document, such as an export, and not made of lines: ``parse`` gets all of it at once, and
    ``Parsed.lines`` counts its records. No document may be longer than ``log.DOCUMENT``."""
    connections_only: bool = False
    """Whether every line is a network device's own record of a connection or name query, and none of them names a file
    or a correspondent. Only such lines may be kept as they are, sealed."""

    @abstractmethod
    def sniff(self, lines: Sequence[bytes]) -> float:
        """The share of these lines (without line ends, none of them blank) that are clearly of this format, 0 to 1."""

    @abstractmethod
    def parse(self, chunk: Chunk) -> Parsed:
        """Every line of the chunk as a row of ``columns.ACTIVITY``, a rejection or a skipped line.

        What is not in ``columns.CONTACT`` may be left for whoever asks for the contents of a line.
        """
