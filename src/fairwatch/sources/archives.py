"""The content of compressed logs, piece by piece."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TYPE_CHECKING

import zstandard

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BLOCK = 1 << 20
"""Bytes taken from a file at once."""

_GZIP = b"\x1f\x8b"
# RFC 8878: a frame, or a skippable frame in front of it (pzstd writes one).
_ZSTD = (b"\x28\xb5\x2f\xfd", *(bytes([low]) + b"\x2a\x4d\x18" for low in range(0x50, 0x60)))

DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError)
"""What reading raises when the archive is cut off or damaged. What came before was delivered."""


def archive(magic: bytes) -> type[Members | Frames] | None:
    """The reader for a file that begins with these (at least four) bytes; None when it is no archive that is read."""
    if magic.startswith(_GZIP):
        return Members
    return Frames if magic.startswith(_ZSTD) else None


class Members(io.RawIOBase):
    """The content of a gzip file of one or more members."""

    def __init__(self, file: io.RawIOBase) -> None:
        self._content = gzip.GzipFile(fileobj=io.BufferedReader(file, BLOCK))

    def readable(self) -> bool:
        return True

    def readinto(self, into: WriteableBuffer) -> int:
        view = memoryview(into)
        # read1, unlike read, delivers what came before a fault.
        piece = self._content.read1(len(view))
        view[: len(piece)] = piece
        return len(piece)


class Frames(io.RawIOBase):
    """The content of a zstd file of one or more frames. Unlike zstandard's own reader it notices a truncated file."""

    PIECE = 2048
    """Bytes fed at once. The format can blow 4 bytes up to 128 KiB, so this bounds what a hostile file takes."""

    def __init__(self, file: io.RawIOBase) -> None:
        self._file = io.BufferedReader(file, BLOCK)
        self._rest = b""
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._content = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, into: WriteableBuffer) -> int:
        while not self._content:
            if not self._advance():
                return 0
        view = memoryview(into)
        count = min(len(view), len(self._content))
        view[:count] = self._content[:count]
        self._content = self._content[count:]
        return count

    def _advance(self) -> bool:
        piece = self._rest or self._file.read(self.PIECE)
        self._rest = b""
        if not piece:
            if self._frame is not None:
                raise EOFError
            return False
        frame = self._frame or zstandard.ZstdDecompressor().decompressobj()
        self._content = memoryview(frame.decompress(piece))
        if frame.eof:
            self._frame, self._rest = None, frame.unused_data
        else:
            self._frame = frame
        return True
