"""The bytes of a log, however they are packed."""

from __future__ import annotations

import gzip
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from fairwatch.errors import SourceError
from fairwatch.sources.stream import Stream

LOG = b"".join(b"line %d\n" % number for number in range(50_000))
HALF = len(LOG) // 2


def frames(*parts: bytes) -> bytes:
    return b"".join(zstandard.ZstdCompressor().compress(part) for part in parts)


SKIPPABLE = b"\x50\x2a\x4d\x18\x04\x00\x00\x00note"

PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda log: log,
    "gzip": gzip.compress,
    "gzip of two members": lambda log: gzip.compress(log[:HALF]) + gzip.compress(log[HALF:]),
    "gzip with padding": lambda log: gzip.compress(log) + b"\0" * 512,
    "zstd": frames,
    "zstd of two frames": lambda log: frames(log[:HALF], log[HALF:]),
    "zstd behind a skippable frame": lambda log: SKIPPABLE + frames(log),
}


@pytest.mark.parametrize("packing", PACKINGS)
def test_content(write, packing: str) -> None:
    # The name says nothing: an archive is known by its first bytes.
    with Stream(write(PACKINGS[packing](LOG), "access.log")) as stream:
        assert stream.head(100) == LOG[:100]
        assert stream.reader(0).read() == LOG
        assert stream.reader(HALF).read() == LOG[HALF:]
        assert stream.fault is None
        assert stream.consumed == stream.size


@pytest.mark.parametrize("packing", [name for name in PACKINGS if name != "plain"])
@pytest.mark.parametrize("share", [0.2, 0.7])
def test_a_cut_off_archive_gives_what_is_there(write, packing: str, share: float) -> None:
    packed = PACKINGS[packing](LOG)
    cut = min(int(len(packed) * share), len(packed.rstrip(b"\0")) - 9)
    with Stream(write(packed[:cut])) as stream:
        content = stream.reader(0).read()
        assert LOG.startswith(content)
        assert stream.fault is not None
        assert "archive" in stream.fault.message("en")


def test_damage_in_the_middle(write) -> None:
    packed = bytearray(gzip.compress(LOG))
    packed[-200:-100] = os.urandom(100)
    with Stream(write(bytes(packed))) as stream:
        content = stream.reader(0).read()
        assert content[: HALF // 2] == LOG[: HALF // 2]
        assert isinstance(stream.fault, SourceError)


def test_a_small_archive_of_a_huge_log_is_not_unpacked_at_once(write) -> None:
    with Stream(write(frames(b"\0" * (256 << 20)))) as stream:
        assert len(stream.reader(0).read(1 << 20)) == 1 << 20
        assert stream.consumed <= stream.size


def test_only_a_plain_file_grows(write) -> None:
    with Stream(write(LOG)) as plain, Stream(write(gzip.compress(LOG), "b")) as packed:
        assert (plain.grows, packed.grows) == (True, False)


def test_a_log_that_has_become_shorter_is_not_read(write) -> None:
    with Stream(write(b"line\n")) as stream, pytest.raises(SourceError, match="shorter"):
        stream.reader(6)


def test_standard_input_is_read_once_and_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.TextIOWrapper(io.BytesIO(frames(LOG)))
    monkeypatch.setattr(sys, "stdin", pipe)
    with Stream(None) as stream:
        assert stream.head(100) == LOG[:100]
        assert stream.reader(8).read() == LOG[8:]
        assert (stream.size, stream.grows) == (None, False)
    assert not pipe.closed


def test_without_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(SourceError, match="stdin"):
        Stream(None)


@pytest.mark.parametrize(
    ("name", "complaint"), [("missing.log", "no such file"), (".", "directory"), ("a\0b", "cannot be read")]
)
def test_what_cannot_be_opened(tmp_path: Path, name: str, complaint: str) -> None:
    with pytest.raises(SourceError, match=complaint):
        Stream(tmp_path / name)


def test_a_disk_error_is_a_fault(monkeypatch: pytest.MonkeyPatch, write) -> None:
    class Dying(io.BytesIO):
        def readinto(self, into: bytearray) -> int:
            if self.tell() >= HALF:
                raise OSError(5, "Input/output error")
            return super().readinto(memoryview(into)[: HALF - self.tell()])

    stream = Stream(write(LOG))
    stream._file.close()
    monkeypatch.setattr(stream, "_file", Dying(LOG))
    assert stream.reader(0).read() == LOG[:HALF]
    assert "Input/output error" in stream.fault.message("en")
