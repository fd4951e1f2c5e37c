"""People and what each of them did, and the group tables that an analysis would make of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import polars as pl

from fairwatch.findings import Column, Table
from fairwatch.text import Text

WORD = Text("", "")


def subject(number: int) -> str:
    """The pseudonym of one of the crowd: random hex digits, as real ones are."""
    return hashlib.sha256(str(number).encode()).hexdigest()[:32]


def crowd(people: int, *, departments: Sequence[str] = ("sales", "design"), amount: int = 100) -> pl.DataFrame:
    """One row per person, in turn in each department."""
    rows = [(subject(number), departments[number % len(departments)], "video", amount) for number in range(people)]
    return pl.DataFrame(rows, schema=["person", "department", "category", "bytes"], orient="row")


def groups(rows: pl.DataFrame, *dimensions: str, kind: str = "traffic", name: str = "", members: bool = True) -> Table:
    """Cells by these dimensions, with everything the door asks for."""
    parts = rows.group_by(*dimensions, "person").agg(pl.sum("bytes"))
    mark = pl.concat_str(
        pl.col("person").str.slice(0, 2),
        pl.lit("1"),
        pl.col("bytes").cast(pl.String),
        pl.col("person").str.slice(2, 8),
        separator=":",
    )
    frame = parts.group_by(dimensions or [pl.lit(0).alias("all")]).agg(
        persons=pl.len().cast(pl.Int64),
        top1=pl.max("bytes"),
        top2=pl.col("bytes").top_k(2).sum(),
        bytes=pl.sum("bytes"),
        members=mark.sort().str.join(" "),
    )
    columns = (
        *(Column(dimension, "dimension", WORD, "day" if dimension == "day" else "text") for dimension in dimensions),
        Column("persons", "persons", WORD, "count"),
        Column("top1", "top1", WORD, "bytes"),
        Column("top2", "top2", WORD, "bytes"),
        Column("bytes", "measure", WORD, "bytes"),
        *([Column("members", "members", WORD)] if members else []),
    )
    return Table(name or "-".join(dimensions) or "all", WORD, "group", kind, columns, frame, "bytes")
