"""The fast path gives what the careful one gives, or leaves the line to it."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fairwatch.sources import formats
from fairwatch.sources.families.squid import Squid
from fairwatch.sources.families.squid.layout import layout_of
from fairwatch.sources.families.squid.logformat import tokens
from fairwatch.sources.format import Chunk
from fairwatch.sources.lines import Lines
from fairwatch.text import Text

NOW_US = 1_800_000_000_000_000
NATIVE = (
    "1760000000.482     10 10.0.0.7 TCP_MISS/404 604 GET http://shop.example/a p0042 HIER_DIRECT/198.51.100.9 text/html"
)
GOOD = {
    "squid": [
        NATIVE,
        NATIVE.replace("    10", "123456"),
        NATIVE.replace("GET http://shop.example/a", "CONNECT c.example:443"),
    ],
    "squid-fairwatch": [NATIVE + ' 196 "-" "Mozilla/5.0 (X11; U)"', NATIVE + ' 196 "http://r.example/ x" ""'],
    "squid-common": [
        '10.0.0.7 - p0042 [09/Oct/2025:16:53:20 +0800] "GET http://a.example/ HTTP/1.1" 200 915 TCP_MISS:HIER_DIRECT'
    ],
    "squid-combined": [
        '10.0.0.7 - - [09/Oct/2025:16:53:20 +0800] "GET http://a.example/ HTTP/1.1" 200 915 "-" "a b" TCP_HIT:HIER_NONE'
    ],
}
CASES = [(name, line) for name, lines in GOOD.items() for line in lines]


def careful_only(format_: Squid) -> Squid:
    twin = Squid(format_.name, Text("", ""), format_.logformat)
    twin._layout = None
    return twin


CAREFUL = {name: careful_only(format_) for name, format_ in formats().items() if isinstance(format_, Squid)}


def parsed(format_: Squid, lines: list[str]):
    data = "".join(f"{line}\n" for line in lines).encode()
    return format_.parse(Chunk(data, 0, len(data), NOW_US))


@pytest.mark.parametrize(("name", "line"), CASES)
def test_good_lines_take_the_fast_path(name: str, line: str) -> None:
    layout = layout_of(tokens(formats()[name].logformat))
    lines = Lines(f"{line}\n{line}\r\n".encode())
    assert layout.split(lines, np.arange(2))["row"].to_list() == [0, 1]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_both_paths_agree_on_mutated_lines(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(GOOD)))
    lines = []
    for line in data.draw(st.lists(st.sampled_from(GOOD[name]), min_size=1, max_size=4)):
        at = data.draw(st.integers(0, len(line)))
        upto = at + data.draw(st.integers(0, 12))
        lines.append(line[:at] + data.draw(st.text(' "\\-[]aA1.:/%\t', max_size=3)) + line[upto:])
    fast, careful = parsed(formats()[name], lines), parsed(CAREFUL[name], lines)
    # A line may be read by one and not by the other only where "empty" and "no such field" differ; never differently.
    both = fast.frame.join(careful.frame.select("line"), on="line", how="semi")
    assert_frame_equal(both, careful.frame.join(fast.frame.select("line"), on="line", how="semi"))


def test_a_line_with_a_space_too_many_and_a_field_too_few_is_not_taken_for_a_good_one() -> None:
    cut = "1760000000.482     10 10.0.0.7 TCP_MISS/404 604 GET http://shop.example/a b p0042 HIER_DIRECT/198.51.100.9"
    layout = layout_of(tokens(formats()["squid"].logformat))
    assert layout.split(Lines(f"{cut}\n".encode()), np.arange(1)).is_empty()


@pytest.mark.parametrize(
    "odd",
    [
        [NATIVE.replace(" text/html", ""), NATIVE.replace("/a ", "/a b ")],  # the right number of spaces, together
        [NATIVE.replace("/a ", "/a b "), NATIVE.replace(" text/html", "")],
        [NATIVE.replace(" 604 ", " many ")],
        [NATIVE.replace(" 604 ", " 99999999999999999999 ")],
        [NATIVE.replace("HIER", "hier")],
        [NATIVE.replace("HIER_DIRECT/198.51.100.9", "-")],
        [NATIVE + "\r"],
        [NATIVE.replace("text/html", "-\r")],
        ["", NATIVE],
        ["# 1 2 3 4 5 6 7 8 9"],
        [NATIVE.replace("p0042", "\ufffd")],
        [" "],
    ],
)
def test_pieces_with_an_odd_line_among_good_ones_are_read_as_the_careful_path_reads_them(odd: list[str]) -> None:
    lines = [NATIVE] * 3 + odd + [NATIVE] * 3
    fast, careful = parsed(formats()["squid"], lines), parsed(CAREFUL["squid"], lines)
    assert_frame_equal(fast.frame, careful.frame)
    assert_frame_equal(fast.rejected, careful.rejected)
    assert fast.lines == careful.lines
    assert fast.skipped == careful.skipped


@pytest.mark.parametrize(
    "logformat",
    [
        "%ts [%{User-Agent}>h] %>a",  # any number of spaces between brackets
        "%ts %'{User-Agent}>h %>a",
        "%ts  %>a",
        '%ts x="%{Referer}>h" %>a',
        "%ts %>a %6tr",  # padded, but not at the same place of every line
        "%ts %-8>a %tr",
    ],
)
def test_formats_without_a_layout(logformat: str) -> None:
    assert layout_of(tokens(logformat)) is None


def test_types_are_those_of_the_careful_path() -> None:
    for name, lines in GOOD.items():
        assert_frame_equal(parsed(formats()[name], lines).frame, parsed(CAREFUL[name], lines).frame)
    assert isinstance(parsed(formats()["squid"], GOOD["squid"]).frame, pl.DataFrame)
