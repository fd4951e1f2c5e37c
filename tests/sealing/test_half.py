"""What each officer gives, and what two of them make."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwatch.sealing import Half, Halves, SealingError, officer_id
from fairwatch.sealing.half import half_of
from fairwatch.sealing.shares import item_key, part

digests = st.binary(min_size=32, max_size=32)


@given(st.binary(min_size=16, max_size=16), st.dictionaries(digests, digests, max_size=5))
def test_written_and_read_it_is_the_same(officer: bytes, parts: dict[bytes, bytes]) -> None:
    half = Half(officer, parts)
    assert Half.from_bytes(half.to_bytes(), where="half") == half


@given(st.data())
def test_a_flipped_bit_is_found(data) -> None:
    whole = Half(b"o" * 16, {b"i" * 32: b"p" * 32}).to_bytes()
    at, bit = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(0, 7))
    altered = bytearray(whole)
    altered[at] ^= 1 << bit
    for damaged in (bytes(altered), whole[:at]):
        with pytest.raises(SealingError, match="damaged"):
            Half.from_bytes(damaged, where="half")


@given(st.binary(max_size=200))
def test_any_other_file_is_our_error(junk: bytes) -> None:
    with pytest.raises(SealingError, match="damaged"):
        Half.from_bytes(junk, where="half")


def test_two_halves_give_the_keys_of_what_both_opened(pair) -> None:
    one, other, third, both, alone = b"1" * 32, b"2" * 32, b"3" * 32, b"a" * 32, b"b" * 32
    halves = Halves(half_of(pair.dpo, [(one, both), (one, alone)]), half_of(pair.union, [(other, both)]))
    assert halves.one.officer == officer_id(pair.dpo)
    assert halves.key(both) == item_key((one, other), both)
    assert halves.key(both, part(third, both)) == item_key((third, one, other), both)
    assert halves.items == {both}
    with pytest.raises(SealingError, match="not for this"):
        halves.key(alone)


def test_one_officer_cannot_give_both(pair) -> None:
    with pytest.raises(SealingError, match="two different officers"):
        Halves(half_of(pair.dpo, []), half_of(pair.dpo, [(b"1" * 32, b"a" * 32)]))


def test_its_parts_never_show_in_a_traceback() -> None:
    assert "parts" not in repr(Half(b"o" * 16, {b"i" * 32: b"p" * 32}))
