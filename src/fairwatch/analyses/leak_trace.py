"""The trace of registered files: who did what with which, when, and where it went."""

from __future__ import annotations

import polars as pl

from fairwatch.analyses.headings import ACTION, AT, BYTES_UP, DESTINATION, REQUESTS, SUBJECT
from fairwatch.analyses.tabulate import tabulate
from fairwatch.findings import Column, Table
from fairwatch.text import Text

TABLE = "trace"
FILE = Column("file", "dimension", Text("登记编号", "Id in the register"))


def trace_table(events: pl.DataFrame, purpose: str) -> Table:
    """One row per registered file, person, quarter of an hour, action and class of destination."""
    return tabulate(
        events.filter(pl.col("file").is_not_null()).with_columns(ts_us="bucket_us"),
        (SUBJECT, AT, FILE, ACTION, DESTINATION, BYTES_UP, REQUESTS),
        name=TABLE,
        title=Text("已登记文件的流向", "Where registered files went"),
        purpose=purpose,
        main="requests",
    )
