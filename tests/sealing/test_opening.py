"""Opening a day: two officers give their halves of a request, and the vault gives the lines."""

from __future__ import annotations

import pytest
from tests.sealing.conftest import ANN, BATCHES, BEN, CAT, DAY, EVERYBODY, NEXT_DAY, give, lines_of

from fairwatch.sealing import Half, Halves, SealingError


def expected(*people: str) -> list[bytes]:
    return sorted(
        line for batch in BATCHES for person in people for line in batch.get(person, b"").splitlines(keepends=True)
    )


def test_both_officers_read_everything_in_any_order(vault, pair) -> None:
    for officers in (pair, pair[::-1]):
        assert sorted(lines_of(vault, DAY, officers)) == expected(ANN, BEN, CAT)


def test_a_half_may_travel_as_a_file(vault, pair) -> None:
    one, other = (Half.from_bytes(give(vault, DAY, officer).to_bytes(), where="half") for officer in pair)
    assert sorted(vault.open(DAY, EVERYBODY, Halves(one, other))) == expected(ANN, BEN, CAT)


def test_opening_one_person_opens_nobody_else(read) -> None:
    assert read(subjects=[ANN]) == expected(ANN)
    assert read(subjects=[BEN, CAT]) == expected(BEN, CAT)
    assert read(subjects=["f" * 32]) == read(subjects=[]) == []


def test_halves_for_everybody_still_open_only_whom_the_case_names(vault, pair) -> None:
    assert sorted(lines_of(vault, DAY, pair, [BEN], asked=EVERYBODY)) == expected(BEN)


def test_every_chunk_is_asked_for_so_that_the_request_does_not_tell_who_is_where(vault) -> None:
    assert len(vault.locks(DAY, [ANN])) == len(vault.locks(DAY, ["f" * 32])) == 3


def test_whoever_is_frozen_is_not_asked_for(vault) -> None:
    vault.forget(ANN, today=DAY)
    assert [lock.subjects for lock in vault.locks(DAY, EVERYBODY)] == [(BEN, CAT), (BEN, CAT), (ANN, BEN, CAT)]


def test_the_lines_of_one_person_are_in_the_order_of_the_log(vault, pair) -> None:
    assert b"".join(lines_of(vault, DAY, pair, [ANN])) == BATCHES[0][ANN] + BATCHES[1][ANN]


def test_halves_are_for_one_day(vault, pair) -> None:
    halves = Halves(*(give(vault, NEXT_DAY, officer) for officer in pair))
    assert list(vault.open(DAY, EVERYBODY, halves)) == []


def test_what_came_after_the_halves_stays_shut(vault, pair) -> None:
    halves = Halves(*(give(vault, DAY, officer) for officer in pair))
    vault.append(DAY, {ANN: b"later\n"}, officers=pair.public, source="log", start=300, end=400)
    assert sorted(vault.open(DAY, EVERYBODY, halves)) == expected(ANN, BEN, CAT)


def test_halves_of_two_requests_do_not_go_together(vault, pair) -> None:
    halves = Halves(give(vault, DAY, pair.dpo, [ANN]), give(vault, DAY, pair.union, [BEN]))
    with pytest.raises(SealingError, match="not for this"):
        list(vault.open(DAY, [ANN], halves))


def test_a_stranger_gives_no_half(vault, pair, stranger) -> None:
    with pytest.raises(SealingError, match="neither of the two officers"):
        give(vault, DAY, stranger)


def test_nothing_is_read_from_a_damaged_day(vault, pair) -> None:
    halves = Halves(*(give(vault, DAY, officer) for officer in pair))
    last = vault.folder / str(DAY) / "000003.chunk"
    last.write_bytes(last.read_bytes()[:-1])
    with pytest.raises(SealingError, match="damaged"):
        vault.open(DAY, [ANN], halves)


def test_a_long_day_is_read_line_by_line(vault, pair) -> None:
    line = b"a line that compresses well, over and over\n"
    vault.append(DAY, {ANN: line * 400_000}, officers=pair.public, source="log", start=300, end=400)
    stream = vault.open(DAY, [ANN], Halves(*(give(vault, DAY, officer, [ANN]) for officer in pair)))
    assert next(stream) in expected(ANN)
    assert sum(found == line for found in stream) == 400_000
