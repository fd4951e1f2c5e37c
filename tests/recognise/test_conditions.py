"""Conditions: AND, OR, NOT, and the guard that is decided without looking at rows."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sigma.rule import SigmaDetections

from fairwatch.errors import ConfigError
from fairwatch.recognise.conditions import Compiler, Criterion
from fairwatch.recognise.fields import Field, columns_of

FIELDS = {
    "p": Field(pl.col("p"), "number", profile=True),
    "q": Field(pl.col("q"), "number", profile=True),
    "r": Field(pl.col("r"), "number"),
    "s": Field(pl.col("s"), "text"),
}
EVERYTHING = pl.DataFrame(
    [(p, q, r, s) for p in (0, 1, None) for q in (0, 1) for r in (0, 1, None) for s in ("a", "B", None)],
    schema={"p": pl.Int64, "q": pl.Int64, "r": pl.Int64, "s": pl.String},
    orient="row",
)


def compiled(detections: dict[str, Any]) -> Criterion:
    return Compiler(FIELDS, "own.yml:1").compile(SigmaDetections.from_dict(detections).parsed_condition[0].parsed)


def rows(test: pl.Expr) -> list[bool]:
    return EVERYTHING.select(columns_of(set(test.meta.root_names()), FIELDS)).select(test).to_series().to_list()


def expected(meaning: Any) -> list[bool]:
    return [meaning(SimpleNamespace(**row)) for row in EVERYTHING.rows(named=True)]


@pytest.mark.parametrize(
    ("detections", "meaning"),
    [
        ({"x": {"p": 1, "r": 1}, "condition": "x"}, lambda at: at.p == 1 and at.r == 1),
        ({"x": {"p": [0, 1]}, "condition": "not x"}, lambda at: at.p is None),
        ({"x": [{"p": 1}, {"s": "b"}], "condition": "x"}, lambda at: at.p == 1 or at.s == "B"),
        ({"x": {"p": 1}, "y": {"r": 1}, "condition": "x and not y"}, lambda at: at.p == 1 and at.r != 1),
        ({"x1": {"p": 1}, "x2": {"q": 1}, "condition": "1 of x*"}, lambda at: at.p == 1 or at.q == 1),
        ({"x1": {"p": 1}, "x2": {"s": "a"}, "condition": "all of x*"}, lambda at: at.p == 1 and at.s == "a"),
        ({"x": {"s|contains|all": ["a", "b"]}, "condition": "x"}, lambda _: False),
        ({"x": {"p": None, "q": 1}, "condition": "x"}, lambda at: at.p is None and at.q == 1),
        ({"x": {"s|contains": ["x", "A", "y", "z"]}, "condition": "x"}, lambda at: at.s == "a"),
        ({"x": {"s|contains": ["x", "A", "y", "z"]}, "condition": "not x"}, lambda at: at.s != "a"),
    ],
)
def test_a_condition_means_what_sigma_says(detections: dict[str, Any], meaning: Any) -> None:
    assert rows(compiled(detections).whole) == expected(meaning)


def test_a_condition_over_profiles_is_its_own_guard() -> None:
    test = compiled({"x": {"p": 1}, "y": {"q": 1}, "condition": "x and not y"})
    assert test.rest is None
    assert test.guard is not None
    assert rows(test.guard) == rows(test.whole)


def test_what_the_guard_says_is_not_asked_again() -> None:
    test = compiled({"x": {"p": 1, "q": 0, "r": 1}, "condition": "x"})
    assert test.rest is not None
    assert set(test.rest.meta.root_names()) == {"r"}


def test_an_alternative_that_needs_the_row_leaves_no_guard() -> None:
    assert compiled({"x": [{"p": 1}, {"r": 1}], "condition": "x"}).guard is None
    assert compiled({"x": {"p": 1, "r": 1}, "condition": "not x"}).guard is None


@pytest.mark.parametrize("detections", [{"x": ["word"], "condition": "x"}, {"x": {"z": 1}, "condition": "x"}])
def test_what_no_field_can_answer_is_refused(detections: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        compiled(detections)


LEAVES = {
    "a": {"p": 1},
    "b": {"q": 1},
    "c": {"r": 1},
    "d": {"s": "b"},
    "e": {"p": None, "r": [0, 1]},
    "f": {"s|contains": ["x", "A", "y", "z"], "q": 1},
    "g": {"s|startswith": "A"},
}
CONDITIONS = st.recursive(
    st.sampled_from(sorted(LEAVES)),
    lambda inner: st.one_of(
        inner.map(lambda one: f"not ({one})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda parts: "({} {} {})".format(*parts)),
    ),
    max_leaves=6,
)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(CONDITIONS)
def test_guard_and_rest_together_are_the_condition(condition: str) -> None:
    test = compiled({**LEAVES, "condition": condition})
    guard = rows(test.guard) if test.guard is not None else [True] * EVERYTHING.height
    rest = rows(test.rest) if test.rest is not None else [True] * EVERYTHING.height
    assert [g and r for g, r in zip(guard, rest, strict=True)] == rows(test.whole)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(CONDITIONS)
def test_the_texts_that_are_asked_for_stand_in_every_row_that_is_hit(condition: str) -> None:
    test = compiled({**LEAVES, "condition": condition})
    if test.texts is None:
        return
    name, texts = test.texts
    cells = EVERYTHING.filter(pl.Series(rows(test.whole)))[name]
    assert all(cell is not None and any(text in cell.lower() for text in texts) for cell in cells)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(CONDITIONS)
def test_one_of_the_branches_is_true_where_the_condition_is(condition: str) -> None:
    tree = SigmaDetections.from_dict({**LEAVES, "condition": condition}).parsed_condition[0].parsed
    branches = [rows(test.whole) for test in Compiler(FIELDS, "own.yml:1").branches(tree)]
    whole = rows(compiled({**LEAVES, "condition": condition}).whole)
    assert [any(of_row) for of_row in zip(*branches, strict=True)] == whole
