"""Two shares of one secret."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from fairwatch.sealing import SealingError, officer_id
from fairwatch.sealing.shares import SealedShares, item_key, join, new_shares, part

CONTEXT = b"purpose leak"
ITEM = hashlib.sha256(b"one item").digest()
WHERE = "here"


def test_each_officer_opens_their_own_share_and_no_other(pair) -> None:
    sealed, shares = new_shares(pair.public, CONTEXT)
    assert sealed.share_of(pair.dpo, CONTEXT, where=WHERE) == shares[0]
    assert sealed.share_of(pair.union, CONTEXT, where=WHERE) == shares[1]
    assert shares[0] != shares[1]
    assert sealed.officers == {officer_id(pair.dpo), officer_id(pair.union)}


def test_a_stranger_opens_neither(pair, stranger) -> None:
    sealed, _ = new_shares(pair.public, CONTEXT)
    with pytest.raises(SealingError, match="neither of the two officers"):
        sealed.share_of(stranger, CONTEXT, where=WHERE)


def test_the_context_must_be_the_same(pair) -> None:
    sealed, _ = new_shares(pair.public, CONTEXT)
    with pytest.raises(SealingError, match="damaged"):
        sealed.share_of(pair.dpo, b"purpose traffic", where=WHERE)


def test_written_and_read_they_are_the_same(pair) -> None:
    sealed, _ = new_shares(pair.public, CONTEXT)
    assert len(sealed.to_bytes()) == SealedShares.BYTES
    assert SealedShares.from_bytes(sealed.to_bytes()) == sealed


def test_the_part_of_an_item_is_hkdf_expand() -> None:
    """RFC 5869, section 2.3, for one block: HMAC(share, info | 0x01)."""
    assert part(b"s" * 32, ITEM) == hmac.digest(b"s" * 32, ITEM + b"\x01", "sha256")


def test_a_key_needs_both_shares_in_any_order() -> None:
    one, other = b"1" * 32, b"2" * 32
    key = item_key((one, other), ITEM)
    assert key == item_key((other, one), ITEM) == join(part(other, ITEM), part(one, ITEM))
    assert key not in {part(one, ITEM), part(other, ITEM), item_key((one, one), ITEM), item_key((other, other), ITEM)}


def test_one_part_says_nothing_about_the_key() -> None:
    """For any part of the one there is a part of the other that gives any key: the one-time pad."""
    known, wanted = part(b"1" * 32, ITEM), b"any key at all, of thirty-two by"
    assert join(known, join(known, wanted)) == wanted


def test_items_have_unrelated_keys() -> None:
    keys = {item_key((b"1" * 32, b"2" * 32), hashlib.sha256(bytes([n])).digest()) for n in range(200)}
    assert len(keys) == 200


def test_a_successor_takes_over_one_share_without_the_other_officer(pair, stranger) -> None:
    sealed, shares = new_shares(pair.public, CONTEXT)
    for leaving, kept, position in ((pair.dpo, pair.union, 0), (pair.union, pair.dpo, 1)):
        changed = sealed.hand_over(leaving, stranger.public_key(), CONTEXT, where=WHERE)
        assert changed.share_of(stranger, CONTEXT, where=WHERE) == shares[position]
        assert changed.share_of(kept, CONTEXT, where=WHERE) == shares[1 - position]
        with pytest.raises(SealingError, match="neither of the two officers"):
            changed.share_of(leaving, CONTEXT, where=WHERE)


def test_two_officers_are_two_keys(pair) -> None:
    with pytest.raises(SealingError, match="same key"):
        new_shares((pair.dpo.public_key(), pair.dpo.public_key()), CONTEXT)
    sealed, _ = new_shares(pair.public, CONTEXT)
    with pytest.raises(SealingError, match="same key"):
        sealed.hand_over(pair.dpo, pair.union.public_key(), CONTEXT, where=WHERE)
