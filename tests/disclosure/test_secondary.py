"""Partners: which further cells are hidden, and when that is enough."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from fairwatch.disclosure import cube, links, secondary
from fairwatch.findings import Table

K = 10


def hidden(*tables: Table) -> list[list[str]]:
    """Per table the cells that end up hidden, when those of fewer than K people are hidden for their own sake."""
    keys = links.keys_of(tables)
    cells = cube.build(tables, keys)
    flags = secondary.complete(cells, cells.persons < K, K)
    return [
        [
            " ".join(str(row[name]) for name in table.columns_with("dimension"))
            for row, gone in zip(table.frame.iter_rows(named=True), cells.of_table(number, flags), strict=True)
            if gone
        ]
        for number, table in enumerate(tables)
    ]


def test_nothing_small_nothing_hidden(office: Any) -> None:
    assert hidden(office.groups("traffic")) == [[]]


def test_a_single_hidden_cell_gets_the_smallest_partner(office: Any) -> None:
    table = office.groups("traffic", {"category": ["news", "video", "music"]}, [3, 40, 20], [10.0, 900.0, 400.0])
    assert hidden(table) == [["news", "music"]]


def test_two_small_groups_together_are_still_a_small_group(office: Any) -> None:
    """3 + 4 people in two departments are 7; the sum of both would be published."""
    departments = {"department": ["a", "b", "c", "d"]}
    table = office.groups("traffic", departments, [3, 4, 20, 40], [30.0, 40.0, 400.0, 900.0])
    assert hidden(table) == [["a", "b", "c"]]


def test_departments_hold_different_people_and_categories_may_hold_the_same(office: Any) -> None:
    """6 and 7 people are 13 in two departments, but perhaps only 7 in two categories."""
    people, figures = [6, 7, 20, 40], [60.0, 70.0, 400.0, 900.0]
    assert hidden(office.groups("traffic", {"department": list("abcd")}, people, figures)) == [["a", "b"]]
    assert hidden(office.groups("traffic", {"category": list("abcd")}, people, figures)) == [["a", "b", "c"]]


def test_a_table_of_two_dimensions_needs_a_rectangle(office: Any) -> None:
    cells = {"department": list("aabbcc"), "category": ["news", "video"] * 3}
    table = office.groups("traffic", cells, [3, 30, 30, 30, 30, 30], [10.0, 300.0, 200.0, 250.0, 800.0, 900.0])
    assert hidden(table) == [["a news", "a video", "b news", "b video"]]


def test_a_total_in_another_table_needs_a_partner_there_or_here(office: Any) -> None:
    """One department has only one category: its total must go as well, and that total needs a partner."""
    fine = office.groups(
        "traffic",
        {"department": ["a", "b", "b"], "category": ["news", "news", "video"]},
        [3, 30, 30],
        [10.0, 300.0, 500.0],
    )
    coarse = office.groups("traffic", {"department": ["a", "b"]}, [3, 40], [10.0, 800.0], name="coarse")
    assert hidden(fine, coarse)[1] == ["a", "b"]


def test_days_and_weekdays_are_one_cube(office: Any) -> None:
    """Two Mondays, one of them with few people: the Mondays together would give it away."""
    days = [dt.date(2026, 9, 7), dt.date(2026, 9, 14), dt.date(2026, 9, 8)]
    by_day = office.groups("traffic", {"day": days}, [3, 40, 40], [10.0, 400.0, 500.0])
    by_weekday = office.groups("traffic", {"weekday": [1, 2]}, [40, 40], [410.0, 500.0], name="weekdays")
    assert hidden(by_day, by_weekday) == [["2026-09-07", "2026-09-14"], []]


def test_a_partner_of_next_to_nothing_is_not_enough(office: Any) -> None:
    table = office.groups("traffic", {"category": list("abcd")}, [3, 12, 40, 50], [1.0, 1.0, 500.0, 900.0])
    assert hidden(table) == [["a", "b", "c"]]


def test_a_cell_that_only_a_chain_of_sums_gives_away_is_found() -> None:
    """a + b, b + c and a + c are known: no sum has a single hidden cell, and all three are determined."""
    lines = tuple(
        cube.Line(np.array([*pair, 3 + number]), np.array([], dtype=np.intp), disjoint=False)
        for number, pair in enumerate([(0, 1), (1, 2), (0, 2)])
    )
    cells = cube.Cube(
        (0, 6), np.array([50.0, 60.0, 70.0, 200.0, 300.0, 400.0]), np.array([3, 20, 20, 20, 20, 20]), lines
    )
    flags = secondary.complete(cells, np.array([True, True, True, False, False, False]), K)
    assert flags.tolist()[3:] != [False, False, False]


@pytest.mark.parametrize("order", [0, 1])
def test_the_order_of_tables_does_not_matter(order: int, office: Any) -> None:
    fine = office.groups(
        "traffic",
        {"department": ["a", "a", "b", "b"], "category": ["news", "video"] * 2},
        [3, 30, 30, 30],
        [10.0, 300.0, 200.0, 500.0],
    )
    coarse = office.groups("traffic", {"department": ["a", "b"]}, [33, 60], [310.0, 700.0], name="coarse")
    tables = [fine, coarse]
    found = hidden(tables[order], tables[1 - order])
    assert found[order] == ["a news", "a video", "b news", "b video"]


def test_a_cell_that_touches_nothing_published_may_still_be_given_away() -> None:
    """x + a + b = c + d in two tables, all hidden; but a + b and c + d are known sums, and so x is known."""
    x, a, b, c, d, p, q = range(7)
    nothing = np.array([], dtype=np.intp)
    lines = (
        cube.Line(np.array([x, a, b]), np.array([c, d]), disjoint=False),
        cube.Line(np.array([a, b, p]), nothing, disjoint=False),
        cube.Line(np.array([c, d, q]), nothing, disjoint=False),
    )
    cells = cube.Cube((0, 7), np.array([50.0, 60.0, 70.0, 80.0, 100.0, 400.0, 500.0]), np.full(7, 20), lines)
    flags = secondary.complete(cells, np.arange(7) < p, K)
    assert flags[p] or flags[q]


def test_a_figure_that_only_one_table_tells_needs_no_partner_in_the_other(office: Any) -> None:
    """Mondays by bytes and hours of Mondays by requests have no figure in common that adds up."""
    days = [dt.date(2026, 9, 7), dt.date(2026, 9, 14), dt.date(2026, 9, 8)]
    by_day = office.groups("traffic", {"day": days}, [3, 40, 40], [10.0, 400.0, 500.0])
    hours = {"weekday": [1, 1, 2, 2], "hour": [9, 10, 9, 10]}
    by_hour = office.groups("traffic", hours, [30] * 4, [70.0, 80.0, 60.0, 90.0], name="hours", main="requests")
    assert hidden(by_day, by_hour)[1] == []


def test_each_figure_is_audited_in_all_the_tables_that_tell_it() -> None:
    """Partners of enough bytes and of next to no requests: the requests of the small cell would be known to be few."""
    bytes_, requests = np.array([50.0, 60.0, 900.0, 800.0]), np.array([5.0, 0.0, 90.0, 80.0])
    line = cube.Line(np.arange(4), np.array([], dtype=np.intp), disjoint=False)
    people = np.array([3, 20, 20, 20])
    one, both = (
        secondary.complete(cube.Cube((0, 4), bytes_, people, (line,), measures), people < K, K).tolist()
        for measures in ((), (bytes_, requests))
    )
    assert one == [True, True, False, False]
    assert sum(both) == 3


def test_empty_cells_hide_nobody_who_is_there() -> None:
    """A cell that few people changed is no better hidden among empty ones: a reader may know that those are empty."""
    people = np.array([34, 0, 0, 30, 40])
    line = cube.Line(np.arange(5), np.array([], dtype=np.intp), disjoint=True)
    cells = cube.Cube((0, 5), np.array([500.0, 0.0, 0.0, 400.0, 600.0]), people, (line,))
    flags = secondary.complete(cells, np.array([True, True, True, False, False]), K)
    assert flags.tolist() == [True, True, True, True, False]
