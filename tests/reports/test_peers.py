"""One's own time beside the department's."""

from __future__ import annotations

import pytest
from tests.reports import evaluated as made
from tests.reports.conftest import MONDAY

from fairwatch.reports.peers import beside_department

OWN = made.person(("short_video", 30, "sni"), ("work", 10, "sni"))


def peers(*rows: tuple[str, str, int, float]) -> dict[str, tuple[float | None, str | None]]:
    """Category -> the department's seconds per day, and the difference."""
    found = beside_department({"person": OWN, "by-department": made.by_department(*rows)})["peers"].frame
    return {row["category"]: (row["point_mean_peers_s"], row["difference"]) for row in found.iter_rows(named=True)}


@pytest.mark.parametrize(("theirs", "difference"), [(90, "less"), (40, "unclear"), (10, "more")])
def test_the_ranges_decide(theirs: float, difference: str) -> None:
    """The reader's 30 minutes may be 20 to 45."""
    assert peers(("sales", "short_video", 20, theirs))["short_video"] == (theirs * 60, difference)


def test_a_hidden_cell_leaves_the_readers_time_alone() -> None:
    hidden = peers(("sales", "short_video", 0, 90), ("sales", "work", 20, 10))
    assert hidden == {"short_video": (None, None), "work": (600, "unclear")}


def test_a_category_of_the_others_alone_is_left_out() -> None:
    assert "shopping" not in peers(("sales", "shopping", 20, 5))


def test_it_stands_in_the_place_of_the_departments_tables() -> None:
    tables = [
        made.department_weeks((MONDAY, "sales", 20, 5)),
        made.by_department(("sales", "work", 20, 5)),
        made.person_trend(30, 10, "more"),
        OWN,
    ]
    assert list(beside_department({table.name: table for table in tables})) == ["person-trend", "peers", "person"]


def test_without_time_of_ones_own_there_is_nothing_to_compare() -> None:
    tables = {"person": made.person(), "by-department": made.by_department(("sales", "work", 20, 5))}
    assert list(beside_department(tables)) == ["person"]
