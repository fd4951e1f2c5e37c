"""The sentence above a table."""

from __future__ import annotations

import dataclasses
from typing import Any

import polars as pl
import pytest

from fairwatch.findings import Column
from fairwatch.reports.summary import sentence
from fairwatch.text import Text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("trend", "7,000 MB from Mon 7 Sep 2026 to Fri 11 Sep 2026, most on Fri 11 Sep 2026 (1,800 MB)."),
        ("week", "Busiest on Mon from 10:00 to 11:00 (900 MB)."),
        ("ranking", "Most: Office (27:47), Short video (2:00)."),
        ("own", "5 entries, time 1:15 in all."),
    ],
)
def test_what_a_table_says(name: str, said: str, tables: Any, labels: Any) -> None:
    found = sentence(tables[name], labels)
    assert found is not None
    assert found.en == said


def test_a_sum_with_hidden_days_is_a_lower_bound(tables: Any, labels: Any) -> None:
    table = tables["trend"]
    first = pl.int_range(pl.len()) == 0
    frame = table.frame.with_columns(bytes=pl.when(~first).then("bytes"), suppressed=first)
    found = sentence(dataclasses.replace(table, frame=frame, suppressed=1), labels)
    assert found is not None
    assert "At least 6,000 MB" in found.en


@pytest.mark.parametrize(("name", "said"), [("leaving", "2 of 3"), ("matrix", "3 of 4")])
def test_no_department_is_said_to_have_most(name: str, said: str, tables: Any, labels: Any) -> None:
    assert sentence(tables[name], labels) == Text(
        f"{said[-1]} 格中 {said[0]} 格可以显示。", f"{said} cells can be shown."
    )


def test_means_are_spoken_of_as_minutes_and_never_added(tables: Any, labels: Any) -> None:
    mean = Column("point_mean_s", "measure", Text("人均", "Mean"), "pace")
    table = dataclasses.replace(
        tables["trend"],
        columns=(*tables["trend"].columns, mean),
        frame=tables["trend"].frame.with_columns(point_mean_s=pl.Series([300.0, 720.0, 60.0, 60.0, 60.0])),
    )
    found = sentence(table, labels)
    assert found is not None
    assert found.en == "Highest on Tue 8 Sep 2026 with 12 min."


def test_an_empty_or_hidden_table_says_nothing(tables: Any, labels: Any) -> None:
    empty = dataclasses.replace(tables["trend"], frame=tables["trend"].frame.clear())
    hidden = dataclasses.replace(tables["week"], frame=tables["week"].frame.filter("suppressed"), suppressed=1)
    assert sentence(empty, labels) is None
    assert sentence(hidden, labels) is None
