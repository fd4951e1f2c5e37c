"""Which row was true at an instant."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from fairwatch.periods import FORMER, UNKNOWN, at_that_time

PRESENT = 3


def former(*rows: tuple[int, int, int]) -> pl.DataFrame:
    """(row, until, then)."""
    return pl.DataFrame(rows, schema=FORMER, orient="row")


def look_up(table: pl.DataFrame, *lines: tuple[int, int]) -> list[int]:
    """(row, instant) of each line."""
    rows, instants = (np.array(values) for values in zip(*lines, strict=True))
    found: list[int] = at_that_time(rows.astype(np.int32), instants.astype(np.int64), table).tolist()
    return found


def test_a_handover_at_noon() -> None:
    noon = former((0, 12, PRESENT))
    assert look_up(noon, (0, 11), (0, 12), (0, 13)) == [PRESENT, 0, 0]


def test_what_never_changed_was_always_so() -> None:
    noon = former((0, 12, PRESENT))
    assert look_up(noon, (1, 0), (UNKNOWN, 0)) == [1, UNKNOWN]


def test_a_chain_of_owners_of_whom_one_is_unknown() -> None:
    chain = former((1, 30, PRESENT + 1), (1, 10, PRESENT), (1, 20, UNKNOWN))
    assert look_up(chain, (1, 0), (1, 10), (1, 19), (1, 20), (1, 30)) == [
        PRESENT,
        UNKNOWN,
        UNKNOWN,
        PRESENT + 1,
        1,
    ]


def test_nothing_to_look_up() -> None:
    assert at_that_time(np.empty(0, np.int32), np.empty(0, np.int64), former((0, 1, 3))).tolist() == []


changes = st.lists(st.tuples(st.integers(0, 2), st.integers(-3, 20)), max_size=8, unique=True)
log = st.lists(st.tuples(st.integers(UNKNOWN, 2), st.integers(-5, 25)), min_size=1, max_size=20)


@given(changes=changes, log=log)
def test_it_finds_what_somebody_finds_who_looks_line_by_line(
    changes: list[tuple[int, int]], log: list[tuple[int, int]]
) -> None:
    table = [(row, until, PRESENT + number) for number, (row, until) in enumerate(changes)]

    def slowly(row: int, at: int) -> int:
        later = [(until, then) for one, until, then in table if one == row and until > at]
        return min(later)[1] if later else row

    assert look_up(former(*table), *log) == [slowly(row, at) for row, at in log]
