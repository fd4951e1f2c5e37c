"""Each line on its own, read as Python's csv module reads it."""

from __future__ import annotations

import csv

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.sources.families.cert import csv_lines
from fairwatch.sources.lines import Lines

HEADER = ("a", "b", "c")


def read(*written: str, wanted: tuple[str, ...] = HEADER) -> pl.DataFrame:
    lines = Lines("".join(f"{line}\n" for line in written).encode())
    return csv_lines.read(lines, np.flatnonzero(lines.regular), HEADER, wanted)


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("1,2,3", ("1", "2", "3")),
        ('"1","2,x","3"', ("1", "2,x", "3")),
        ('1,"2 ""x"", y",3', ("1", '2 "x", y', "3")),
        ('1,2" x,3', ("1", '2" x', "3")),
        ("1,,", ("1", None, None)),
        ('1,"",3', ("1", None, "3")),
        ("1,2,3\r", ("1", "2", "3")),
        (" 1, 2 ,3", (" 1", " 2 ", "3")),
    ],
)
def test_fields(line: str, fields: tuple[str | None, ...]) -> None:
    found = [tuple(value or None for value in row[1:]) for row in read(line).rows()]
    assert found == [fields]


@pytest.mark.parametrize("odd", ["1,2", "1,2,3,4", '1,"2,3', '1,2,"3', '1,"2"x,3'])
def test_a_line_that_does_not_fit_spoils_no_other(odd: str) -> None:
    assert read("1,2,3", odd, "1,2,3")["row"].to_list() == [0, 2]


def test_only_wanted_columns_are_read_and_a_missing_one_is_null() -> None:
    assert read("1,2,3", wanted=("c", "d")).rows() == [(0, "3", None)]


@given(st.lists(st.text('ab," ', min_size=1, max_size=12), min_size=1, max_size=6))
@settings(max_examples=80, deadline=None)
def test_as_the_csv_module_does(written: list[str]) -> None:
    expected = []
    for number, line in enumerate(written):
        try:
            (fields,) = csv.reader([line], strict=True)
        except (csv.Error, ValueError):
            continue
        if len(fields) == len(HEADER) and line.strip():
            expected.append((number, *(field or None for field in fields)))
    assert [tuple(value if value != "" else None for value in row) for row in read(*written).rows()] == expected
