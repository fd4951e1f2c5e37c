"""Opening a day in two steps."""

from __future__ import annotations

from itertools import permutations

import pytest
from tests.sealing.conftest import ANN, BATCHES, BEN, CAT, DAY, NEXT_DAY

from fairwatch.sealing import Half, SealingError


def lines_of(*people: str) -> list[bytes]:
    return sorted(
        line for batch in BATCHES for person in people for line in batch.get(person, b"").splitlines(keepends=True)
    )


def test_both_officers_read_everything_in_any_order(vault, pair) -> None:
    for first, second in permutations(pair):
        half = vault.open_first(DAY, first, subjects=None)
        assert sorted(vault.open_second(DAY, half, second)) == lines_of(ANN, BEN, CAT)


def test_a_half_may_travel_as_a_file(vault, pair) -> None:
    half = Half.from_bytes(vault.open_first(DAY, pair.dpo, subjects=None).to_bytes(), where="half")
    assert sorted(vault.open_second(DAY, half, pair.union)) == lines_of(ANN, BEN, CAT)


def test_opening_one_person_opens_nobody_else(read) -> None:
    assert read(subjects=[ANN]) == lines_of(ANN)
    assert read(subjects=[BEN, CAT]) == lines_of(BEN, CAT)
    assert read(subjects=["f" * 32]) == read(subjects=[]) == []


def test_the_lines_of_one_person_are_in_the_order_of_the_log(vault, pair) -> None:
    half = vault.open_first(DAY, pair.dpo, subjects=[ANN])
    assert b"".join(vault.open_second(DAY, half, pair.union)) == BATCHES[0][ANN] + BATCHES[1][ANN]


def test_a_half_is_for_one_day(vault, pair) -> None:
    half = vault.open_first(NEXT_DAY, pair.dpo, subjects=None)
    assert list(vault.open_second(DAY, half, pair.union)) == []


def test_a_stranger_can_do_neither_step(vault, pair, stranger) -> None:
    with pytest.raises(SealingError, match="neither of the two officers"):
        vault.open_first(DAY, stranger, subjects=None)
    half = vault.open_first(DAY, pair.dpo, subjects=None)
    with pytest.raises(SealingError, match="neither of the two officers"):
        list(vault.open_second(DAY, half, stranger))


def test_nothing_is_read_from_a_damaged_day(vault, pair) -> None:
    half = vault.open_first(DAY, pair.dpo, subjects=[ANN])
    last = vault.folder / str(DAY) / "000003.chunk"
    last.write_bytes(last.read_bytes()[:-1])
    with pytest.raises(SealingError, match="damaged"):
        vault.open_second(DAY, half, pair.union)


def test_a_long_day_is_read_line_by_line(tmp_path, vault, pair) -> None:
    line = b"a line that compresses well, over and over\n"
    vault.append(DAY, {ANN: line * 400_000}, officers=pair.public, source="log", start=300, end=400)
    stream = vault.open_second(DAY, vault.open_first(DAY, pair.dpo, subjects=[ANN]), pair.union)
    assert next(stream) in lines_of(ANN)
    assert sum(found == line for found in stream) == 400_000
