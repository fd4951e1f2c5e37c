"""A log that is being read: from a given place on, and if need be before the rules that decide on it are loaded.

Opening the database and loading catalogue and rules takes as long as reading and parsing a first batch, on another
core. What is read ahead is in memory only, and forgotten when it turns out that nothing may be collected.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from fairwatch import sources
from fairwatch.pipeline.prefetch import prefetch

if TYPE_CHECKING:
    from types import TracebackType

AT_FIRST = 3
"""Batches that are read before the first is decided on: as many as there are at once later on."""

Batches = Generator[sources.Batch, None, None]


class Reading:
    """One log, open until it is closed. Raises ``SourceError`` when it cannot be opened."""

    def __init__(self, path: Path | None, format: str, *, complete: bool) -> None:  # noqa: A002 - the CLI's word
        self.path = path
        self._format, self._complete = format, complete
        self._open = ExitStack()
        self.log = self._opened()
        self._begun: tuple[int, tuple[int, ...], bool] | None = None
        self._batches: Batches | None = None

    def begin(self, start: int, cuts: Sequence[int], *, keep: bool) -> None:
        """Start reading, see ``sources.Log.batches``."""
        self._begun = start, tuple(cuts), keep
        self._batches = prefetch(self.log.batches(start, cuts, keep=keep), AT_FIRST)
        self._open.callback(self._batches.close)

    def batches(self, start: int, cuts: Sequence[int], *, keep: bool) -> Batches:
        """What has been begun, if it was begun like this; else from the beginning."""
        if self._batches is None or self._begun != (start, tuple(cuts), keep):
            if self._begun:
                self.log = self._opened()  # the other thread may still be reading from the one that is open
            self.begin(start, cuts, keep=keep)
        assert self._batches is not None  # noqa: S101 - tells the type checker
        return self._batches

    def close(self) -> None:
        """After the work in hand."""
        self._open.close()

    def _opened(self) -> sources.Log:
        return self._open.enter_context(sources.open_log(self.path, self._format, complete=self._complete))

    def __enter__(self) -> Reading:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
