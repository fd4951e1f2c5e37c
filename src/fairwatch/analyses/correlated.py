"""Correlations of the published list over kept hits: so many of one person, together, or in order, within a time.

They run in SQLite, in memory, on the few hits that there are. A hit is known by its quarter of an hour, so a span
counts as the whole quarter hours that fit into it: whatever lies in them happened within the span. A correlation that
is found is true of the exact instants as well; one whose hits straddle the edges may be missed. In one quarter hour
nothing is known to come after another, so an order needs different quarters.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing

import polars as pl

from fairwatch.rule_list import ListedCorrelation

HITS: dict[str, type[pl.DataType]] = {
    "subject": pl.String,
    "day": pl.Date,
    "bucket_us": pl.Int64,
    "detection": pl.String,  # id of the rule
    "requests": pl.Int64,
}
"""What ``correlated`` reads: hits of one person, quarter hour and rule; one that is given in parts is summed."""

FOUND: dict[str, type[pl.DataType]] = {
    "subject": pl.String,
    "day": pl.Date,  # on which the span ends
    "detection": pl.String,  # id of the correlation
    "requests": pl.Int64,  # the most hits in a span that ends on that day
}


def correlated(hits: pl.DataFrame, correlations: Iterable[ListedCorrelation], quarter_us: int) -> pl.DataFrame:
    """Days (columns FOUND) on which a correlation is true of a person. ``quarter_us``: how fine ``bucket_us`` is."""
    rows: list[tuple[object, ...]] = []
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE hit (subject, day, bucket_us, rule, requests)")
        numbered = hits.select(*HITS).with_columns(pl.col("day").cast(pl.Date).to_physical())
        database.executemany("INSERT INTO hit VALUES (?, ?, ?, ?, ?)", numbered.rows())
        database.execute("CREATE INDEX of_whom ON hit (subject, rule, bucket_us)")
        for one in correlations:
            reach = one.span_us // quarter_us * quarter_us - quarter_us
            found = database.execute(*(_ordered if one.kind == "temporal_ordered" else _counted)(one, reach))
            rows += [(subject, day, one.id, most) for subject, day, most in found]
    days = pl.DataFrame(rows, schema={**FOUND, "day": pl.Int32}, orient="row")
    return days.with_columns(pl.col("day").cast(pl.Date))


def _counted(one: ListedCorrelation, reach: int) -> tuple[str, list[object]]:
    """Quarter hours with a hit at which the span behind fulfils the condition, by day."""
    holes = ", ".join("?" * len(one.rules))
    fulfilled = "SUM(b.requests)" if one.kind == "event_count" else "COUNT(DISTINCT b.rule)"
    sql = (
        "SELECT subject, day, MAX(n) FROM ("  # noqa: S608 - nothing of a rule is in the text, everything is a parameter
        f"SELECT a.subject, a.day, SUM(b.requests) AS n, {fulfilled} AS reached"
        f" FROM (SELECT DISTINCT subject, day, bucket_us FROM hit WHERE rule IN ({holes})) a JOIN hit b"
        f" ON b.subject = a.subject AND b.rule IN ({holes}) AND b.bucket_us BETWEEN a.bucket_us - ? AND a.bucket_us"
        " GROUP BY a.subject, a.day, a.bucket_us"
        ") WHERE reached >= ? GROUP BY subject, day ORDER BY subject, day"
    )
    return sql, [*one.rules, *one.rules, reach, one.least]


def _ordered(one: ListedCorrelation, reach: int) -> tuple[str, list[object]]:
    """Ends of chains of hits in the order of the rules: from each first one on the earliest that follows."""
    chain = "SELECT DISTINCT subject, bucket_us AS start, bucket_us AS at FROM hit WHERE rule = ?"
    for _ in one.rules[1:]:
        following = (
            "SELECT MIN(h.bucket_us) FROM hit h WHERE h.subject = c.subject AND h.rule = ? AND h.bucket_us > c.at"
        )
        chain = f"SELECT c.subject AS subject, c.start AS start, ({following}) AS at FROM ({chain}) c"  # noqa: S608
    within = f"SELECT * FROM ({chain}) WHERE at - start <= ?"  # noqa: S608
    sql = (
        "SELECT w.subject, h.day, ? FROM "  # noqa: S608 - as above
        f"({within}) w JOIN hit h ON h.subject = w.subject AND h.rule = ? AND h.bucket_us = w.at"
        " GROUP BY w.subject, h.day ORDER BY w.subject, h.day"
    )
    # parameters in the order in which they stand in the text: the innermost query is the last one to be written
    return sql, [len(one.rules), *reversed(one.rules[1:]), one.rules[0], reach, one.rules[-1]]
