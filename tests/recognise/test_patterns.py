"""Sigma values against fields: wildcards, case, numbers, networks, null."""

from __future__ import annotations

import fnmatch
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sigma.rule import SigmaDetectionItem

from fairwatch.recognise.fields import Field, folded
from fairwatch.recognise.patterns import Unsupported, matches

TEXT = Field(pl.col("x"), "text")
NUMBER = Field(pl.col("x"), "number")
FLAG = Field(pl.col("x"), "flag")


def found(field: Field, key: str, value: Any, cells: list[Any], dtype: Any = pl.String) -> list[bool]:
    """Whether each cell matches ``x|key: value``."""
    item = SigmaDetectionItem.from_mapping(f"x{key}", value)
    frame = pl.DataFrame({"x": cells}, schema={"x": dtype})
    if dtype == pl.String:
        frame = frame.with_columns(pl.col("x").str.to_lowercase().alias(folded("x")))
    tests = [matches("x", field, one) for one in item.value]
    return frame.select(pl.any_horizontal(tests)).to_series().to_list()


@pytest.mark.parametrize(
    ("key", "value", "cells", "expected"),
    [
        ("", "Apply", ["apply", "APPLY", "applied", None, ""], [True, True, False, False, False]),
        ("", "", ["", "a", None], [True, False, False]),
        ("", "a*c", ["abc", "AC", "abcd", "a\nc"], [True, True, False, True]),
        ("", "a?c", ["abc", "ac", "abbc"], [True, False, False]),
        ("", r"a\*c", ["a*c", "abc"], [True, False]),
        ("", "a.c", ["a.c", "abc"], [True, False]),
        ("|startswith", "/job", ["/jobs", "/JOB", "x/job", None], [True, True, False, False]),
        ("|endswith", ".ts", ["seg.ts", "SEG.TS", "ts"], [True, True, False]),
        ("|contains", "upload", ["/UPLOADS/1", "/up/load"], [True, False]),
        ("|contains", "a*b", ["xaZbx", "ba"], [True, False]),
        ("|cased", "Apply", ["Apply", "apply"], [True, False]),
        ("|contains|cased", "Apply", ["xApplyx", "xapplyx"], [True, False]),
        ("|re", "^/v[0-9]+$", ["/v1", "/V1", "/v1/x"], [True, False, False]),
        ("|re|i", "^/v[0-9]+$", ["/v1", "/V1", "/v1/x"], [True, True, False]),
        ("|cidr", "10.0.0.0/9", ["10.127.0.1", "10.128.0.1", "10.example.com", None], [True, False, False, False]),
        ("|cidr", "2001:db8::/32", ["2001:db8::1", "2001:db9::1"], [True, False]),
        ("|exists", True, ["a", "", None], [True, True, False]),
        ("|exists", False, ["a", None], [False, True]),
        ("", None, ["a", "", None], [False, False, True]),
        ("", 51, ["51", "5"], [True, False]),
        ("|windash", " -x", ["a", " -x", " /x"], [False, True, True]),
    ],
)
def test_text(key: str, value: Any, cells: list[str | None], expected: list[bool]) -> None:
    assert found(TEXT, key, value, cells) == expected


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("", 200, [False, True, False, False]),
        ("|lt", 200, [True, False, False, False]),
        ("|lte", 200, [True, True, False, False]),
        ("|gt", 200, [False, False, True, False]),
        ("|gte", 200, [False, True, True, False]),
        ("", [199, 201], [True, False, True, False]),
        ("", None, [False, False, False, True]),
    ],
)
def test_numbers(key: str, value: Any, expected: list[bool]) -> None:
    assert found(NUMBER, key, value, [199, 200, 201, None], pl.Int64) == expected


def test_flags() -> None:
    assert found(FLAG, "", True, [True, False, None], pl.Boolean) == [True, False, False]
    assert found(FLAG, "", False, [True, False, None], pl.Boolean) == [False, True, False]


@pytest.mark.parametrize(
    ("field", "key", "value"),
    [(NUMBER, "", "many"), (FLAG, "", "yes"), (TEXT, "|fieldref", "y"), (TEXT, "|expand", "%list%"), (TEXT, "|gt", 1)],
)
def test_a_value_that_does_not_fit_is_refused(field: Field, key: str, value: Any) -> None:
    with pytest.raises(Unsupported):
        found(field, key, value, ["a"] if field is TEXT else [None], pl.String if field is TEXT else pl.Int64)


WORDS = st.text("aAbB.*?", max_size=6)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(pattern=WORDS.filter(lambda text: text != ""), cell=st.text("aAbB.", max_size=6))
def test_wildcards_mean_what_they_mean_in_a_shell(pattern: str, cell: str) -> None:
    assert found(TEXT, "", pattern, [cell]) == [fnmatch.fnmatchcase(cell.lower(), pattern.lower())]
