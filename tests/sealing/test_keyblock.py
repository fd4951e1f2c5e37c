"""The key block of a chunk."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwatch.sealing import SealingError
from fairwatch.sealing.keyblock import ERASED, Entry, KeyBlock, State
from fairwatch.sealing.shares import SealedShares

SHARES = SealedShares.from_bytes(bytes(range(192)))
ANN, BEN = b"a" * 32, b"b" * 32
BLOCK = KeyBlock(b"c" * 32, SHARES, (Entry(State.READABLE, ANN, b"A" * 48), Entry(State.READABLE, BEN, b"B" * 48)))
entries = st.builds(
    Entry, st.sampled_from(State), st.binary(min_size=32, max_size=32), st.binary(min_size=48, max_size=48)
)


@given(st.lists(entries, max_size=4))
def test_written_and_read_it_is_the_same(some: list[Entry]) -> None:
    block = KeyBlock(b"c" * 32, SHARES, tuple(some))
    assert KeyBlock.from_bytes(block.to_bytes(), where="key") == block


@given(st.integers(0, len(BLOCK.to_bytes()) - 1), st.integers(0, 7))
def test_a_flipped_bit_and_a_cut_are_found(at: int, bit: int) -> None:
    whole = BLOCK.to_bytes()
    altered = bytearray(whole)
    altered[at] ^= 1 << bit
    for damaged in (bytes(altered), whole[:at], whole + whole[:at] + b"\0"):
        with pytest.raises(SealingError, match="damaged"):
            KeyBlock.from_bytes(damaged, where="key")


@given(st.binary(max_size=400))
def test_well_summed_junk_is_our_error(junk: bytes) -> None:
    body = b"FWK1" + junk
    try:
        block = KeyBlock.from_bytes(body + hashlib.sha256(body).digest(), where="key")
    except SealingError:
        return
    assert block.to_bytes()[:-32] == body


def test_forgetting_leaves_nothing_of_the_person(pair) -> None:
    less = BLOCK.forget(ANN, held=False)
    assert less.entries == (ERASED, BLOCK.entries[1])
    assert ANN not in less.to_bytes()
    assert b"A" * 48 not in less.to_bytes()


def test_where_the_law_holds_it_the_key_stays_but_frozen() -> None:
    held = BLOCK.forget(ANN, held=True)
    assert held.entries == (Entry(State.FROZEN, ANN, b"A" * 48), BLOCK.entries[1])
    assert held.forget(ANN, held=False) == BLOCK.forget(ANN, held=False)


def test_forgetting_somebody_who_is_not_there_changes_nothing() -> None:
    assert BLOCK.forget(b"x" * 32, held=False) == BLOCK
