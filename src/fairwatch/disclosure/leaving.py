"""What must never leave except through the leaving-tendency purposes themselves (R25–R29)."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable
from functools import reduce

import polars as pl

from fairwatch.findings import Table

GROUP, SELF = "departure-group", "departure-self"
KINDS = frozenset({GROUP, SELF})
"""Purpose kinds; the purposes as installed have the same ids."""
OFF = "E_LEAVING_OFF"
"""Refusal while such a purpose is not active (R26)."""

JOB_CATEGORIES = ("recruitment",)
JOB_ACTIONS = ("job_search", "posting_view", "resume_submission")


def shows_job_search(table: Table) -> bool:
    """Whether a table of another purpose has cells about job search.

    The gate lets no recruitment host into any other purpose; a table that has one all the same would be the leaving
    analysis by another name (LAW section 5, circumvention a), so the door does not trust the gate.
    """
    signs = JOB_CATEGORIES + JOB_ACTIONS
    return any(
        table.frame.get_column(column.name).cast(pl.String).is_in(signs).any()
        for column in table.columns
        if column.role in ("dimension", "detail") and column.unit == "text"
    )


def with_every_department(table: Table, departments: Iterable[str]) -> Table:
    """The table with a row for every department in every period, empty where nobody was seen.

    If only departments with somebody in them had a row, a hidden row would say "somebody here", and in a department of
    three that is nearly a name.
    """
    dimensions = table.columns_with("dimension")
    if "department" not in dimensions:
        return table
    values = {name: table.frame.get_column(name).unique() for name in dimensions}
    known = pl.Series("department", sorted(departments), dtype=pl.String)
    values["department"] = pl.concat([values["department"].cast(pl.String), known]).unique()
    first, *others = (column.alias(name).to_frame() for name, column in values.items())
    cells = reduce(lambda left, right: left.join(right, how="cross"), others, first)
    frame = table.frame.with_columns(pl.col("department").cast(pl.String))
    return dataclasses.replace(table, frame=cells.join(frame, on=list(dimensions), how="left", nulls_equal=True))


def mixes(kinds: Collection[str]) -> bool:
    """Whether a result joins leaving data with anything else: then all of it is tainted (R29)."""
    return bool(KINDS & set(kinds)) and not set(kinds) <= KINDS
