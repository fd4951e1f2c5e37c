"""The simulator's data files."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwatch.simulate.tables import rows, weights

NAMES = [file.name.removesuffix(".tsv") for file in files("fairwatch.simulate").joinpath("data").iterdir()]


@pytest.mark.parametrize("name", NAMES)
def test_every_row_has_every_column_and_no_more(name: str) -> None:
    table = rows(name)
    assert len(table) > 2
    assert {len(row) for row in table} == {len(table[0])}
    assert all(key is not None and value is not None for row in table for key, value in row.items())


@given(st.lists(st.integers(1, 50), min_size=1, max_size=9))
def test_weights_sum_to_one_and_keep_their_proportions(numbers: list[int]) -> None:
    shares = weights(" ".join(f"kind{index}:{number}" for index, number in enumerate(numbers)))
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["kind0"] == pytest.approx(numbers[0] / sum(numbers))
