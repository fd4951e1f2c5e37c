"""Lines that say how to read the ones after them."""

from __future__ import annotations

from fairwatch.sources.headings import sections
from fairwatch.sources.lines import Lines


def read(log: bytes, before: bytes = b"") -> dict[str, list[int]]:
    found = sections(Lines(log), before, "", lambda heading, line: line if line.startswith("#h") else heading)
    return {heading: rows.tolist() for heading, rows in found}


def test_each_line_is_under_the_last_heading_before_it() -> None:
    assert read(b"a\n#h1\nb\n\nc\n#other\nd\n#h2\ne\n") == {"": [0], "#h1": [2, 4, 6], "#h2": [8]}


def test_lines_under_equal_headings_are_read_together() -> None:
    assert read(b"#h1\na\n#h2\nb\n#h1\nc\n") == {"": [], "#h1": [1, 5], "#h2": [3]}


def test_headings_from_before() -> None:
    assert read(b"a\n", b"#h1\n#h2\n") == {"#h2": [0]}
