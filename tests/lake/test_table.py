"""One commit is one step, and only from the state that it was meant for."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from fairwatch.lake.table import Advance, Conflict, Table

DAY = dt.date(2026, 9, 1)
ROWS = pl.DataFrame({"day": [DAY, DAY], "subject": ["p0001", "p0002"]})


def test_a_position_moves_only_from_where_it_was_found(tmp_path) -> None:
    """Two runs over one log: the second looked before the first committed."""
    mine, theirs = Table(tmp_path), Table(tmp_path)
    found = mine.position("s")
    theirs.commit(ROWS, advance=Advance("s", found=0, end=20))

    with pytest.raises(Conflict):
        mine.commit(ROWS, advance=Advance("s", found=found, end=20))

    assert mine.read(mine.files()).height == 2
    assert len(list(tmp_path.rglob("part-*"))) == 1


def test_rows_in_and_files_out_are_one_step(tmp_path) -> None:
    table = Table(tmp_path)
    table.commit(ROWS)
    version = table.version()
    table.commit(ROWS.head(1), replacing=table.files())
    assert table.version() == version + 1
    assert table.read(table.files()).equals(ROWS.head(1))


def test_two_that_replace_the_same_file_do_not_both_succeed(tmp_path) -> None:
    """Files are replaced under the lake's exclusive lock; should that fail, Delta still refuses the second."""
    first, second = Table(tmp_path), Table(tmp_path)
    first.commit(ROWS)
    files = second.files()
    first.commit(ROWS.head(1), replacing=files)
    second._newest = lambda: stale(second)  # type: ignore[method-assign] # as if it had looked before
    with pytest.raises(Conflict):
        second.commit(ROWS.tail(1), replacing=files)
    assert first.read(first.files()).equals(ROWS.head(1))


def stale(table: Table):
    from contextlib import nullcontext

    return nullcontext(table._delta)


def test_days_that_changed_are_told_with_the_commit_that_changed_them(tmp_path) -> None:
    table = Table(tmp_path)
    table.commit(ROWS)
    before = table.version()
    table.commit(ROWS.with_columns(day=pl.date(2026, 9, 2)))
    table.commit(table.read(table.files([DAY])), replacing=table.files([DAY]), same_rows=True)
    assert table.changed_since(before) == {dt.date(2026, 9, 2): before + 1}


def test_types_that_delta_lacks_are_stored_as_their_plain_form(tmp_path) -> None:
    table = Table(tmp_path, by_day=False)
    table.commit(
        pl.DataFrame({"grade": pl.Series(["sni"], dtype=pl.Enum(["sni", "dns"])), "n": pl.Series([1], dtype=pl.UInt32)})
    )
    assert table.schema() == {"grade": pl.String(), "n": pl.Int64()}


def test_a_row_without_a_day_is_a_fault(tmp_path) -> None:
    with pytest.raises(ValueError, match="day"):
        Table(tmp_path).commit(pl.DataFrame({"day": [DAY, None]}))


def test_a_table_that_was_never_written_is_empty(tmp_path) -> None:
    table = Table(tmp_path / "nothing")
    assert (table.version(), table.position("s"), table.files(), table.schema(), table.vacuum()) == (-1, 0, [], {}, 0)
    assert not (tmp_path / "nothing").exists()
