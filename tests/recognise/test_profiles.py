"""Distinct profiles: every row finds its own values again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.recognise import profiles
from fairwatch.recognise.profiles import Coded, Profiles


def decoded(coded: Coded) -> list[Any]:
    return coded.values.gather(coded.codes).to_list()


@pytest.mark.parametrize(
    "column",
    [
        pl.Series([200, 404, None, 200, -1], dtype=pl.Int32),
        pl.Series([None, None], dtype=pl.Int32),
        pl.Series([True, False, None]),
        pl.Series(["a", "b", None, "a"], dtype=pl.Enum(["a", "b", "c"])),
        pl.Series([0, 10**12, None], dtype=pl.Int64),
        pl.Series([], dtype=pl.Int32),
    ],
)
def test_codes_stand_for_their_values(column: pl.Series) -> None:
    assert decoded(Coded.of(column)) == column.to_list()


TEXTS = st.lists(st.one_of(st.none(), st.text(max_size=5)), max_size=20)


@settings(max_examples=50, derandomize=True, deadline=dt.timedelta(seconds=2))
@given(TEXTS)
def test_codes_stand_for_their_strings(cells: list[str | None]) -> None:
    (coded,) = Coded.strings(pl.DataFrame({"x": cells}, schema={"x": pl.String}), "x")
    assert decoded(coded) == cells


def test_a_column_is_mapped_once_per_distinct_value() -> None:
    (coded,) = Coded.strings(pl.DataFrame({"x": ["curl", "wget", "firefox", None]}), "x")
    kind = pl.Enum(["machine", "browser"])
    mapped = coded.mapped(coded.values.replace_strict({"firefox": "browser"}, default="machine", return_dtype=kind))
    assert decoded(mapped) == ["machine", "machine", "browser", "machine"]


CELLS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["x", "y", None]), st.booleans()), min_size=1, max_size=40
)


@settings(max_examples=60, derandomize=True, deadline=dt.timedelta(seconds=2))
@given(CELLS)
def test_every_row_finds_its_profile(cells: list[tuple[int, str | None, bool]]) -> None:
    frame = pl.DataFrame(cells, schema={"a": pl.Int32, "b": pl.String, "c": pl.Boolean}, orient="row")
    fields = {"a": Coded.of(frame["a"]), "b": Coded.strings(frame, "b")[0], "c": Coded.of(frame["c"])}
    found = Profiles.of(fields, frame.height)
    assert found.table[found.ids].equals(frame)
    assert found.table.height == len(set(cells))


@pytest.mark.parametrize(("comfortable", "most"), [(2, 1 << 22), (2, 2)])
def test_large_key_spaces_give_the_same(monkeypatch: pytest.MonkeyPatch, comfortable: int, most: int) -> None:
    monkeypatch.setattr(profiles, "COMFORTABLE_SLOTS", comfortable)
    monkeypatch.setattr(profiles, "MOST_SLOTS", most)
    numbers = np.arange(200)
    frame = pl.DataFrame({"a": numbers % 7, "b": numbers % 11, "c": numbers * 10**9})
    found = Profiles.of({name: Coded.of(frame[name]) for name in frame.columns}, frame.height)
    assert found.table[found.ids].equals(frame)
