"""Reading a log batch by batch, in one go or in any number of goes."""

from __future__ import annotations

import gzip
import io
import sys
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fairwatch.errors import SourceError
from fairwatch.sources import Batch, chunks, open_log, read
from fairwatch.text import Text

NOW_US = 1_800_000_000_000_000
LINE = "{} {:6d} 10.0.0.7 TCP_MISS/200 604 GET http://{}.example/ p{:04d} HIER_DIRECT/198.51.100.9 text/html\n"
ODD = ["\n", "# comment\n", "nonsense\n", LINE.format("1760000000.1", 1, "a b/ c", 7), "\0\n"]


def log_of(numbers: list[int]) -> bytes:
    lines = (ODD[-n - 1] if n < 0 else LINE.format(f"{1760000000 + n}.250", n, f"s{n % 3}", n % 9) for n in numbers)
    return "".join(lines).encode()


LOGS = st.lists(st.integers(-len(ODD), 99), max_size=40).map(log_of)


@pytest.fixture(autouse=True, scope="module")
def small_batches():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "PIECE", 256)
        patch.setattr(chunks, "BATCH", 1024)
        yield


def batches(path: Path, start: int = 0, cuts: tuple[int, ...] = ()) -> list[Batch]:
    with open_log(path, "squid", now_us=NOW_US) as log:
        return list(log.batches(start, cuts))


def assert_same(one: list[Batch], other: list[Batch]) -> None:
    assert [(b.start, b.end, b.lines, b.skipped) for b in one] == [(b.start, b.end, b.lines, b.skipped) for b in other]
    for mine, yours in zip(one, other, strict=True):
        assert_frame_equal(mine.frame, yours.frame)
        assert_frame_equal(mine.rejected, yours.rejected)


@given(LOGS, st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_split_gives_the_same(write, log: bytes, data: st.DataObject) -> None:
    path = write(log)
    whole = batches(path)
    ends = [0, *(at + 1 for at, byte in enumerate(log) if byte == 10)]
    start = data.draw(st.sampled_from([0, *(batch.end for batch in whole)]))
    assert_same([batch for batch in whole if batch.start >= start], batches(path, start))

    cuts = tuple(data.draw(st.lists(st.sampled_from(ends), max_size=3)))
    split = batches(path, cuts=cuts)
    assert {batch.end for batch in split} == {batch.end for batch in whole} | set(cuts) - {0}
    if whole:
        assert_frame_equal(pl.concat([b.frame for b in split]), pl.concat([b.frame for b in whole]))
        assert_frame_equal(rejected(split), rejected(whole))
        assert rejected(whole)["number"].to_list() == [log[:at].count(b"\n") + 1 for at in rejected(whole)["offset"]]


def rejected(found: list[Batch]) -> pl.DataFrame:
    """What all the batches rejected, its lines counted from the beginning of the log."""
    before = [sum(batch.lines for batch in found[:number]) for number in range(len(found))]
    return pl.concat(
        batch.rejected.with_columns(pl.col("number") + lines) for batch, lines in zip(found, before, strict=True)
    )


@given(LOGS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_archive_gives_the_same_as_the_log_itself(write, log: bytes) -> None:
    assert_same(batches(write(log)), batches(write(gzip.compress(log), "access.log.gz")))


@given(LOGS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_line_is_accounted_for(write, log: bytes) -> None:
    starts = {0, *(at + 1 for at, byte in enumerate(log) if byte == 10)}
    for batch in batches(write(log)):
        assert batch.frame.height + batch.rejected.height + batch.skipped == batch.lines
        for offsets in (batch.frame["line"], batch.rejected["offset"]):
            assert offsets.is_unique().all()
            assert offsets.is_sorted()
            assert set(offsets) <= starts


def test_a_line_being_written_is_left_for_the_next_time(write) -> None:
    log = log_of([1, 2])
    with open_log(write(log[:-5]), "squid", now_us=NOW_US) as opened:
        (batch,) = opened.batches()
        assert (batch.lines, batch.end, opened.unfinished) == (1, len(log_of([1])), len(log_of([2])) - 5)
    rest = batches(write(log), start=batch.end)
    assert rest[0].frame["line"].to_list() == [batch.end]


@pytest.mark.parametrize("packed", [False, True])
def test_a_last_line_without_line_end_is_read_when_nothing_more_will_come(write, packed: bool) -> None:
    log = log_of([1, 2])[:-1]
    path = write(gzip.compress(log) if packed else log)
    with open_log(path, "squid", now_us=NOW_US, complete=not packed) as opened:
        (batch,) = opened.batches()
        assert (batch.lines, batch.frame.height, batch.end, opened.unfinished) == (2, 2, len(log), 0)


def test_a_cut_off_archive_gives_its_whole_lines_and_a_fault(write) -> None:
    log = log_of([n % 97 for n in range(400)])
    packed = gzip.compress(log)
    path = write(packed[: len(packed) // 2])
    with open_log(path, now_us=NOW_US) as opened:
        found = list(opened.batches())
        assert opened.fault is not None
        assert str(path) in opened.fault.message("en")
        assert_same(found[:-1], batches(write(log, "whole.log"))[: len(found) - 1])
        assert found[-1].rejected.is_empty()
        assert opened.unfinished >= 0
    with pytest.raises(SourceError, match="damaged"):
        list(read(path))


@pytest.mark.parametrize("data", [b"", gzip.compress(b""), b"\n\n", b"1760000000.482     10 10.0"])
def test_a_log_without_lines_is_no_fault(write, data: bytes) -> None:
    with open_log(write(data), now_us=NOW_US) as log:
        assert list(log.batches()) == []
        assert (log.fault, log.format) == (None, "auto")


def test_head_is_whole_lines(write) -> None:
    log = log_of(list(range(99)))
    with open_log(write(log)) as opened:
        assert 3900 < len(opened.head) <= 4096
        assert opened.head.endswith(b"\n")
        assert log.startswith(opened.head)
    with open_log(write(b"x" * 50), "squid") as opened:
        assert opened.head == b"x" * 50


def test_name_size_format_and_progress(write) -> None:
    path = write(log_of(list(range(99))), "proxy.log")
    with open_log(path) as log:
        assert (log.name, log.format, log.size) == ("proxy.log", "squid", path.stat().st_size)
        shares = [log.progress() for _ in log.batches()]
        assert shares == sorted(shares)
        assert log.progress() == 1


@pytest.mark.parametrize("path", [None, Path("-")])
def test_standard_input(monkeypatch: pytest.MonkeyPatch, write, path: Path | None) -> None:
    log = log_of(list(range(99)))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(log)))
    with open_log(path, now_us=NOW_US) as opened:
        assert (opened.name, opened.format, opened.size, opened.progress()) == ("stdin", "squid", None, None)
        assert_same(list(opened.batches()), batches(write(log)))


def test_read_opens_reads_and_closes(write) -> None:
    assert sum(batch.lines for batch in read(write(log_of([1, 2, 3])))) == 3


def test_a_line_longer_than_everything_is_one_rejected_line(write) -> None:
    log = log_of([1]) + b"a" * 1_000_000 + b"\n" + log_of([2])
    found = batches(write(log))
    assert [batch.lines for batch in found] == [2, 1]
    assert found[0].rejected.rows() == [(len(log_of([1])), 2, "too_long")]
    assert found[1].frame["line"].to_list() == [len(log) - len(log_of([2]))]


def test_directives_are_known_also_when_reading_resumes_behind_them(write) -> None:
    from fairwatch.sources import Chunk, Format, Parsed, registry

    class Directed(Format):
        name, title, directive = "directed", Text("", ""), b"#Fields:"

        def __init__(self) -> None:
            self.seen: dict[int, bytes] = {}

        def sniff(self, lines) -> float:  # noqa: ARG002
            return 0

        def parse(self, chunk: Chunk) -> Parsed:
            self.seen[chunk.start] = chunk.directives
            nothing = pl.DataFrame()
            return Parsed(nothing, nothing, lambda unread: unread, nothing, chunk.data.count(b"\n"), 0)

    format_ = Directed()
    path = write(b"#Fields: a\n" + b"x" * 300 + b"\n#Fields: b\n" + b"y" * 300 + b"\n" + b"z" * 300 + b"\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(registry.formats(), "directed", format_)
        with open_log(path, "directed") as log:
            list(log.batches())
            whole, format_.seen = format_.seen, {}
            start = sorted(whole)[-1]
            list(log.batches(start))
    assert whole[start] == b"#Fields: a\n#Fields: b\n"
    assert format_.seen == {start: whole[start]}


DOCUMENT = b'{"buckets": {"b": {"type": "web.tab.current", "hostname": "desk7", "events": []}}}'


@pytest.mark.parametrize("end", [b"", b"\n"])
@pytest.mark.parametrize("complete", [False, True])
def test_a_document_is_read_whole_whether_or_not_its_line_ends(write, end: bytes, complete: bool) -> None:
    with open_log(write(DOCUMENT + end), complete=complete) as opened:
        assert opened.format == "activitywatch"
        (batch,) = opened.batches(cuts=[5])
        assert (batch.start, batch.end, opened.unfinished) == (0, len(DOCUMENT + end), 0)
        assert list(opened.batches(batch.end)) == []


def test_a_document_that_has_changed_is_refused(write) -> None:
    with open_log(write(DOCUMENT)) as opened, pytest.raises(SourceError, match="has changed"):
        list(opened.batches(len(DOCUMENT) - 9))


def test_a_document_that_is_too_long_is_refused(write, monkeypatch: pytest.MonkeyPatch) -> None:
    from fairwatch.sources import log

    monkeypatch.setattr(log, "DOCUMENT", 20)
    with open_log(write(DOCUMENT)) as opened, pytest.raises(SourceError, match="longer than"):
        list(opened.batches())


def test_of_a_damaged_archive_no_part_of_a_document_is_read(write) -> None:
    with open_log(write(gzip.compress(DOCUMENT)[:-9]), "activitywatch") as opened:
        assert list(opened.batches()) == []
        assert opened.fault is not None
