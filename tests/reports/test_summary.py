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
        ("trend", "7,000 MB from Mon 7 Sep 2026 to Fri 11 Sep 2026. Highest on Fri 11 Sep 2026 with 1,800 MB."),
        ("week", "Of the 2 hours of the week that can be shown, busiest on Mon from 10:00 to 11:00 (900 MB)."),
        ("ranking", "Of the 2 kinds that can be shown, most: Office (27:47), Short video (2:00)."),
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
    assert found.en == (
        "At least 6,000 MB from Tue 8 Sep 2026 to Fri 11 Sep 2026."
        " Of the 4 days that can be shown, highest on Fri 11 Sep 2026 with 1,800 MB."
    )


def test_a_day_that_is_not_even_listed_is_missed_as_well(tables: Any, labels: Any) -> None:
    table = tables["trend"]
    found = sentence(dataclasses.replace(table, frame=table.frame.tail(4), reason=Text("隐去", "hidden")), labels)
    assert found is not None
    assert found.en.startswith("At least 6,000 MB")
    assert "Of the 4 days that can be shown, highest" in found.en


def test_where_most_is_hidden_nothing_is_said_to_be_largest(tables: Any, labels: Any) -> None:
    table = tables["week"]
    hidden = table.frame.filter("suppressed")
    frame = pl.concat([table.frame, *(hidden.with_columns(hour=hour) for hour in (10, 11))], how="vertical_relaxed")
    found = sentence(dataclasses.replace(table, frame=frame, suppressed=3), labels)
    assert found is not None
    assert found.en == "2 of the 5 cells listed can be shown."


def test_ones_own_total_comes_with_its_period(tables: Any, labels: Any) -> None:
    found = sentence(tables["own"], labels, Text("周一至周五", "from Mon to Fri"))
    assert found is not None
    assert found == Text("周一至周五共 5 条，时间合计 1:15。", "5 entries from Mon to Fri, time 1:15 in all.")


@pytest.mark.parametrize(("name", "said"), [("leaving", "2 of 3"), ("matrix", "3 of 4")])
def test_no_department_is_said_to_have_most(name: str, said: str, tables: Any, labels: Any) -> None:
    assert sentence(tables[name], labels) == Text(
        f"所列 {said[-1]} 格中 {said[0]} 格可以显示。", f"{said[0]} of the {said[-1]} cells listed can be shown."
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
