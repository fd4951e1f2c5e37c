"""How much of two texts is the same, and that a fingerprint tells nothing to whoever has not the key."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.governance.prose import prose

from fairwatch.governance.document_fingerprint import NEAR, fingerprint, from_bytes, in_common, to_bytes

KEY = b"key of the workspace"
texts = st.permutations([*"计划报价客户北厂的价格和日期一二三四五六七八九十", *" abcdefghijklmnop "]).map(
    lambda one: "".join(one) * 2
)


def share(one: str, other: str, *keys: bytes) -> float:
    """Estimated share of the text in common."""
    first, second = (fingerprint(text, key) for text, key in zip((one, other), keys or (KEY, KEY), strict=True))
    assert first is not None
    assert second is not None
    return float(in_common(first, second[np.newaxis])[0])


def exact(one: str, other: str) -> float:
    """The share itself: pieces in both, of all pieces."""
    pieces = [{text.encode()[at : at + 12] for at in range(len(text.encode()) - 11)} for text in (one, other)]
    return len(pieces[0] & pieces[1]) / len(pieces[0] | pieces[1])


@settings(max_examples=30, deadline=None, derandomize=True)
@given(texts)
def test_a_text_has_everything_in_common_with_itself_however_it_is_laid_out(text: str) -> None:
    assert share(text, text) == 1
    assert share(text, "\n\n ".join(text.upper().split(" "))) == 1


@pytest.mark.parametrize("kept", [0.9, 0.7, 0.5, 0.3])
def test_the_estimate_is_near_the_exact_share(kept: float) -> None:
    text, other = prose(1, 800), prose(2, 800)
    cut = int(len(text) * kept)
    mixed = text[:cut] + other[cut:]
    assert share(text, mixed) == pytest.approx(exact(text, mixed), abs=0.15)


def test_versions_are_near_and_other_documents_are_not() -> None:
    assert share(prose(1), prose(1) + " One more paragraph at the end.") > 0.9
    assert share(prose(1), prose(2)) < NEAR / 2


def test_without_the_key_a_guessed_text_cannot_be_tried_out() -> None:
    assert share(prose(1), prose(1), KEY, b"another key") < 0.1


def test_too_short_a_text_has_none() -> None:
    assert fingerprint("a short memo", KEY) is None
    assert fingerprint("x" * 5000, KEY) is None, "one piece, again and again"
    assert fingerprint("", KEY) is None


def test_kept_bytes_are_the_fingerprint_and_others_are_none() -> None:
    found = fingerprint(prose(1), KEY)
    assert found is not None
    again = from_bytes(to_bytes(found))
    assert again is not None
    assert (again == found).all()
    assert from_bytes(to_bytes(found)[:-1]) is None
