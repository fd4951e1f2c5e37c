"""Correlations of the published list over kept hits: so many of one person, together, or in order, within a time.

They run in SQLite, in memory, on the few hits that there are. Of a hit its instant is known, or only the quarter of an
hour in which it was. By instants a correlation is found exactly where it is true. By quarter hours a span counts as the
whole quarters that fit into it, so what is found is true of the instants as well, and one whose hits straddle the edges
may be missed. What happened at the same instant, or in the same quarter, is not known to come one after the other.
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
    "at_us": pl.Int64,  # the instant, or the first of the quarter hour
    "rule": pl.String,
    "requests": pl.Int64,
    "correlation": pl.String,  # that counts it; null: any of its rule
    "value": pl.String,  # fingerprint of what is counted; null where hits are
    "group": pl.String,  # fingerprint of what is grouped by beside the person; null: nothing
}
"""What ``correlated`` reads; hits at one place in time may be given in parts."""

FOUND: dict[str, type[pl.DataType]] = {
    "subject": pl.String,
    "day": pl.Date,  # on which the span ends
    "at_us": pl.Int64,  # the first end of such a span on that day
    "detection": pl.String,  # id of the correlation
    "requests": pl.Int64,  # the most hits in a span that ends on that day
}

_COUNTED = {"event_count": ("rowid", "requests"), "value_count": ("value", "1"), "temporal": ("rule", "1")}
"""Of which of them each counts as one while it is within the span, and how much it counts."""


def correlated(hits: pl.DataFrame, correlations: Iterable[ListedCorrelation], fineness_us: int) -> pl.DataFrame:
    """Days (columns FOUND) on which a correlation is true of a person. ``fineness_us``: 1, or how long a quarter is."""
    rows: list[tuple[object, ...]] = []
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE hit (subject, day, at, rule, requests, value, grp)")
        database.execute("CREATE INDEX of_whom ON hit (rule, subject, grp, at)")
        for one in correlations:
            _fill(database, hits, one)
            reach = one.span_us - fineness_us + 1  # from the first instant of one place to the last of another
            found = database.execute(*(_ordered if one.kind == "temporal_ordered" else _counted)(one, reach))
            rows += [(subject, day, at, one.id, most) for subject, day, at, most in found]
    days = pl.DataFrame(rows, schema={**FOUND, "day": pl.Int32}, orient="row")
    return days.with_columns(pl.col("day").cast(pl.Date))


def _fill(database: sqlite3.Connection, hits: pl.DataFrame, one: ListedCorrelation) -> None:
    """The hits that this correlation counts, in place of those of the one before."""
    mine = hits.filter(
        pl.col("rule").is_in(one.rules), (pl.col("correlation") == one.id).fill_null(value=True)
    ).with_columns(pl.col("day").cast(pl.Date).to_physical(), pl.col("group").fill_null(""))
    database.execute("DELETE FROM hit")
    rows = mine.select(name for name in HITS if name != "correlation").rows()
    database.executemany("INSERT INTO hit VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def _counted(one: ListedCorrelation, reach: int) -> tuple[str, dict[str, object]]:
    """Places with a hit at which the span behind fulfils the condition, by day.

    A hit counts from its place until ``reach`` is over, of the same value or rule until the next one takes its place.
    So sums over those that come and go, in the order of time, say how many there are at each place.
    """
    what, weight = _COUNTED[one.kind]
    sql = f"""
        WITH stay AS (
            SELECT subject, grp, day, at, requests, at + :reach + 1 AS gone, LEAD(at) OVER (
                PARTITION BY subject, grp, {what} ORDER BY at
            ) AS next FROM hit
        ), step AS (
            SELECT subject, grp, day, at, {weight} AS more, requests AS n FROM stay
            UNION ALL SELECT subject, grp, NULL, MIN(gone, COALESCE(next, gone)), -{weight}, 0 FROM stay
            UNION ALL SELECT subject, grp, NULL, gone, 0, -requests FROM stay
        ), place AS (
            SELECT subject, grp, at, MAX(day) AS day, SUM(more) AS more, SUM(n) AS n FROM step GROUP BY 1, 2, 3
        ), total AS (
            SELECT subject, day, at, SUM(more) OVER past AS reached, SUM(n) OVER past AS n FROM place
            WINDOW past AS (PARTITION BY subject, grp ORDER BY at)
        )
        SELECT subject, day, MIN(at), MAX(n) FROM total WHERE day IS NOT NULL AND reached >= :least
        GROUP BY subject, day ORDER BY subject, day"""  # noqa: S608 - of a rule only parameters are in the text
    return sql, {"reach": reach, "least": one.least}


def _ordered(one: ListedCorrelation, reach: int) -> tuple[str, dict[str, object]]:
    """Ends of chains of hits in the order of the rules: from each first one on the earliest that follows."""
    chain = "SELECT DISTINCT subject, grp, at AS start, at FROM hit WHERE rule = :rule0"
    for number in range(1, len(one.rules)):
        following = (
            "SELECT MIN(h.at) FROM hit h"  # noqa: S608 - as above
            f" WHERE h.rule = :rule{number} AND h.subject = c.subject AND h.grp = c.grp AND h.at > c.at"
        )
        chain = f"SELECT c.subject, c.grp, c.start, ({following}) AS at FROM ({chain}) c"  # noqa: S608 - as above
    sql = (
        "SELECT c.subject, h.day, MIN(c.at), :length FROM "  # noqa: S608 - as above
        f"({chain}) c JOIN hit h ON h.rule = :last AND h.subject = c.subject AND h.grp = c.grp AND h.at = c.at"
        " WHERE c.at - c.start <= :reach GROUP BY c.subject, h.day ORDER BY c.subject, h.day"
    )
    rules = {f"rule{number}": rule for number, rule in enumerate(one.rules)}
    return sql, {**rules, "last": one.rules[-1], "length": len(one.rules), "reach": reach}
