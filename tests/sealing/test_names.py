"""From pseudonyms back to people, for two officers together."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sealing.conftest import ANN, BEN, CAT, give_names

from fairwatch.sealing import Half, Halves, NameTable, SealingError

PEOPLE = {ANN: "p0001", BEN: "p0002", CAT: "p0042@example.invalid"}


@pytest.fixture(scope="module")
def table(pair) -> NameTable:
    return NameTable.seal("leak", "2026-09-01", PEOPLE, pair.public)


def names(table: NameTable, people, officers) -> dict[str, str]:
    """What two officers find."""
    return table.open(people, Halves(*(give_names(table, people, officer) for officer in officers)))


def test_two_officers_resolve_names_in_any_order(pair, table) -> None:
    for officers in permutations(pair):
        assert names(table, PEOPLE, officers) == PEOPLE


def test_the_officers_name_who_is_resolved(pair, table) -> None:
    halves = Halves(give_names(table, [BEN], pair.dpo), give_names(table, PEOPLE, pair.union))
    assert table.open([BEN], halves) == {BEN: "p0002"}
    with pytest.raises(SealingError, match="not for this"):
        table.open([ANN], halves)


def test_one_officer_alone_resolves_nobody(pair, table, stranger) -> None:
    half = give_names(table, PEOPLE, pair.dpo)
    with pytest.raises(SealingError, match="two different officers"):
        Halves(half, half)
    for parts in (half.parts, dict.fromkeys(half.parts, bytes(32))):
        with pytest.raises(SealingError, match="damaged"):
            table.open(PEOPLE, Halves(half, Half(b"x" * 16, parts)))
    with pytest.raises(SealingError, match="neither of the two officers"):
        give_names(table, PEOPLE, stranger)


def test_a_half_for_one_table_opens_no_other(pair, table) -> None:
    halves = Halves(*(give_names(table, PEOPLE, officer) for officer in pair))
    for purpose, version in (("violations", "2026-09-01"), ("leak", "2026-09-02")):
        other = NameTable.seal(purpose, version, PEOPLE, pair.public)
        with pytest.raises(SealingError, match="not for this"):
            other.open(PEOPLE, halves)
    again = NameTable.seal("leak", "2026-09-01", PEOPLE, pair.public)
    with pytest.raises(SealingError, match="damaged"):
        again.open(PEOPLE, halves)


@settings(deadline=None, max_examples=40)
@given(st.dictionaries(st.text("0123456789abcdef", min_size=32, max_size=32), st.text(max_size=40), max_size=6))
def test_any_names_come_back_as_they_were(pair, people: dict[str, str]) -> None:
    stored = NameTable.seal("leak", "1", people, pair.public).to_bytes()
    table = NameTable.from_bytes(stored, where="names")
    assert len(table) == len(people)
    assert names(table, people, pair) == people


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_a_flipped_bit_and_a_cut_are_found(table, data) -> None:
    whole = table.to_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    altered = bytearray(whole)
    altered[at] ^= 1 << data.draw(st.integers(0, 7))
    for damaged in (bytes(altered), whole[:at]):
        with pytest.raises(SealingError, match="damaged"):
            NameTable.from_bytes(damaged, where="names")


def test_rows_cannot_change_places(pair, table) -> None:
    swapped = NameTable("leak", "2026-09-01", table.width, table.shares, _swapped(table.rows))
    with pytest.raises(SealingError, match="damaged"):
        names(swapped, [ANN], pair)


def _swapped(rows):
    one, other = bytes.fromhex(ANN), bytes.fromhex(BEN)
    return {**rows, one: rows[other], other: rows[one]}


def test_the_table_shows_neither_names_nor_their_length(table) -> None:
    stored = table.to_bytes()
    assert not any(person.encode() in stored for person in PEOPLE.values())
    assert len({len(row) for row in table.rows.values()}) == 1


def test_a_forgotten_person_is_nobody(pair, table) -> None:
    less = NameTable.from_bytes(table.without([BEN]).to_bytes(), where="names")
    assert (ANN in less, BEN in less, len(less)) == (True, False, 2)
    assert table.rows[bytes.fromhex(BEN)] not in less.to_bytes()
    with pytest.raises(SealingError, match="does not hold this pseudonym"):
        names(less, [BEN], pair)
    assert names(less, [CAT], pair) == {CAT: PEOPLE[CAT]}


def test_a_successor_resolves_what_the_predecessor_could(pair, table, stranger) -> None:
    changed = table.hand_over(pair.union, stranger.public_key())
    assert names(changed, [ANN], (stranger, pair.dpo)) == {ANN: "p0001"}
    with pytest.raises(SealingError, match="neither of the two officers"):
        give_names(changed, [ANN], pair.union)


def test_it_is_kept_in_one_file(tmp_path, table) -> None:
    table.save(tmp_path / "leak.names")
    assert NameTable.load(tmp_path / "leak.names") == table


@pytest.mark.parametrize("pseudonym", ["", "ab", "g" * 32, "a" * 34])
def test_what_is_no_pseudonym_is_a_fault_of_the_caller(pair, pseudonym: str) -> None:
    with pytest.raises(ValueError, match=r"hex"):
        NameTable.seal("leak", "1", {pseudonym: "p0001"}, pair.public)
