"""Sigma correlations over the hits of detection rules: how many, how many different ones, together, or in order.

They run in SQLite, in memory, on the few rows that detection rules have hit and that a purpose has admitted: never on
the log. A batch is no place for them, because a time span does not end with it, and before the gate nobody may be
followed over time. So they know of a hit what an admitted row knows: when, whose pseudonym or department, which site
and category. pySigma's own backends are not used: that for DuckDB ignores time spans, and that for SQLite selects from
the log itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Final

import polars as pl
from sigma.correlations import (
    SigmaCorrelationCondition,
    SigmaCorrelationFieldAlias,
    SigmaCorrelationRule,
    SigmaCorrelationType,
    SigmaRuleReference,
)

from fairwatch.errors import ConfigError
from fairwatch.recognise.documents import CorrelationDocument
from fairwatch.text import Text

HITS: dict[str, type[pl.DataType]] = {
    "ts_us": pl.Int64,
    "rule": pl.String,  # id of the detection rule
    "subject": pl.String,  # pseudonym under the purpose
    "department": pl.String,
    "site": pl.String,
    "category": pl.String,
}
"""What ``correlate`` reads: one row per hit. Missing is null, and null is a group of its own."""

FOUND: dict[str, type[pl.DataType]] = {
    "correlation": pl.String,  # id of the correlation rule
    **{name: HITS[name] for name in ("subject", "department", "site", "category")},  # null unless grouped by it
    "first_us": pl.Int64,  # when it was first true
    "last_us": pl.Int64,
    "most": pl.Int64,  # the highest count in one span
}
"""What it finds: one row per correlation and group."""

GROUPS: Final = {
    "subject": ("user", "User", "cs-username", "username", "c-ip", "src_ip", "src.ip", "client_ip", "subject"),
    "department": ("department", "fairwatch.department"),
    "site": ("cs-host", "r-dns", "c-dns", "query", "QueryName", "dst_ip", "site", "fairwatch.site"),
    "category": ("category", "fairwatch.category"),
}
"""Our column, and what rules call it. An address is somebody by the time that a row is admitted."""

_COLUMN = {name: column for column, names in GROUPS.items() for name in names}
_OPERATORS = {"LT": "<", "LTE": "<=", "GT": ">", "GTE": ">=", "EQ": "=", "NEQ": "<>"}
_SUPPORTED = ("EVENT_COUNT", "VALUE_COUNT", "TEMPORAL", "TEMPORAL_ORDERED")


@dataclass(frozen=True, slots=True)
class Correlation:
    """One correlation rule, resolved."""

    id: str
    title: str
    level: str
    kind: str
    """``event_count``, ``value_count``, ``temporal`` or ``temporal_ordered``."""
    rules: tuple[str, ...]
    """Ids of the detection rules, in their order."""
    span_us: int
    group_by: tuple[str, ...]
    """Columns of ``HITS``."""
    operator: str
    count: float
    value: str | None
    """The column of which different values are counted."""
    where: str


def correlation(document: CorrelationDocument, known: Mapping[str, str]) -> Correlation:
    """A correlation of rules that run; ``known`` are their names and ids -> id. Raises ``ConfigError``."""
    sigma, where = document.rule, document.where
    if sigma.type.name not in _SUPPORTED:
        raise _unsupported(sigma.type.name.lower(), where)
    if not isinstance(sigma.condition, SigmaCorrelationCondition):
        raise _unsupported("condition: … and not …", where)
    rules = tuple(_resolved(reference, known, where) for reference in sigma.rules or ())
    counted = sigma.condition.fieldref
    value = counted if sigma.type is SigmaCorrelationType.VALUE_COUNT else None
    return Correlation(
        str(sigma.id or sigma.title),
        sigma.title,
        sigma.level.name.lower() if sigma.level else "informational",
        sigma.type.name.lower(),
        rules,
        sigma.timespan.seconds * 1_000_000,
        tuple(dict.fromkeys(_column(name, sigma, where) for name in sigma.group_by or ())),
        _OPERATORS[sigma.condition.op.name],
        sigma.condition.count,
        _column(value, sigma, where) if isinstance(value, str) else None,
        where,
    )


def correlate(hits: pl.DataFrame, correlations: tuple[Correlation, ...]) -> pl.DataFrame:
    """What the correlations find in the hits (columns ``HITS``), as columns ``FOUND``, in order of rule and time."""
    rows: list[tuple[object, ...]] = []
    with closing(sqlite3.connect(":memory:")) as database:
        columns = ", ".join(HITS)
        database.execute(f"CREATE TABLE hit ({columns})")
        holes = ", ".join("?" * len(HITS))
        database.executemany(f"INSERT INTO hit VALUES ({holes})", hits.select(list(HITS)).rows())  # noqa: S608
        database.execute("CREATE INDEX by_rule ON hit (rule, ts_us)")
        for one in correlations:
            rows += [(one.id, *row) for row in database.execute(*_query(one))]
    return pl.DataFrame(rows, schema=FOUND, orient="row")


def _query(one: Correlation) -> tuple[str, list[object]]:
    """SQL and its parameters; the names in it are our own column names, everything of the rule is a parameter."""
    groups = [name if name in one.group_by else f"NULL AS {name}" for name in GROUPS]
    moments, parameters = (_ordered if one.kind == "temporal_ordered" else _counted)(one)
    grouped = f" GROUP BY {', '.join(one.group_by)}" if one.group_by else " HAVING COUNT(*) > 0"
    wanted = f"SELECT {', '.join(groups)}, MIN(ts_us), MAX(ts_us), MAX(n) FROM ({moments}){grouped}"  # noqa: S608
    return f"{wanted} ORDER BY MIN(ts_us)", parameters


def _counted(one: Correlation) -> tuple[str, list[object]]:
    """Each hit at which the span behind it fulfils the condition, with the count."""
    counted = {"event_count": "COUNT(*)", "value_count": f"COUNT(DISTINCT b.{one.value})"}.get(
        one.kind, "COUNT(DISTINCT b.rule)"
    )
    holes = ", ".join("?" * len(one.rules))
    operator, count = (
        (one.operator, one.count) if one.kind in ("event_count", "value_count") else (">=", len(one.rules))
    )
    groups = "".join(f", a.{name} AS {name}" for name in one.group_by)
    sql = (
        f"SELECT a.ts_us AS ts_us, {counted} AS n{groups} FROM hit a JOIN hit b"  # noqa: S608
        f" ON b.rule IN ({holes}) AND b.ts_us BETWEEN a.ts_us - ? AND a.ts_us{_alike(one, 'a', 'b')}"
        f" WHERE a.rule IN ({holes}) GROUP BY a.rowid HAVING n {operator} ?"
    )
    return sql, [*one.rules, one.span_us, *one.rules, count]


def _ordered(one: Correlation) -> tuple[str, list[object]]:
    """Each end of a chain of hits in the order of the rules, from the first one on the earliest that follows."""
    groups = "".join(f", {name}" for name in one.group_by)
    chain = f"SELECT ts_us AS start, ts_us AS at{groups} FROM hit WHERE rule = ?"  # noqa: S608
    for _ in one.rules[1:]:
        following = f"SELECT MIN(h.ts_us) FROM hit h WHERE h.rule = ? AND h.ts_us >= c.at{_alike(one, 'c', 'h')}"  # noqa: S608
        chain = f"SELECT c.start AS start, ({following}) AS at{groups} FROM ({chain}) c"  # noqa: S608
    sql = f"SELECT at AS ts_us, {len(one.rules)} AS n{groups} FROM ({chain}) WHERE at - start <= ?"  # noqa: S608
    # The outermost subquery is written first, so its rule is the first parameter.
    return sql, [*reversed(one.rules), one.span_us]


def _alike(one: Correlation, left: str, right: str) -> str:
    return "".join(f" AND {left}.{name} IS {right}.{name}" for name in one.group_by)


def _resolved(reference: SigmaRuleReference, known: Mapping[str, str], where: str) -> str:
    if reference.reference in known:
        return known[reference.reference]
    raise ConfigError(
        Text(
            f"所引用的规则 {reference.reference} 不存在或不能运行",
            f"the rule {reference.reference} is missing or does not run",
        ),
        where=where,
        next_step=Text("关联只能引用可以运行的检测规则", "a correlation can only refer to detection rules that run"),
    )


def _column(name: str, sigma: SigmaCorrelationRule, where: str) -> str:
    alias: SigmaCorrelationFieldAlias | None = sigma.aliases.aliases.get(name)
    meant = {_COLUMN.get(field) for field in (alias.mapping.values() if alias else [name])}
    column = meant.pop() if len(meant) == 1 else None
    if column is not None:
        return column
    known = " ".join(sorted(_COLUMN))
    raise ConfigError(
        Text(f"不能按 {name} 关联：记录中没有这个字段", f"cannot correlate by {name}: what is kept has no such field"),
        where=where,
        next_step=Text(f"可用：{known}", f"possible: {known}"),
    )


def _unsupported(what: str, where: str) -> ConfigError:
    known = " ".join(_SUPPORTED).lower()
    return ConfigError(
        Text(f"不支持的关联：{what}", f"this kind of correlation is not supported: {what}"),
        where=where,
        next_step=Text(f"可用：{known}", f"possible: {known}"),
    )
