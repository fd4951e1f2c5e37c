"""Time is kept by the quarter hour."""

from __future__ import annotations

import pytest
from tests.activity.workday import media, raw, us, view

from fairwatch.activity.clock import holds
from fairwatch.activity.quarter_hours import COLUMNS, buckets


def buckets_of(rows):
    return buckets(holds(rows))


@pytest.fixture
def rolled(ask):
    def roll(*rows):
        found = ask(buckets_of, raw(*rows))
        assert found.columns == list(COLUMNS)
        return [
            (
                (one["bucket_us"] - us("09:00")) // 60_000_000,
                one["site"],
                one["low_s"],
                one["point_s"],
                one["high_s"],
                one["views"],
            )
            for one in found.sort("bucket_us", "site").to_dicts()
        ]

    return roll


def test_attention_over_a_border_is_divided(rolled) -> None:
    """Before its first page the page may have been open since nine o'clock, as far as ``high`` is concerned."""
    assert rolled(view("09:13", "daily"), view("09:20", "wiki"), view("09:21", "wiki"), view("09:22", "daily"))[:3] == [
        (0, "daily", 4, 60, 780 + 120, 1),
        (15, "daily", 4, 60, 102 + 222, 1),
        (15, "wiki", 60 + 4, 120, 120, 2),
    ]


def test_a_page_view_counts_where_it_happens(rolled) -> None:
    assert rolled(view("09:14:30", "daily")) == [(0, "daily", 4, 30, 870 + 30, 1), (15, "daily", 0, 30, 192, 0)]


def test_a_long_stream_fills_its_quarter_hours(rolled) -> None:
    rows = rolled(view("09:00", "films"), media("09:00", "films", minutes=60))
    assert [(minute, point) for minute, _, _, point, _, _ in rows][:3] == [(0, 900), (15, 900), (30, 900)]


def test_a_page_left_at_once_is_a_view_without_time(rolled) -> None:
    assert (0, "daily", 0, 0, 0, 1) in rolled(view("09:00", "daily"), view("09:00", "wiki"))


def test_nobody_gives_nothing(rolled) -> None:
    assert rolled() == []
