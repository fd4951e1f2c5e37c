"""What can be said of a line before any format looks at it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.sources.lines import MAX_LINE, Lines


@pytest.mark.parametrize(
    ("data", "starts"),
    [(b"a\n", [0]), (b"a\nbc\n\nd\n", [0, 2, 5, 6]), (b"\n", [0]), (b"a\r\nb\r\n", [0, 3])],
)
def test_starts(data: bytes, starts: list[int]) -> None:
    assert Lines(data).starts.tolist() == starts


@pytest.mark.parametrize(
    ("line", "mask"),
    [
        (b"a b", "regular"),
        (b"a\tb \xe4\xb8\xad", "regular"),
        (b"a b\r", "regular"),
        (b"", "blank"),
        (b" \t ", "blank"),
        (b"\r", "blank"),
        (b"# a", "comments"),
        (b"a\0b", "binary"),
        (b"a\rb", "binary"),
        (b"\x1b[31m", "binary"),
        (b"\0", "binary"),
        (b"a" * (MAX_LINE + 1), "too_long"),
        (b" " * (MAX_LINE + 1), "too_long"),
    ],
)
def test_kinds_of_lines(line: bytes, mask: str) -> None:
    lines = Lines(b"good\n" + line + b"\ngood\n")
    assert getattr(lines, mask).tolist() == [mask == "regular", True, mask == "regular"]
    assert lines.regular.tolist() == [True, mask == "regular", True]


def test_the_longest_line_is_regular() -> None:
    assert Lines(b"a" * MAX_LINE + b"\n").regular.tolist() == [True]


def test_lines_that_are_not_utf8() -> None:
    lines = Lines("中\n".encode() + "中\n".encode("gbk") + b"a\n")
    assert lines.lossy.tolist() == [False, True, False]
    assert lines.strings(np.array([0, 2])) == ["中", "a"]
    assert "\ufffd" in lines.strings(np.array([1]))[0]


def test_without_comments() -> None:
    assert Lines(b"# a\n", comment=b"").regular.tolist() == [True]


@given(st.lists(st.binary(max_size=6).filter(lambda line: b"\n" not in line), min_size=1), st.data())
@settings(deadline=None)
def test_text_of_some_lines(content: list[bytes], data: st.DataObject) -> None:
    lines = Lines(b"".join(line + b"\n" for line in content))
    rows = sorted(data.draw(st.sets(st.integers(0, len(content) - 1))))
    assert lines.text(np.array(rows, np.int64)) == b"".join(content[row] + b"\n" for row in rows)
