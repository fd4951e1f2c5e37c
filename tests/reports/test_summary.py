"""The sentences at the top."""

from __future__ import annotations

import dataclasses
from typing import Any

import polars as pl
import pytest

from fairwatch.reports.summary import sentences


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("trend", "Table trend: 7,000 MB from Mon 7 Sep 2026 to Fri 11 Sep 2026, most on Fri 11 Sep 2026 (1,800 MB)."),
        ("week", "Table week: busiest on Mon from 10:00 to 11:00 (900 MB)."),
        ("ranking", "Table ranking: most in Office (27:47), Short video (2:00)."),
        ("matrix", "Table matrix: most in Office · design (600 MB), Office · sales (400 MB), games · design (100 MB)."),
        ("own", "Table own: 5 entries, time 1:15 in all."),
    ],
)
def test_what_a_table_says(name: str, sentence: str, release: Any, labels: Any) -> None:
    assert [line.en for line in sentences(release(name), labels)] == [sentence]


def test_a_sum_with_hidden_days_is_a_lower_bound(release: Any, tables: Any, labels: Any) -> None:
    table = tables["trend"]
    first = pl.int_range(pl.len()) == 0
    frame = table.frame.with_columns(bytes=pl.when(~first).then("bytes"), suppressed=first)
    hidden = dataclasses.replace(table, frame=frame, suppressed=1)
    assert "at least 6,000 MB" in sentences(release("trend", tables={"trend": hidden}), labels)[0].en


def test_no_department_is_named_for_its_leaving_tendency(release: Any, labels: Any) -> None:
    assert sentences(release("leaving"), labels)[0].en == "Table leaving: 2 of 3 cells can be shown."


def test_an_empty_table_says_nothing(release: Any, tables: Any, labels: Any) -> None:
    empty = dataclasses.replace(tables["trend"], frame=tables["trend"].frame.clear())
    assert sentences(release("trend", tables={"trend": empty}), labels) == []
