"""Padding is filled with zeros for all lines or for none, and nothing else is changed."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwatch.sources.families.squid.padding import filled_with_zeros
from fairwatch.sources.families.squid.segments import Padding
from fairwatch.sources.lines import Lines

PADDED = Padding(offset=3, width=6)


def filled(lines: list[str]) -> list[str] | None:
    data = "".join(f"{line}\n" for line in lines).encode()
    text = np.frombuffer(data, np.uint8).copy()
    done = filled_with_zeros(text, Lines(data).starts, PADDED)
    assert done or text.tobytes() == data
    return text.tobytes().decode().splitlines() if done else None


def test_spaces_become_zeros() -> None:
    assert filled(["ab      7 x y z", "ab 123456 x y z", "ab   1234 x y z"]) == [
        "ab 000007 x y z",
        "ab 123456 x y z",
        "ab 001234 x y z",
    ]


@pytest.mark.parametrize(
    "odd",
    [
        "abc     7 x y z",  # no space before it
        "ab    1 7 x y z",  # two numbers
        "ab 7      x y z",  # padded on the other side
        "ab 50 10.2.3 xy",
        "ab   -123 x y z",
        "ab 1.5678 x y z",
        "ab 0x1234 x y z",
        "ab 12:;<= x y z",
        "ab \t    7 x y z",
        "ab",
        "",
    ],
)
def test_all_lines_or_none(odd: str) -> None:
    good = "ab     42 x y z"
    assert filled([good, good]) is not None
    assert filled([good, odd, good]) is None
    assert filled([odd, good, good]) is None


@given(st.lists(st.text(" 0129:.-a\x10\x1f", min_size=12, max_size=16).map("ab".__add__), min_size=1, max_size=4))
def test_what_is_filled_is_padding(lines: list[str]) -> None:
    done = filled(lines)
    for line, new in zip(lines, done or [], strict=done is not None):
        before, number, after = line[:3], line[3:8], line[8:]
        assert re.fullmatch(r" *[0-9]*", number)
        assert new == before + number.replace(" ", "0") + after
