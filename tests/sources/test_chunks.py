"""Cuts fall at the same places whatever was read before."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwatch.sources import chunks
from fairwatch.sources.chunks import Piece, pieces
from fairwatch.sources.lines import MAX_LINE

LOGS = st.lists(st.integers(0, 30), max_size=40).map(lambda sizes: b"".join(b"x" * size + b"\n" for size in sizes))


@pytest.fixture(autouse=True, scope="module")
def small_pieces():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "PIECE", 16)
        patch.setattr(chunks, "BATCH", 64)
        yield


def cut(log: bytes, start: int = 0, cuts: Sequence[int] = ()) -> list[Piece]:
    return list(pieces(io.BufferedReader(io.BytesIO(log[start:])), start, cuts))


@given(LOGS)
def test_pieces_are_the_log(log: bytes) -> None:
    found = cut(log)
    assert b"".join(piece.data for piece in found) == log
    assert [piece.start for piece in found] == [0, *(piece.end for piece in found)][:-1]


@given(LOGS)
def test_each_ends_at_the_first_line_end_at_or_after_a_multiple(log: bytes) -> None:
    for piece in cut(log)[:-1]:
        target = (piece.start // 16 + 1) * 16
        assert piece.end == log.index(b"\n", target - 1) + 1


@given(LOGS, st.data())
def test_reading_again_from_the_end_of_a_piece_gives_the_rest(log: bytes, data: st.DataObject) -> None:
    found = cut(log)
    number = data.draw(st.integers(0, len(found)))
    start = found[number - 1].end if number else 0
    assert cut(log, start) == found[number:]


@given(LOGS, st.data())
def test_cuts_add_ends_and_take_none_away(log: bytes, data: st.DataObject) -> None:
    ends = [at + 1 for at, byte in enumerate(log) if byte == 10]
    cuts = data.draw(st.lists(st.sampled_from(ends), max_size=3)) if ends else []
    assert {piece.end for piece in cut(log, cuts=cuts)} == {piece.end for piece in cut(log)} | set(cuts)


def test_a_batch_ends_with_the_piece_that_reaches_its_multiple() -> None:
    log = b"x" * 15 + b"\n"
    ends = [piece.end for piece in cut(log * 9, cuts=[32]) if piece.ends_batch([32])]
    assert ends == [32, 64, 128]


def test_an_unfinished_last_line() -> None:
    assert [piece.finished for piece in cut(b"x" * 20 + b"\nyy")] == [True, False]


@pytest.mark.parametrize("size", [100, 4095, 4096, 4097, 10_000])
def test_a_line_around_a_cut_may_be_longer_than_the_room_for_it(size: int) -> None:
    log = b"x" * 10 + b"\n" + b"a" * size + b"\n" + b"b\n"
    assert [piece.data for piece in cut(log)] == [log[: size + 12], b"b\n"]


@pytest.mark.parametrize("size", [MAX_LINE, MAX_LINE + 1, 5 * MAX_LINE])
def test_of_a_line_without_end_only_the_beginning_is_kept(size: int) -> None:
    first, second = cut(b"a" * size + b"\n" + b"b" * 20 + b"\n")
    assert (first.end, second.end) == (size + 1, size + 22)
    assert min(size, MAX_LINE) < len(first.data) < 3 * MAX_LINE
    assert first.data.endswith(b"a\n")
