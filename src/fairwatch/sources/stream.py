"""The bytes of a log: from a file, an archive or standard input, without ever holding the whole of it."""

from __future__ import annotations

import io
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

from fairwatch.errors import SourceError
from fairwatch.sources.archives import BLOCK, DAMAGED, archive
from fairwatch.text import Text

if TYPE_CHECKING:
    from types import TracebackType

    from _typeshed import WriteableBuffer

    _File = io.RawIOBase | io.BufferedIOBase


class Stream:
    """One opened log. :meth:`reader` gives the decompressed bytes from an offset on."""

    def __init__(self, path: Path | None) -> None:
        """Open a file, or standard input for ``None``. Raises ``SourceError`` when it cannot be opened."""
        self.where = "stdin" if path is None else str(path)
        self._owned = path is not None
        self.fault: SourceError | None = None
        """What ended reading early; set by the reader, which then behaves as if the log ended there."""
        try:
            self._file = cast("_File", sys.stdin.buffer) if path is None else path.open("rb", buffering=0)
            status = None if path is None else os.fstat(self._file.fileno())
        except (OSError, ValueError, AttributeError) as error:  # a process without standard input has no sys.stdin
            raise _unreadable(self.where, error) from error
        self.size = status.st_size if status and stat.S_ISREG(status.st_mode) else None
        """Bytes of the file as it lies on disk (compressed); None for a pipe."""
        self._tap = _Tap(self._file)
        magic = b""
        while len(magic) < 4 and (more := _Guard(self._tap, self).read(4 - len(magic))):
            magic += more
        self._tap.give_back(magic)
        self._archive = archive(magic)
        self._pipe: io.BufferedReader | None = None

    @property
    def grows(self) -> bool:
        """Whether this is a plain file that its writer may still be appending to."""
        return self.size is not None and self._archive is None

    @property
    def consumed(self) -> int:
        """Bytes taken from the file so far, as they lie on disk."""
        return self._tap.consumed

    def head(self, size: int) -> bytes:
        """The first ``size`` bytes of the decompressed log; readers still begin at the beginning."""
        if self.size is not None:
            return self.reader(0).read(size)
        pipe = self._decoded()
        head = pipe.read(size)
        again = _Tap(pipe)
        again.give_back(head)
        self._pipe = io.BufferedReader(again, BLOCK)
        return head

    def reader(self, start: int) -> io.BufferedReader:
        """The decompressed bytes from offset ``start`` on. A pipe can be read once only."""
        if self.size is None:
            reader, self._pipe = self._pipe or self._decoded(), None
            ahead = start
        else:
            at = 0 if self._archive else min(start, self.size)
            self.fault = None
            self._file.seek(at)
            self._tap = _Tap(self._file, at)
            reader, ahead = self._decoded(), start - at
        while ahead > 0 and (skipped := reader.read(min(ahead, BLOCK))):
            ahead -= len(skipped)
        if ahead > 0 and self.fault is None:
            raise SourceError(
                Text(
                    "日志比上次读取时短，可能已被替换或清空",
                    "the log is shorter than when it was last read: replaced or truncated",
                ),
                where=self.where,
                next_step=Text(
                    "给出完整的日志再导入：已读的行保留，不会重复；日志凭开头的行识别，与文件名无关",
                    "ingest the whole log: what was read is kept and not read twice. A log is known by its first lines,"
                    " whatever it is called",
                ),
            )
        return reader

    def close(self) -> None:
        if self._owned:
            self._file.close()

    def __enter__(self) -> Stream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _decoded(self) -> io.BufferedReader:
        content = self._archive(self._tap) if self._archive else self._tap
        return io.BufferedReader(_Guard(content, self), BLOCK)


class _Tap(io.RawIOBase):
    """Counts what is taken from a file, and can be given bytes back to serve them once more."""

    def __init__(self, file: _File, consumed: int = 0) -> None:
        self._file = file
        self._returned = b""
        self.consumed = consumed

    def give_back(self, data: bytes) -> None:
        self._returned = data + self._returned

    def readable(self) -> bool:
        return True

    def readinto(self, into: WriteableBuffer) -> int:
        if self._returned:
            view = memoryview(into)
            piece = self._returned[: len(view)]
            self._returned = self._returned[len(piece) :]
            view[: len(piece)] = piece
            return len(piece)
        # straight into place: a copy of the whole log on the way would hold up every other thread
        taken = self._file.readinto(into) or 0
        self.consumed += taken
        return taken


class _Guard(io.RawIOBase):
    """Turns a fault while reading into the end of the stream, so that everything before it is still delivered."""

    def __init__(self, raw: io.RawIOBase, stream: Stream) -> None:
        self._raw = raw
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, into: WriteableBuffer) -> int:
        if self._stream.fault:
            return 0
        try:
            return self._raw.readinto(into) or 0
        except DAMAGED:
            self._stream.fault = SourceError(
                Text(
                    "压缩文件损坏或不完整，已读取损坏处之前的行",
                    "the archive is damaged or cut off; the lines before that were read",
                ),
                where=self._stream.where,
                next_step=Text(
                    "重新复制该文件后再导入，已读的行不会重复",
                    "copy the file again and ingest it; no line is read twice",
                ),
            )
        except (OSError, ValueError) as error:
            self._stream.fault = _unreadable(self._stream.where, error)
        return 0


def _unreadable(where: str, error: Exception) -> SourceError:
    if isinstance(error, FileNotFoundError):
        what = Text("文件不存在", "there is no such file")
    elif isinstance(error, IsADirectoryError):
        what = Text("这是一个目录，不是日志文件", "this is a directory, not a log file")
    elif isinstance(error, PermissionError):
        what = Text("没有读取权限", "no permission to read it")
    else:
        reason = error.strerror if isinstance(error, OSError) else type(error).__name__
        what = Text(f"无法读取（{reason}）", f"it cannot be read ({reason})")
    return SourceError(what, where=where, next_step=Text("检查路径与权限", "check the path and its permissions"))
