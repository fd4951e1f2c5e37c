"""Small logs to read: lines in the shape that Squid writes, with invented people and sites."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fairwatch.sources import Batch, open_log

NOW_US = 1_800_000_000_000_000  # January 2027; the logs here are from October 2025
SAMPLES = Path(__file__).parent / "samples"

Write = Callable[..., Path]


@pytest.fixture(scope="session")
def samples() -> dict[str, bytes]:
    """A short invented log of every format, by the name of the format."""
    return {path.stem: path.read_bytes() for path in sorted(SAMPLES.glob("*.log"))}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a log file: ``write(b"...", "access.log")``."""

    def write(data: bytes, name: str = "access.log") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def parse(write: Write) -> Callable[..., Batch]:
    """The only batch of a log of these lines: ``parse("squid", line, line)``."""

    def parse(format_: str, *lines: str | bytes) -> Batch:
        data = b"".join((line.encode() if isinstance(line, str) else line) + b"\n" for line in lines)
        with open_log(write(data), format_, now_us=NOW_US) as log:
            (batch,) = log.batches()
        return batch

    return parse


@pytest.fixture
def row(parse: Callable[..., Batch]) -> Callable[..., dict[str, object]]:
    """The columns of one line: ``row("squid", line)``."""

    def row(format_: str, line: str | bytes) -> dict[str, object]:
        batch = parse(format_, line)
        assert batch.rejected.is_empty()
        return batch.frame.row(0, named=True)

    return row


@pytest.fixture
def reasons_of(parse: Callable[..., Batch]) -> Callable[..., list[str]]:
    """Why these lines are rejected: ``reasons_of("squid", line, line)``."""

    def reasons_of(format_: str, *lines: str | bytes) -> list[str]:
        batch = parse(format_, *lines)
        assert batch.frame.is_empty()
        return batch.rejected["reason"].to_list()

    return reasons_of
