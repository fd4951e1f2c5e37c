"""Sealing a few bytes for two officers."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.sealing import Half, SealingError, hand_over, officer_id, open_first, open_second, seal

CONTEXT = b"data key of 2026-09-01"
KEY = b"a data key of thirty-two bytes.."


@settings(max_examples=30)
@given(st.binary(max_size=200), st.binary(max_size=50))
def test_two_officers_open_it_in_any_order(pair, payload: bytes, context: bytes) -> None:
    sealed = seal(payload, pair.public, context)
    for first, second in permutations(pair):
        assert open_second(sealed, open_first(sealed, first, context), second, context) == payload


def test_sealing_twice_gives_nothing_to_compare(pair) -> None:
    """Besides the format and the officers' fingerprints no four bytes are the same at the same place."""
    one, other = (seal(KEY, pair.public, CONTEXT) for _ in range(2))
    known = {*range(20), *range(100, 116)}
    for at in range(len(one) - 4):
        assert known & {*range(at, at + 4)} or one[at : at + 4] != other[at : at + 4]


@settings(max_examples=150)
@given(st.data())
def test_a_flipped_bit_is_our_error_and_never_another_payload(pair, data) -> None:
    sealed = bytearray(seal(KEY, pair.public, CONTEXT))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(SealingError):
        open_second(bytes(sealed), open_first(bytes(sealed), pair.dpo, CONTEXT), pair.union, CONTEXT)


@settings(max_examples=50)
@given(st.binary(max_size=300), st.integers(0, 260))
def test_cut_or_foreign_bytes_are_our_error(pair, junk: bytes, at: int) -> None:
    sealed = seal(KEY, pair.public, CONTEXT)
    half = open_first(sealed, pair.dpo, CONTEXT)
    for other in (junk, sealed[: at % len(sealed)], sealed + b"\0", sealed[:at] + junk):
        if other != sealed:
            with pytest.raises(SealingError):
                open_second(other, half, pair.union, CONTEXT)


def test_one_officer_alone_cannot_open_it(pair, stranger) -> None:
    sealed = seal(KEY, pair.public, CONTEXT)
    half = open_first(sealed, pair.dpo, CONTEXT)
    with pytest.raises(SealingError, match="two different officers"):
        open_second(sealed, half, pair.dpo, CONTEXT)
    with pytest.raises(SealingError, match="neither of the two officers"):
        open_second(sealed, half, stranger, CONTEXT)
    for officer in (officer_id(pair.union), officer_id(stranger)):  # the same half under another's name
        with pytest.raises(SealingError, match="damaged"):
            open_second(sealed, Half(officer, half.parts), pair.dpo, CONTEXT)


def test_a_half_opens_nothing_else(pair) -> None:
    sealed, other = seal(KEY, pair.public, CONTEXT), seal(KEY, pair.public, CONTEXT)
    half = open_first(sealed, pair.dpo, CONTEXT)
    with pytest.raises(SealingError, match="damaged"):
        open_second(other, half, pair.union, CONTEXT)
    with pytest.raises(SealingError):
        open_second(sealed, half, pair.union, b"another context")


def test_the_payload_is_in_neither_the_envelope_nor_the_half(pair) -> None:
    sealed = seal(KEY, pair.public, CONTEXT)
    assert KEY not in sealed
    assert KEY not in open_first(sealed, pair.dpo, CONTEXT).to_bytes()


def test_after_handing_over_the_successor_opens_it_and_the_predecessor_does_not(pair, stranger) -> None:
    changed = hand_over(seal(KEY, pair.public, CONTEXT), pair.dpo, stranger.public_key(), CONTEXT)
    assert open_second(changed, open_first(changed, stranger, CONTEXT), pair.union, CONTEXT) == KEY
    with pytest.raises(SealingError, match="neither of the two officers"):
        open_first(changed, pair.dpo, CONTEXT)
