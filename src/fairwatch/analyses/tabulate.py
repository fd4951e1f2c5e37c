"""From a frame to a table of a result: exactly the columns it names, in an order that says nothing."""

from __future__ import annotations

import polars as pl

from fairwatch.findings import Column, Grain, Table
from fairwatch.text import Text


def tabulate(
    frame: pl.DataFrame,
    columns: tuple[Column, ...],
    *,
    name: str,
    title: Text,
    purpose: str,
    main: str = "",
    subject_only: bool = False,
) -> Table:
    """A table with a ``subject`` is one of persons, any other one of groups. Rows by subject, time and dimensions."""
    names = {role: [column.name for column in columns if column.role == role] for role in ("subject", "dimension")}
    instants = [column.name for column in columns if column.unit == "instant"]
    grain: Grain = "person" if names["subject"] else "group"
    # engines put the marks of a cell together in any order
    marks = [
        pl.col(column.name).str.split(" ").list.sort().list.join(" ") for column in columns if column.role == "members"
    ]
    ordered = (
        frame.select(column.name for column in columns)
        .with_columns(marks)
        .sort(*names["subject"], *instants, *names["dimension"], nulls_last=True, maintain_order=True)
    )
    return Table(name, title, grain, purpose, columns, ordered, main, subject_only)
