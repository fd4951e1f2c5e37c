"""Tables as rows of texts."""

from __future__ import annotations

import dataclasses
from typing import Any

import polars as pl

from fairwatch.reports.grid import MOST_ROWS, grid


def test_low_point_and_high_are_one_column(tables: Any, labels: Any) -> None:
    shown = grid(tables["ranking"], labels, "UTC")
    assert [heading.title.en for heading in shown.headings] == ["Category", "People", "Time"]
    assert [heading.style for heading in shown.headings] == ["text", "number", "number"]
    assert [cell.en for cell in shown.rows[0].cells] == ["Office", "40", "27:47 (25:00–30:33)"]


def test_groups_are_in_order_of_size_and_hidden_ones_last(tables: Any, labels: Any) -> None:
    shown = grid(tables["ranking"], labels, "UTC")
    assert [row.cells[0].en for row in shown.rows] == ["Office", "Short video", "games"]
    assert [row.suppressed for row in shown.rows] == [False, False, True]
    assert [cell.en for cell in shown.rows[2].cells] == ["games", "—", "—"]


def test_departments_are_never_ranked_by_leaving_tendency(tables: Any, labels: Any) -> None:
    shown = grid(tables["leaving"], labels, "UTC")
    assert [[cell.en for cell in row.cells] for row in shown.rows] == [
        ["design", "—", "≤ 5 %"],
        ["legal", "—", "—"],
        ["sales", "30", "25.0 %"],
    ]


def test_ones_own_rows_have_local_times_and_names(tables: Any, labels: Any) -> None:
    shown = grid(tables["own"], labels, "Asia/Shanghai")
    assert [cell.zh for cell in shown.rows[0].cells] == [
        "2026-09-07 周一",
        "短视频",
        "抖音",
        "2026-09-07 09:15",
        "0:15 (0:10–0:20)",
        "站点名（SNI）",
    ]


def test_long_tables_are_cut(tables: Any, labels: Any) -> None:
    table = tables["trend"]
    long = dataclasses.replace(table, frame=pl.concat([table.frame] * 100))
    shown = grid(long, labels, "UTC")
    assert len(shown.rows) == MOST_ROWS
    assert shown.left_out == 500 - MOST_ROWS
