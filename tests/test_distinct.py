"""Work on distinct values gives what work on every row would."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from fairwatch.distinct import among_values, by_distinct, coded, decoded

VALUES = st.lists(st.none() | st.sampled_from(["a", "B", "%c", "", "d%"]), max_size=20)


@given(VALUES)
def test_by_distinct(values: list[str | None]) -> None:
    column = pl.Series(values, dtype=pl.String)
    found = by_distinct(column, lambda distinct: distinct.str.to_uppercase().to_frame("upper"))
    assert found["upper"].to_list() == column.str.to_uppercase().to_list()


@given(VALUES)
def test_coded(values: list[str | None]) -> None:
    codes, distinct = coded(pl.Series(values, dtype=pl.String))
    assert [None if code is None else distinct[code] for code in codes] == values
    assert distinct.n_unique() == len(distinct)


@given(VALUES, st.sets(st.sampled_from(["a", "B", "", "z"])))
def test_among_values(values: list[str | None], wanted: set[str]) -> None:
    expected = [value in wanted for value in values]
    assert among_values(pl.Series(values, dtype=pl.String), wanted).tolist() == expected
    assert among_values(pl.Series(values, dtype=pl.Enum(["%c", "a", "B", "", "d%"])), wanted).tolist() == expected


def test_an_enum_is_numbered_already() -> None:
    values = pl.Series(["b", None, "a"], dtype=pl.Enum(["a", "b", "c"]))
    codes, distinct = coded(values)
    assert codes.to_list() == [1, None, 0]
    assert distinct.to_list() == ["a", "b", "c"]


@given(VALUES)
def test_decoded(values: list[str | None]) -> None:
    found = decoded(pl.Series(values, dtype=pl.String), "%", lambda value: value.replace("%", "!"))
    assert found.to_list() == [None if value is None else value.replace("%", "!") for value in values]


def test_only_marked_values_are_decoded() -> None:
    seen: list[str] = []
    decoded(pl.Series(["a", "%b", "%b", None]), "%", lambda value: seen.append(value) or value)
    assert seen == ["%b"]
