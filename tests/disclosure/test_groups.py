"""Suppression of linked tables: what a reader with linear algebra can learn from what stays."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from typing import Any

import numpy as np
import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairwatch.disclosure.groups import protect
from fairwatch.disclosure.released import SUPPRESSED, ReleasedTable
from fairwatch.findings import Column, Table
from fairwatch.policy import Limits
from fairwatch.text import Text

K = 3
LIMITS = Limits(law="cn", pack_version="1", min_group=K, dominance_top1=0.6, dominance_top2=0.9)
CUBES = (
    [("department", "category")],
    [("department", "category"), ("department",), ("category",)],
    [("department", "category"), ()],
    [("day",), ("day", "department"), ("department", "category")],
    [("day", "department"), ("weekday", "category")],
    [("day", "department"), ("department", "category"), ("day", "category")],
)
MONDAY = dt.date(2026, 9, 7)


@st.composite
def microdata(draw: st.DrawFn) -> pl.DataFrame:
    """One row per person, day and category: sparse, with departments of very different size."""
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    people = draw(st.integers(5, 40))
    departments = random.choice(4, people, p=[0.5, 0.3, 0.15, 0.05])
    density = draw(st.floats(0.1, 0.9))
    rows = [
        (
            person,
            f"d{departments[person]}",
            MONDAY + dt.timedelta(days=5 * day),
            f"c{category}",
            int(random.integers(1, 100)),
        )
        for person, day, category in itertools.product(range(people), range(4), range(4))
        if random.random() < density / (1 + category)
    ]
    names = ["person", "department", "day", "category", "bytes"]
    frame = pl.DataFrame(rows or [(0, "d0", MONDAY, "c0", 1)], schema=names, orient="row")
    return frame.with_columns(weekday=pl.col("day").dt.weekday())


def aggregate(rows: pl.DataFrame, dimensions: tuple[str, ...]) -> Table:
    """A group table as analyses make it."""
    by = [*dimensions, "person"]
    cells = rows.group_by(by).agg(pl.col("bytes").sum()).group_by(dimensions or [pl.lit(0).alias("all")])
    frame = cells.agg(
        persons=pl.len(), top1=pl.col("bytes").max(), top2=pl.col("bytes").top_k(2).sum(), bytes=pl.col("bytes").sum()
    )
    name, word = "-".join(dimensions) or "all", Text("", "")
    roles = [
        *((dimension, "dimension") for dimension in dimensions),
        ("persons", "persons"),
        ("top1", "top1"),
        ("top2", "top2"),
    ]
    columns = (*(Column(key, role, word) for key, role in roles), Column("bytes", "measure", word, "bytes"))  # type: ignore[arg-type]
    return Table(name, word, "group", "traffic", columns, frame, "bytes")


class Reader:
    """Knows all that is published, and every sum along one dimension of which something is published.

    Works on the atoms (day × department × category) behind all tables, so that it shares nothing with the code it
    checks: what is known is the row space of one matrix, and atoms under a cell that does not exist are zero.
    """

    def __init__(self, rows: pl.DataFrame, tables: list[ReleasedTable]) -> None:
        atoms = [sorted(rows[name].unique()) for name in ("day", "department", "category")]
        self.atoms = pl.DataFrame(
            list(itertools.product(*atoms)), schema=["day", "department", "category"], orient="row"
        )
        self.atoms = self.atoms.with_columns(weekday=pl.col("day").dt.weekday())
        self.possible = np.ones(self.atoms.height, dtype=bool)
        known = []
        for table in tables:
            cells = [(self.indicator(row), row) for row in table.frame.iter_rows(named=True)]
            self.possible &= np.sum([indicator for indicator, _ in cells], axis=0) > 0
            known += [indicator for indicator, row in cells if not row[SUPPRESSED]]
            known += self.margins(table, cells)
        self.known = np.array(known, dtype=float).reshape(-1, self.atoms.height)[:, self.possible]

    def indicator(self, row: dict[str, Any]) -> np.ndarray:
        """Which atoms make up a cell."""
        names = [name for name in ("day", "weekday", "department", "category") if name in row]
        hits = [(self.atoms[name] == row[name]).to_numpy() for name in names]
        return np.logical_and.reduce(hits) if hits else np.ones(self.atoms.height, dtype=bool)

    def margins(self, table: ReleasedTable, cells: list[tuple[np.ndarray, dict[str, Any]]]) -> list[np.ndarray]:
        dimensions = [column.name for column in table.columns_with("dimension")]
        sums = []
        for summed in dimensions:
            kept = [name for name in dimensions if name != summed]
            lines: dict[tuple[Any, ...], list[tuple[np.ndarray, bool]]] = {}
            for indicator, row in cells:
                lines.setdefault(tuple(row[name] for name in kept), []).append((indicator, row[SUPPRESSED]))
            sums += [
                np.sum([cell for cell, _ in line], axis=0)
                for line in lines.values()
                if not all(gone for _, gone in line)
            ]
        return sums

    def can_compute(self, row: dict[str, Any]) -> bool:
        """Whether a hidden cell lies in the row space of what is known."""
        cell = self.indicator(row)[self.possible].astype(float)
        if not len(self.known):
            return False
        weights = np.linalg.lstsq(self.known.T, cell, rcond=None)[0]
        return bool(np.abs(self.known.T @ weights - cell).max() < 1e-6)


@settings(max_examples=80, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=microdata(), cube=st.sampled_from(CUBES))
def test_no_small_cell_is_shown_and_no_hidden_one_can_be_computed(
    rows: pl.DataFrame, cube: list[tuple[str, ...]]
) -> None:
    tables = protect([aggregate(rows, dimensions) for dimensions in cube], K, LIMITS)
    reader = Reader(rows, tables)
    for table in tables:
        for row in table.frame.iter_rows(named=True):
            if row[SUPPRESSED]:
                assert (row["persons"], row["bytes"]) == (None, None)
                assert not reader.can_compute(row)
            else:
                assert row["persons"] >= K


@settings(max_examples=30, derandomize=True, deadline=None)
@given(rows=microdata(), cube=st.sampled_from(CUBES))
def test_what_is_shown_is_true(rows: pl.DataFrame, cube: list[tuple[str, ...]]) -> None:
    """Suppression hides; it never changes a figure, drops a row or adds one."""
    given_ = {table.name: table.frame for table in (aggregate(rows, dimensions) for dimensions in cube)}
    for table in protect([aggregate(rows, dimensions) for dimensions in cube], K, LIMITS):
        dimensions = [column.name for column in table.columns_with("dimension")]
        truth = given_[table.name].sort(dimensions) if dimensions else given_[table.name]
        assert table.frame.height == truth.height
        shown = ~table.frame[SUPPRESSED]
        assert table.frame.filter(shown)["bytes"].to_list() == truth.filter(shown)["bytes"].to_list()
        assert table.suppressed == table.frame.height - shown.sum()


def test_a_large_organisation_loses_nothing() -> None:
    rows = pl.DataFrame(
        [(person, f"d{person % 3}", MONDAY, f"c{category}", 10) for person in range(150) for category in range(4)],
        schema=["person", "department", "day", "category", "bytes"],
        orient="row",
    )
    tables = protect(
        [aggregate(rows, cube) for cube in (("department", "category"), ("department",), ("day",))], 10, LIMITS
    )
    assert sum(table.suppressed for table in tables) == 0


def test_the_order_of_rows_says_nothing_about_their_size(office: Any) -> None:
    table = office.groups("traffic", {"department": ["z", "m", "a"]}, [30, 20, 3], [900.0, 500.0, 5.0])
    (released,) = protect([table], 10, LIMITS)
    assert released.frame["department"].to_list() == ["a", "m", "z"]


def test_the_reason_does_not_tell_small_cells_from_their_partners(office: Any) -> None:
    table = office.groups("traffic", {"department": ["a", "b", "c"]}, [3, 40, 50], [10.0, 500.0, 900.0])
    (released,) = protect([table], 10, LIMITS)
    small, partner = released.frame.filter(SUPPRESSED).drop("department").rows()
    assert small == partner


def test_a_hidden_cell_is_uncertain_by_at_least_k_and_a_fifth(office: Any) -> None:
    """A partner of one byte would hide nothing: the next larger one is hidden as well."""
    table = office.groups("traffic", {"department": ["a", "b", "c", "d"]}, [3, 12, 40, 50], [1.0, 1.0, 500.0, 900.0])
    (released,) = protect([table], 10, LIMITS)
    assert released.frame[SUPPRESSED].to_list() == [True, True, True, False]


def test_an_extreme_rate_is_shown_as_a_bound_without_its_figures(office: Any) -> None:
    table = office.groups(
        "departure-group", {"department": ["a", "b", "c", "d"]}, [40, 40, 40, 40], [0.02, 0.99, 0.5, 0.01], main="share"
    )
    columns = tuple(
        dataclasses.replace(column, unit="share") if column.name == "share" else column for column in table.columns
    )
    (released,) = protect(
        [dataclasses.replace(table, columns=columns)],
        10,
        dataclasses.replace(LIMITS, dominance_top1=1.0, dominance_top2=1.0),
    )
    assert released.frame["share"].to_list() == [0.05, 0.95, 0.5, 0.05]
    assert released.frame["persons"].to_list() == [None, None, 40, None]


def test_an_empty_table_stays_empty(office: Any) -> None:
    table = office.groups("traffic")
    (released,) = protect([dataclasses.replace(table, frame=table.frame.clear())], 10, LIMITS)
    assert released.frame.is_empty()
    assert released.reason is None
