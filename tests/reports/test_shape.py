"""Which picture a table gets."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from fairwatch.findings import Column
from fairwatch.reports.shape import adds_up, drawn, main, shape
from fairwatch.text import Text

SHAPES = ["trend", "week", "ranking", "matrix", "trends", "comparison", "stacked"]


@pytest.mark.parametrize("name", SHAPES)
def test_shapes(name: str, tables: Any) -> None:
    assert shape(tables[name]) == name


def test_a_single_figure_is_no_picture(tables: Any) -> None:
    assert shape(dataclasses.replace(tables["ranking"], frame=tables["ranking"].frame.head(1))) is None


def test_a_table_without_figures_is_no_picture(tables: Any) -> None:
    table = tables["ranking"]
    bare = dataclasses.replace(table, columns=table.columns[:1], frame=table.frame.select("category"))
    assert shape(bare) is None


def test_ones_own_rows_are_summed_by_day(tables: Any) -> None:
    table = tables["own"]
    behind = drawn(dataclasses.replace(table, frame=table.frame.vstack(table.frame)))
    assert behind is not None
    assert shape(behind) == "trend"
    assert behind.frame["point_s"].to_list() == [1800] * 5


def test_a_dimension_with_one_value_is_not_drawn(tables: Any) -> None:
    table = tables["matrix"]
    one = drawn(dataclasses.replace(table, frame=table.frame.filter(department="design")))
    assert one is not None
    assert shape(one) == "ranking"


def test_days_by_department_are_a_matrix_and_not_the_lines_of_a_few(tables: Any) -> None:
    table = tables["trends"]
    place = Column("department", "dimension", Text("部门", "Department"))
    columns = (table.columns[0], place, *table.columns[2:])
    frame = table.frame.rename({"category": "department"})
    assert shape(dataclasses.replace(table, columns=columns, frame=frame)) == "matrix"


def test_groups_are_drawn_by_their_mean_and_ones_own_rows_by_their_sum(tables: Any) -> None:
    table = tables["trend"]
    mean = Column("mean_bytes", "measure", Text("每天", "Per day"), "bytes")
    with_mean = dataclasses.replace(table, columns=(*table.columns, mean))
    assert main(with_mean) == mean
    assert main(dataclasses.replace(with_mean, grain="person")).name == "bytes"


@pytest.mark.parametrize(
    ("name", "unit", "sum_means_something"),
    [
        ("bytes", "bytes", True),
        ("mean_bytes", "bytes", False),
        ("rate_down", "rate", False),
        ("point_s", "seconds", True),
        ("point_mean_s", "pace", False),
        ("share", "share", False),
    ],
)
def test_means_never_add_up(name: str, unit: Any, sum_means_something: bool) -> None:
    assert adds_up(Column(name, "measure", Text("", ""), unit)) is sum_means_something


def test_evidence_grades_are_names_too(tables: Any) -> None:
    table = tables["ranking"]
    grade = Column("category", "dimension", Text("证据", "Evidence"), "grade")
    assert shape(dataclasses.replace(table, columns=(grade, *table.columns[1:]))) == "ranking"


def test_other_peoples_rows_are_never_drawn(tables: Any) -> None:
    alias = Column("subject", "subject", Text("代号", "Alias"))
    assert drawn(dataclasses.replace(tables["own"], columns=(alias, *tables["own"].columns))) is None
