"""Exactly the tables of docs/architecture.md."""

from __future__ import annotations

import pytest
from tests.activity.workday import KEPT, purpose, raw, view

from fairwatch.activity import roll_up, rollups
from fairwatch.errors import ConfigError

TABLES = {
    "traffic": ("buckets",),
    "work-time": ("buckets", "visits"),
    "departure-group": ("days",),
    "departure-self": ("events", "visits"),
    "leak": ("buckets",),
    "violations": ("buckets", "quotas"),
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


def test_r12_what_people_keep_for_themselves_is_computed_from_nothing_of_others(engine) -> None:
    """Two look for a job. How long the pages of one usually hold must not show in the times of the other."""
    mine = [view("09:00", "jobs"), view("09:01", "jobs")]
    others = [view(f"10:{minute:02}", "jobs", subject="p0002") for minute in range(0, 40, 4)]
    kept = tuple(name for name in KEPT if name != "bytes_down")

    def times(*rows: dict) -> list[tuple]:
        tables = roll_up(engine.memory(raw(*rows).drop("bytes_down")), purpose("departure-self", kept))
        return engine.execute(tables["visits"]).filter(subject="p0001").rows()

    assert times(*mine, *others) == times(*mine)
