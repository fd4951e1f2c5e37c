"""Who searched in truth, and what it costs to count somebody else."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from fairwatch.simulate import Truth
from fairwatch.simulate.searchers import counted, visitors
from fairwatch.simulate.truth import SCHEMAS

SEASON, CAMPUS = (9, 10, 11), {"students"}


def view(person: str, day: str, site: str = "jobs", *, working: bool = True, category: str = "recruitment") -> dict:
    when = dt.date.fromisoformat(day)
    return {"person": person, "day": when, "site": site, "category": category, "working": working}


def truth(*views: dict, recruiters: tuple[str, ...] = ()) -> Truth:
    people = [{"person": person, "recruiter": person in recruiters} for person in ("a", "b", "c")]
    made = {"views": list(views), "people": people}
    return Truth(**{name: pl.DataFrame(made.get(name, []), schema=SCHEMAS[name]) for name in SCHEMAS})


@pytest.mark.parametrize(
    ("views", "days"),
    [
        ([view("a", "2026-09-01"), view("a", "2026-09-01"), view("a", "2026-09-08")], {("a", "2026-09"): 2}),
        ([view("a", "2026-09-30"), view("a", "2026-10-01")], {("a", "2026-09"): 1, ("a", "2026-10"): 1}),
        ([view("a", "2026-09-01", working=False), view("b", "2026-09-01", category="news")], {}),
        ([view("a", "2026-09-01", "students"), view("a", "2026-12-01", "students")], {("a", "2026-12"): 1}),
        ([view("c", "2026-09-01"), view("c", "2026-09-02")], {}),
    ],
)
def test_days_are_counted_of_working_time_without_recruiters_and_campus_boards_in_season(views, days) -> None:
    found = visitors(truth(*views, recruiters=("c",)), CAMPUS, SEASON)
    assert {(person, month): count for person, month, count in found.iter_rows()} == days


def test_counting_a_curious_one_costs_precision_and_missing_a_searcher_recall() -> None:
    real = truth(view("a", "2026-09-01"), view("a", "2026-09-02"), view("b", "2026-09-01"))

    def claim(*people: str) -> tuple[float, float]:
        found = pl.DataFrame(
            {"person": people, "month": ["2026-09"] * len(people)}, schema_overrides={"person": pl.String}
        )
        match = counted(found, real, CAMPUS, SEASON)
        return match.precision, match.recall

    assert claim("a") == (1, 1)
    assert claim("a", "b") == (0.5, 1)
    assert claim() == (1, 0)
