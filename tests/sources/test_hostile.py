"""Whatever a log holds: every line is accounted for, and nothing but our own errors is raised."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairwatch import columns
from fairwatch.errors import FairwatchError
from fairwatch.sources import formats, named, open_log, reasons
from fairwatch.sources.format import Chunk

NOW_US = 1_800_000_000_000_000
SAMPLES = Path(__file__).parent / "samples"
CUSTOM = {
    "squid:%{%F %T%z}tl %6tr %>A %un [%{User-Agent}>h] %rm %>ru": (
        b"2025-10-09 16:53:20+0800     10 desk7 p0042 [Mozilla/5.0 (X11)] GET http://a.example/\n"
    ),
    "postfix:Asia/Shanghai": (
        b"Oct  9 16:53:20 mail postfix/smtpd[1]: 4F9D195432C: client=desk7[10.0.0.7], sasl_username=p0042\n"
        b"Oct  9 16:53:20 mail postfix/smtp[2]: 4F9D195432C: to=<a@b.example>, relay=c[198.51.100.25]:25, "
        b"delay=1.8, delays=0.2/0.03/0.72/0.81, dsn=2.0.0, status=sent (250 Ok)\n"
    ),
}
LOGS = {path.stem: path.read_bytes() for path in sorted(SAMPLES.glob("*.log"))} | CUSTOM
"""A short log of each format."""
LINES = [name for name in LOGS if not named(name).document]

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
    start = 0 if named(format_).document else 1000
    parsed = named(format_).parse(Chunk(data, start, start + len(data), NOW_US, directives(LOGS[format_])))
    assert parsed.frame.height + parsed.rejected.height + parsed.skipped == parsed.lines
    offsets = parsed.frame["line"].to_list() + parsed.rejected["offset"].to_list()
    assert len(set(offsets)) == len(offsets)
    if not named(format_).document:
        assert parsed.lines == data.count(b"\n")
        assert set(offsets) <= {start, *(start + at + 1 for at, byte in enumerate(data) if byte == 10)}
    assert parsed.frame["line"].is_sorted()
    assert parsed.rejected["offset"].is_sorted()
    assert set(parsed.rejected["reason"]) <= set(reasons())
    assert dict(parsed.frame.schema) == columns.ACTIVITY
    assert parsed.frame["ts_us"].null_count() == 0


def directives(log: bytes) -> bytes:
    return b"".join(line for line in log.splitlines(keepends=True) if line.startswith((b"#", b"id,")))


@st.composite
def logs(draw: st.DrawFn, log: bytes) -> bytes:
    """The log with some of its lines mutated."""
    return b"".join(
        (draw(mutated(line)) if draw(st.booleans()) else line) + b"\n" for line in log.removesuffix(b"\n").split(b"\n")
    )


@pytest.mark.parametrize("format_", LOGS)
def test_the_logs_are_good(format_: str) -> None:
    data = LOGS[format_]
    parsed = named(format_).parse(Chunk(data, 0, len(data), NOW_US))
    assert parsed.frame.height > 0
    assert parsed.rejected.is_empty()


def test_every_format_is_fuzzed() -> None:
    assert set(formats()) <= set(LOGS)


@pytest.mark.parametrize("format_", LOGS)
@given(st.data())
@settings(max_examples=15, deadline=None)
def test_mutated_lines(format_: str, data: st.DataObject) -> None:
    check(format_, data.draw(logs(LOGS[format_])))


@pytest.mark.parametrize("format_", LOGS)
@given(st.lists(st.binary(max_size=60), max_size=5))
@settings(max_examples=15, deadline=None)
def test_arbitrary_bytes(format_: str, lines: list[bytes]) -> None:
    check(format_, b"".join(line + b"\n" for line in lines) + b"\n")


@pytest.mark.parametrize("format_", LINES)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=4))
@settings(max_examples=4, deadline=None)
def test_lines_of_other_formats(format_: str, others: list[str]) -> None:
    check(format_, b"".join(LOGS[other] for other in others))


@given(
    st.binary(max_size=300),
    st.sampled_from(
        [
            b"",
            b"\x1f\x8b\x08",
            b"\x28\xb5\x2f\xfd",
            LOGS["squid"],
            LOGS["zeek-http"],
            LOGS["activitywatch"],
            LOGS["har"],
        ]
    ),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_arbitrary_files(write, data: bytes, beginning: bytes) -> None:
    try:
        with open_log(write(beginning + data), complete=True) as log:
            for batch in log.batches():
                assert batch.frame.height + batch.rejected.height + batch.skipped == batch.lines
    except FairwatchError:
        pass
