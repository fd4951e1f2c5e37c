"""Exactly the tables of docs/architecture.md."""

from __future__ import annotations

import pytest
from tests.activity.workday import purpose, raw

from fairwatch.activity import roll_up, rollups
from fairwatch.errors import ConfigError

TABLES = {
    "traffic": ("buckets",),
    "work-time": ("buckets", "visits"),
    "departure-group": ("days",),
    "departure-self": ("events", "visits"),
    "leak": ("buckets",),
    "violations": ("buckets",),
}


@pytest.mark.parametrize(("kind", "tables"), TABLES.items())
def test_every_kind_has_its_tables(kind: str, tables: tuple[str, ...]) -> None:
    assert rollups(purpose(kind)) == tables


def test_work_time_has_the_published_columns(engine) -> None:
    tables = roll_up(engine.memory(raw()), purpose())
    assert {name: engine.execute(table).columns for name, table in tables.items()} == {
        "buckets": [
            "day",
            "subject",
            "department",
            "bucket_us",
            "site",
            "category",
            "grade",
            "low_s",
            "point_s",
            "high_s",
            "views",
        ],
        "visits": [
            "day",
            "subject",
            "department",
            "site",
            "category",
            "start_us",
            "end_us",
            "views",
            "point_s",
            "grade",
        ],
    }


def test_an_unknown_kind_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="departure-self"):
        rollups(purpose("horoscope"))
