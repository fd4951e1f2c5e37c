"""The leaving-tendency table with noise: who decides what is shown, and what happens when it is asked again (R28)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from typing import Any

import polars as pl
import pytest
from tests.disclosure.conftest import Books

from fairwatch.disclosure import Released, draw_noise
from fairwatch.errors import Refused
from fairwatch.findings import Column, Result, Table
from fairwatch.ledgers import Ledgers
from fairwatch.policy import PolicySnapshot
from fairwatch.text import Text

OCTOBER = dt.datetime(2026, 10, 3, 8, 0, tzinfo=dt.UTC)
PEOPLE = {"sales": 80, "design": 60, "legal": 59, "offices": 3}
WORD = Text("", "")
SHARE = Column("share", "measure", WORD, "share")
FIGURES = (Column("persons", "persons", WORD, "count"), Column("people", "measure", WORD, "count"), SHARE)


@pytest.fixture
def noise(office: Any) -> PolicySnapshot:
    """The office under a law pack with noise."""
    policy: PolicySnapshot = office.policy
    rules = tuple(dataclasses.replace(rule, rollup_days=100) for rule in policy.purposes)
    return dataclasses.replace(policy, limits=dataclasses.replace(policy.limits, departure_noise=True), purposes=rules)


def tables(seen: dict[str, int], quarter: str = "2026-Q3") -> tuple[Table, Table]:
    """As the analysis makes them: the whole and the departments, each person in one of them."""
    rows = [(place, quarter, seen.get(place, 0), people) for place, people in PEOPLE.items()]
    leaves = pl.DataFrame(rows, schema=["department", "quarter", "persons", "people"], orient="row")
    leaves = leaves.with_columns(share=pl.col("persons") / pl.col("people"))
    total = leaves.group_by("quarter").agg(pl.sum("persons", "people")).with_columns(share=pl.lit(0.0))
    place, period = Column("department", "dimension", WORD), Column("quarter", "dimension", WORD)
    return tuple(
        Table(name, WORD, "group", "departure-group", (*by, *FIGURES), frame, "share")
        for name, by, frame in (("by-quarter", (period,), total), ("by-department", (place, period), leaves))
    )  # type: ignore[return-value]


def ask(office: Any, policy: PolicySnapshot, books: Books, *given: Table, role: str = "hr", **changes: Any) -> Released:
    released: Released = office.ask(role, *given, policy=policy, books=books, **({"now": OCTOBER} | changes))
    return released


def departments(released: Released) -> dict[str, dict[str, Any]]:
    return {row["department"]: row for row in released.tables["by-department"].frame.iter_rows(named=True)}


def test_only_departments_of_sixty_have_figures_and_all_count_in_the_total(office: Any, noise: PolicySnapshot) -> None:
    released = ask(office, noise, books := Books(), *tables({"sales": 30, "design": 20, "legal": 15}))
    shown = departments(released)
    assert {place for place, row in shown.items() if not row["suppressed"]} == {"sales", "design"}
    (total,) = released.tables["by-quarter"].frame.to_dicts()
    drawn = books.noisy["departure-group"]["2026-Q3"]
    assert drawn.people == {"": 62, "sales": 80, "design": 60}, "the small ones share a leaf"
    assert total["point_seen"] == sum(drawn.seen.values())
    assert total["people"] == 202
    assert (total["low_seen"], total["high_seen"]) == (total["point_seen"] - 10, total["point_seen"] + 10)


def test_an_interval_of_six_people_comes_with_every_department(office: Any, noise: PolicySnapshot) -> None:
    row = departments(ask(office, noise, Books(), *tables({"sales": 40})))["sales"]
    assert (row["low_seen"], row["high_seen"]) == (row["point_seen"] - 6, row["point_seen"] + 6)
    assert row["share"] == row["point_seen"] / 80


@pytest.mark.parametrize(
    "seen", [{}, {"sales": 1}, {"sales": 80, "design": 60, "legal": 59, "offices": 3}, {"offices": 3}]
)
def test_which_rows_are_shown_depends_on_public_numbers_alone(
    seen: dict[str, int], office: Any, noise: PolicySnapshot
) -> None:
    released = ask(office, noise, Books(), *tables(seen))
    hidden = {place: row["suppressed"] for place, row in departments(released).items()}
    assert hidden == {"sales": False, "design": False, "legal": True, "offices": True}
    assert released.withheld == {}


def test_an_extreme_rate_is_a_bound_without_figures(office: Any, noise: PolicySnapshot) -> None:
    books = Books()
    ask(office, noise, books, *tables({}))
    books.noisy["departure-group"]["2026-Q3"] = dataclasses.replace(
        books.noisy["departure-group"]["2026-Q3"], seen={"": 5, "sales": -4, "design": 60}
    )
    shown = departments(ask(office, noise, books, *tables({})))
    assert (shown["sales"]["share"], shown["design"]["share"]) == (0.05, 0.95)
    assert shown["sales"]["point_seen"] is None
    (total,) = ask(office, noise, books, *tables({})).tables["by-quarter"].frame.to_dicts()
    assert total["point_seen"] == 61, "summed before anything is cut off"


def test_everybody_gets_what_was_drawn_once_whatever_the_rows_say_later(office: Any, noise: PolicySnapshot) -> None:
    books = Books()
    first = ask(office, noise, books, *tables({"sales": 30}))
    for role, day in itertools.product(("employee", "manager", "hr", "dpo", "union"), (3, 60)):
        later = ask(office, noise, books, *tables({"sales": 31}), role=role, now=OCTOBER + dt.timedelta(day))
        assert later.as_json()["tables"] == first.as_json()["tables"]


def test_a_quarter_is_not_counted_before_it_is_over_nor_when_its_rows_have_begun_to_go(
    office: Any, noise: PolicySnapshot
) -> None:
    for day in (dt.date(2026, 9, 30), dt.date(2026, 10, 1), dt.date(2026, 10, 10)):
        now = dt.datetime.combine(day, dt.time(23), dt.UTC)
        released = ask(office, noise, books := Books(), *tables({"sales": 30}), now=now)
        assert released.tables["by-department"].frame.is_empty()
        assert not books.noisy["departure-group"], day


def test_a_quarter_is_remembered_when_the_lake_has_forgotten_it(office: Any, noise: PolicySnapshot) -> None:
    books = Books()
    ask(office, noise, books, *tables({"sales": 30}))
    later = ask(office, noise, books, *tables({}, quarter="2026-Q4"), now=dt.datetime(2026, 12, 31, tzinfo=dt.UTC))
    assert later.tables["by-quarter"].frame["quarter"].to_list() == ["2026-Q3"]


def test_when_the_budget_is_spent_it_says_so_and_what_was_drawn_stays(office: Any, noise: PolicySnapshot) -> None:
    assert office.code("hr", *tables({"sales": 30}), policy=noise, books=Books(releases_a_year=0), now=OCTOBER) == (
        "E_DP_BUDGET"
    )
    books = Books(releases_a_year=1)
    ask(office, noise, books, *tables({"sales": 30}))
    now = dt.datetime(2027, 1, 3, tzinfo=dt.UTC)
    policy = dataclasses.replace(
        noise, purposes=tuple(dataclasses.replace(rule, active_until_us=2**62) for rule in noise.purposes)
    )
    later = ask(office, policy, books, *tables({"sales": 9}, quarter="2026-Q4"), now=now)
    assert later.tables["by-quarter"].frame["quarter"].to_list() == ["2026-Q3"]


def test_leaves_that_share_people_are_refused(office: Any, noise: PolicySnapshot) -> None:
    """Somebody in two departments would be in two leaves, and the noise of each too little."""
    total, leaves = tables({"sales": 30, "design": 20})
    twice = dataclasses.replace(leaves, frame=leaves.frame.with_columns(persons=pl.col("persons") + 1))
    assert office.code("hr", total, twice, policy=noise, books=Books(), now=OCTOBER) == "E_DISCLOSURE"


def test_upkeep_draws_in_time_and_shows_nothing(noise: PolicySnapshot) -> None:
    books = Books()
    result = Result("departure", WORD, {table.name: table for table in tables({"sales": 30})})
    assert draw_noise(result, noise, Ledgers(books, books), OCTOBER) == 1
    assert list(books.noisy["departure-group"]) == ["2026-Q3"]
    quiet = dataclasses.replace(noise, limits=dataclasses.replace(noise.limits, departure_noise=False))
    assert draw_noise(result, quiet, Ledgers(books, books), OCTOBER) == 0


def test_noise_is_said_with_its_price(office: Any, noise: PolicySnapshot) -> None:
    assert "ε = 0.5" in ask(office, noise, Books(), *tables({})).notes[-1].en


def test_without_a_ledger_nothing_is_drawn(office: Any, noise: PolicySnapshot) -> None:
    with pytest.raises(Refused, match="E_LOG_DOWN"):
        office.ask("hr", *tables({"sales": 30}), policy=noise, ledgers=None, now=OCTOBER)
