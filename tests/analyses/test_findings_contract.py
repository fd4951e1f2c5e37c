"""What every result promises to the door out, whichever analysis made it."""

from __future__ import annotations

import polars as pl
import pytest
from tests.analyses.office import inputs
from tests.analyses.scene import RULES, scene

from fairwatch.analyses import analyses, run

MAGNITUDES = ("seconds", "bytes", "count", "score")


@pytest.fixture(scope="module")
def results(engine):
    given = inputs(engine, scene(), RULES)
    return {name: run(name, given) for name in analyses()}


@pytest.fixture(scope="module")
def tables(results):
    return [table for result in results.values() for table in result.tables.values()]


def test_columns_and_frame_agree(tables) -> None:
    for table in tables:
        assert [column.name for column in table.columns] == table.frame.columns, table.name


def test_the_main_measure_is_one(tables) -> None:
    for table in tables:
        if table.main:
            assert table.main in table.columns_with("measure"), table.name


def test_person_tables_name_their_subject_and_group_tables_none(tables) -> None:
    for table in tables:
        assert (table.column("subject") is None) == (table.grain == "group"), table.name


def test_an_analysis_says_what_its_tables_are_about(results) -> None:
    """``analyses describe`` promises no role a kind of table that there is not."""
    found = {name: {table.grain for table in result.tables.values()} for name, result in results.items()}
    assert found == {name: set(analysis.grains) for name, analysis in analyses().items()}


def test_group_tables_can_be_protected(tables) -> None:
    for table in (table for table in tables if table.grain == "group"):
        unit = next(column.unit for column in table.columns if column.name == table.main)
        needed = ("persons", "top1", "top2") if unit in MAGNITUDES else ("persons",)
        assert all(table.column(role) for role in needed), table.name
        if unit in MAGNITUDES:
            main = pl.col(table.main)
            assert table.frame.filter((pl.col("top1") > pl.col("top2")) | (pl.col("top2") > main)).is_empty(), (
                table.name
            )


def test_group_tables_say_who_is_in_a_cell(tables) -> None:
    """Else the door can never show them anew."""
    for table in (table for table in tables if table.grain == "group"):
        assert table.column("members"), table.name


def test_no_row_twice(tables) -> None:
    for table in tables:
        keys = [*table.columns_with("subject"), *table.columns_with("dimension")]
        if keys and "ts_us" not in table.frame.columns:
            assert table.frame.select(keys).is_unique().all(), table.name


def test_everything_is_said_in_both_languages(results, tables) -> None:
    texts = [text for result in results.values() for text in (result.title, *result.notes)]
    texts += [text for table in tables for text in (table.title, *(column.title for column in table.columns))]
    assert all(text.zh and text.en and text.zh != text.en for text in texts)
    assert all(result.notes for result in results.values())


def test_notes_carry_no_figures_of_people(engine, results) -> None:
    """Notes pass the door unread, so they must not depend on anybody's rows."""
    empty = inputs(engine, {key: frame.clear() for key, frame in scene().items()}, RULES)
    assert {name: run(name, empty).notes for name in results} == {
        name: result.notes for name, result in results.items()
    }
