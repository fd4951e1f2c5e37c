"""Opening a log and reading it batch by batch."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from fairwatch.errors import SourceError
from fairwatch.sources.batch import Batch
from fairwatch.sources.chunks import Piece, pieces
from fairwatch.sources.format import Chunk, Format, Parsed
from fairwatch.sources.registry import document, named, recognised
from fairwatch.sources.stream import Stream
from fairwatch.text import Text

if TYPE_CHECKING:
    from types import TracebackType

HEAD = 4096
SNIFFED = 64 * 1024
DIRECTIVES_KEPT = 64 * 1024
DOCUMENT = 128 * 1024 * 1024
"""Longest document read, in bytes. Lines are read in pieces, a document is held in memory as a whole."""
THREADS = 2
"""Enough to keep the disk and polars' own threads busy; more would only hold more memory."""


class Log:
    """One opened log. Made by :func:`open_log`; a context manager."""

    def __init__(self, stream: Stream, name: str, format_: str, *, now_us: int, complete: bool) -> None:
        self.name = name
        """Base name of the file, or ``stdin``."""
        self.unfinished = 0
        """Bytes of a last line without its line end that were left for the next time. Known after the last batch."""
        self._stream = stream
        self._now_us = now_us
        self._keeps_last = complete or not stream.grows
        begin = stream.head(SNIFFED)
        self.head = _whole_lines(begin[:HEAD])
        """The first bytes of the decompressed log, at most 4096, cut after the last whole line if there is one."""
        sample = begin if self._keeps_last or len(begin) == SNIFFED else begin[: begin.rfind(b"\n") + 1]
        self._format = (
            named(format_) if format_ != "auto" else recognised(sample, where=stream.where) or document(begin)
        )
        self.format = self._format.name if self._format else format_
        """Name of the format; ``auto`` while the log holds no line to tell it by."""

    @property
    def size(self) -> int | None:
        """Bytes of the file as it lies on disk (compressed), or None for a pipe."""
        return self._stream.size

    @property
    def fault(self) -> SourceError | None:
        """Why reading ended early (damaged archive, disk error). Every whole line before it was delivered."""
        return self._stream.fault

    def progress(self) -> float | None:
        """Share of the file taken so far, 0 to 1; None for a pipe."""
        if self.size is None:
            return None
        return min(1.0, self._stream.consumed / self.size) if self.size else 1.0

    def batches(self, start: int = 0, cuts: Sequence[int] = (), *, keep: bool = False) -> Generator[Batch, None, None]:
        """The log from offset ``start`` (the end of an earlier batch) on; ``keep``: with the bytes of its lines, if
        they are of a kind that may be kept.

        Batches end at fixed places of the log and at every offset in ``cuts``, so reading again from the end of any
        batch gives the batches that followed it. The next pieces are read and parsed while the caller works.
        Raises ``SourceError`` when the log is shorter than ``start``.
        """
        if self._format is None:
            return
        gathered: list[tuple[Chunk, Parsed]] = []
        chunks = self._document(start) if self._format.document else self._chunks(self._format, start, cuts)
        for chunk, parsed, last in self._parsed(self._format, chunks):
            gathered.append((chunk if keep else replace(chunk, data=b""), parsed))
            if last:
                yield self._batch(gathered, keep=keep)
                gathered = []
        if gathered:
            yield self._batch(gathered, keep=keep)

    def _batch(self, gathered: Sequence[tuple[Chunk, Parsed]], *, keep: bool) -> Batch:
        """Neighbouring chunks as one batch."""
        parts = tuple(parsed for _, parsed in gathered)
        kept = tuple(chunk for chunk, _ in gathered) if self._format and self._format.connections_only else ()
        return Batch(
            contacts=pl.concat([part.contacts for part in parts], rechunk=True),
            unread=tuple(part.unread for part in parts),
            read=parts[0].read,
            start=gathered[0][0].start,
            end=gathered[-1][0].end,
            rejected=pl.concat(_renumbered(parts)),
            lines=sum(part.lines for part in parts),
            skipped=sum(part.skipped for part in parts),
            names_files=any(part.names_files for part in parts),
            chunks=kept if keep else None,
        )

    def _parsed(self, format_: Format, chunks: Iterator[tuple[Chunk, bool]]) -> Iterator[tuple[Chunk, Parsed, bool]]:
        """Every chunk, what it holds, and whether it ends its batch. Parsed in threads, delivered in order."""
        with ThreadPoolExecutor(THREADS, thread_name_prefix="parse") as threads:
            under_way: deque[tuple[Chunk, Future[Parsed], bool]] = deque()
            for chunk, last in chunks:
                under_way.append((chunk, threads.submit(format_.parse, chunk), last))
                if len(under_way) == THREADS:
                    yield _done(*under_way.popleft())
            while under_way:
                yield _done(*under_way.popleft())

    def _chunks(self, format_: Format, start: int, cuts: Sequence[int]) -> Iterator[tuple[Chunk, bool]]:
        # What the directives before the start say is known only to who has read them.
        begin = 0 if format_.directive else start
        directives = b""
        for piece in pieces(self._stream.reader(begin), begin, (start, *cuts)):
            data, end = self._finished(piece)
            if data and piece.start >= start:
                yield Chunk(data, piece.start, end, self._now_us, directives), piece.ends_batch(cuts)
            if format_.directive:
                directives = (directives + _beginning_with(format_.directive, data))[-DIRECTIVES_KEPT:]

    def _document(self, start: int) -> Iterator[tuple[Chunk, bool]]:
        """The whole log as one chunk, unless it was read before."""
        data = self._stream.reader(0).read(DOCUMENT + 1)
        if self.fault or not data.strip():
            return
        if len(data) > DOCUMENT:
            raise SourceError(
                Text("导出文件超过 128 MiB", "the export is longer than 128 MiB"),
                where=self._stream.where,
                next_step=Text("分成几个文件导出", "export it in several files"),
            )
        if start == len(data):
            return
        if start:
            raise SourceError(
                Text("导出文件在上次读取后已改变", "the export has changed since it was read"),
                where=self._stream.where,
                next_step=Text("把新的记录单独导出后再导入", "export the new records on their own and ingest those"),
            )
        yield Chunk(data, 0, len(data), self._now_us), True

    def _finished(self, piece: Piece) -> tuple[bytes, int]:
        """The lines of a piece and their end; a last line without line end is finished here or left for later."""
        if piece.finished:
            return piece.data, piece.end
        if self._keeps_last and not self.fault:
            return piece.data + b"\n", piece.end
        end = piece.data.rfind(b"\n") + 1
        self.unfinished = piece.end - piece.start - end
        return piece.data[:end], piece.start + end

    def close(self) -> None:
        self._stream.close()

    def __enter__(self) -> Log:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_log(path: Path | None, format: str = "auto", *, now_us: int | None = None, complete: bool = False) -> Log:  # noqa: A002
    """Open a log file, an archive (.gz, .zst) or, for ``None`` and ``Path("-")``, standard input.

    ``format`` is a name of ``formats()``, ``squid:<logformat string>`` or ``auto``. ``now_us`` is the present in UTC
    microseconds, to judge future times by. A plain file may still be written to, so its last line is read only when it
    has a line end, unless ``complete`` says that nothing more will come.

    Raises ``SourceError`` when the file cannot be read or its format is not known.
    """
    if path is not None and str(path) == "-":
        path = None
    now_us = time.time_ns() // 1000 if now_us is None else now_us
    stream = Stream(path)
    try:
        return Log(stream, path.name if path else "stdin", format, now_us=now_us, complete=complete)
    except BaseException:
        stream.close()
        raise


def read(path: Path | None, format: str = "auto", start: int = 0, cuts: Sequence[int] = ()) -> Iterator[Batch]:  # noqa: A002
    """The batches of a log; see :func:`open_log`. A fault that ended reading early is raised after the last batch."""
    with open_log(path, format) as log:
        yield from log.batches(start, cuts)
        if log.fault:
            raise log.fault


def _renumbered(parts: Sequence[Parsed]) -> Iterator[pl.DataFrame]:
    """What each of the chunks rejected, its lines numbered from the beginning of the first chunk."""
    before = 0
    for part in parts:
        yield part.rejected if part.rejected.is_empty() else part.rejected.with_columns(pl.col("number") + before)
        before += part.lines


def _whole_lines(data: bytes) -> bytes:
    return data[: data.rfind(b"\n") + 1] or data


def _beginning_with(directive: bytes, data: bytes) -> bytes:
    """The whole lines that begin so."""
    # A pattern that begins with plain bytes is found eight times as fast as one that begins with (?m)^.
    found = re.findall(rb"\n(%b[^\n]*)(?=\n)" % re.escape(directive), b"\n" + data)
    return b"".join(line + b"\n" for line in found)


def _done(chunk: Chunk, parsed: Future[Parsed], last: bool) -> tuple[Chunk, Parsed, bool]:
    return chunk, parsed.result(), last
