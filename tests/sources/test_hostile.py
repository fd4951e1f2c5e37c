"""Whatever a log holds: every line is accounted for, and nothing but our own errors is raised."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairwatch import columns
from fairwatch.errors import FairwatchError
from fairwatch.sources import formats, named, open_log, reasons
from fairwatch.sources.format import Chunk

NOW_US = 1_800_000_000_000_000
NATIVE = (
    b"1760000000.482     10 10.0.0.7 TCP_MISS/404 604 GET http://a.example/ p0042 HIER_DIRECT/198.51.100.9 text/html"
)
COMMON = b'10.0.0.7 - p0042 [09/Oct/2025:16:53:20 +0800] "GET http://a.example/ HTTP/1.1" 200 915 '
GOOD = {
    "squid": NATIVE,
    "squid-fairwatch": NATIVE + b' 196 "http://ref.example/" "Mozilla/5.0 (X11; Linux) \\"x\\""',
    "squid-common": COMMON + b"TCP_MISS:HIER_NONE",
    "squid-combined": COMMON + b'"-" "a b" TCP_MISS:HIER_NONE',
    "squid:%{%F %T%z}tl %6tr %>A %un [%{User-Agent}>h] %rm %>ru": (
        b"2025-10-09 16:53:20+0800     10 desk7 p0042 [Mozilla/5.0 (X11)] GET http://a.example/"
    ),
}
"""One good line of each format."""

NASTY = st.sampled_from(
    [b"\0", b"\r", b"\t", b" ", b'"', b"\\", b"%", b"-", b"\xff\xfe", "中".encode(), b"\x1b", b"#", b"9" * 30]
)


@st.composite
def mutated(draw: st.DrawFn, line: bytes) -> bytes:
    """The line with some bytes cut out and some put in, at one or two places."""
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(line)))
        cut = draw(st.sampled_from([0, 0, 1, 5, 40]))
        line = line[:at] + b"".join(draw(st.lists(NASTY, max_size=2))) + line[at + cut :]
    return line


def check(format_: str, data: bytes) -> None:
    start = 1000
    parsed = named(format_).parse(Chunk(data, start, start + len(data), NOW_US))
    assert parsed.frame.height + parsed.rejected.height + parsed.skipped == parsed.lines == data.count(b"\n")
    starts = {start, *(start + at + 1 for at, byte in enumerate(data) if byte == 10)}
    offsets = parsed.frame["line"].to_list() + parsed.rejected["offset"].to_list()
    assert len(set(offsets)) == len(offsets)
    assert set(offsets) <= starts
    assert parsed.frame["line"].is_sorted()
    assert parsed.rejected["offset"].is_sorted()
    assert set(parsed.rejected["reason"]) <= set(reasons())
    assert dict(parsed.frame.schema) == columns.ACTIVITY
    assert parsed.frame["ts_us"].null_count() == 0


@pytest.mark.parametrize("format_", GOOD)
def test_the_good_lines_are_good(format_: str) -> None:
    data = GOOD[format_] + b"\n"
    assert named(format_).parse(Chunk(data, 0, len(data), NOW_US)).frame.height == 1


def test_every_format_is_fuzzed() -> None:
    assert set(formats()) <= set(GOOD)


@pytest.mark.parametrize("format_", GOOD)
@given(st.data())
@settings(max_examples=40, deadline=None)
def test_mutated_lines(format_: str, data: st.DataObject) -> None:
    lines = data.draw(st.lists(mutated(GOOD[format_]), min_size=1, max_size=5))
    check(format_, b"".join(line + b"\n" for line in lines))


@pytest.mark.parametrize("format_", GOOD)
@given(st.lists(st.binary(max_size=60), max_size=5))
@settings(max_examples=30, deadline=None)
def test_arbitrary_bytes(format_: str, lines: list[bytes]) -> None:
    check(format_, b"".join(line + b"\n" for line in lines) + b"\n")


@given(st.binary(max_size=300), st.sampled_from([b"", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", GOOD["squid"] + b"\n"]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_arbitrary_files(write, data: bytes, beginning: bytes) -> None:
    try:
        with open_log(write(beginning + data), complete=True) as log:
            for batch in log.batches():
                assert batch.frame.height + batch.rejected.height + batch.skipped == batch.lines
    except FairwatchError:
        pass
