"""JSON objects out of lines, whatever stands between them."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.sources.json_lines import objects
from fairwatch.sources.lines import Lines

SCHEMA = {"a": pl.Int64, "s": pl.String, "o": pl.Struct({"x": pl.Float64}), "l": pl.List(pl.String)}


def read(*written: bytes) -> pl.DataFrame:
    lines = Lines(b"".join(line + b"\n" for line in written))
    return objects(lines, np.flatnonzero(lines.regular), SCHEMA)


def test_members_by_name() -> None:
    line = b'{"more":[{"a":9}],"a":1,"s":"x\\ty","o":{"x":2,"y":3},"l":["p","q"]}'
    assert read(line).rows() == [(0, 1, "x\ty", {"x": 2.0}, ["p", "q"])]


def test_what_is_missing_or_of_another_type_is_null() -> None:
    assert read(b'{"a":"1","o":[],"l":"p"}', b"{}").rows() == [(0, *[None] * 4), (1, *[None] * 4)]


@pytest.mark.parametrize(
    "odd",
    [b'{"a":1', b"[]", b"1", b'"{"', b"null", b'{"a":1}{"a":2}', b'{"a":1},{"a":2}', b'{"a":1e999}', b"{" * 20_000],
)
def test_a_line_that_is_no_object_is_left_out_alone(odd: bytes) -> None:
    found = read(*[b'{"a":0}'] * 40, odd, *[b'{"a":0}'] * 40)
    assert found["row"].to_list() == [*range(40), *range(41, 81)]


def test_lines_never_run_into_each_other() -> None:
    assert read(b'{"a":', b"1}", b'{"a":[{"a":1}', b'{"a":2}]}', b'{"a":3}')["row"].to_list() == [4]


def test_bytes_that_are_not_utf8_are_replaced() -> None:
    assert read(b'{"s":"\xd5\xc5"}')["s"].to_list() == ["\ufffd\ufffd"]


LINES = st.lists(
    st.one_of(
        st.integers(0, 9).map(lambda number: json.dumps({"a": number}).encode()),
        st.sampled_from([b"{", b"}", b'{"a":1', b"x", b'{"s":"', b"[1]"]),
    ),
    min_size=1,
    max_size=60,
)


@given(LINES)
@settings(max_examples=40, deadline=None)
def test_each_line_is_read_as_if_it_were_alone(written: list[bytes]) -> None:
    alone = [(row, value) for row, line in enumerate(written) for value in read(line)["a"].to_list()]
    assert read(*written).select("row", "a").rows() == alone
