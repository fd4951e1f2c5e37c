"""The trace of registered files: who did what with which, when, how, through what computer, and where it went."""

from __future__ import annotations

import polars as pl

from fairwatch.analyses.headings import ACTION, AT, BYTES_UP, DESTINATION, REQUESTS, SUBJECT
from fairwatch.analyses.tabulate import tabulate
from fairwatch.findings import Column, Table
from fairwatch.text import Text

TABLE = "trace"
FILE = Column("file", "dimension", Text("登记编号（版本）", "Id in the register (version)"))
HOW = Column("how", "dimension", Text("途径", "How"))
DEVICE = Column("device_class", "dimension", Text("经由设备", "Through"))

IN_PLACE = ("collect", "pack", "rename", "clean_up")
"""What was done on a computer, or on a file server from one, and moved nothing anywhere else."""


def trace_table(events: pl.DataFrame, purpose: str) -> Table:
    """One row per registered file, person, quarter of an hour, action, computer and class of destination."""
    return tabulate(
        events.filter(pl.col("file").is_not_null()).with_columns(
            ts_us="bucket_us", how=_how(), bytes_up=pl.when(~pl.col("unmeasured")).then("bytes_up")
        ),
        (SUBJECT, AT, FILE, ACTION, HOW, DEVICE, DESTINATION, BYTES_UP, REQUESTS),
        name=TABLE,
        title=Text("已登记文件的流向", "Where registered files went"),
        purpose=purpose,
        main="requests",
    )


def _how() -> pl.Expr:
    """The way by which it moved, as action and class of destination tell it."""
    return (
        pl.when(pl.col("action").is_in(IN_PLACE))
        .then(pl.lit("computer"))
        .when(pl.col("category") == "removable_drive")
        .then(pl.lit("removable_drive"))
        .when(pl.col("category") == "webmail")
        .then(pl.lit("mail"))
        .otherwise(pl.lit("network"))
    )
