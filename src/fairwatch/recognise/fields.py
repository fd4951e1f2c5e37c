"""The fields a rule may look at: Sigma's proxy taxonomy and a few of our own, as expressions over our columns.

A *profile* field has few distinct values in a batch (method, status, category …); a *row* field is different in almost
every row (the URL). Rules are first decided on the distinct profiles of a batch, and only what is left is looked at row
by row. Who did something is no field: a rule says what was done, never by whom.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import polars as pl

from fairwatch import columns

Kind = Literal["text", "number", "flag"]

AGENTS = ("browser", "app", "machine", "none")
"""Classes of user agents (see ``agents.tsv``); ``none`` means that the log has none."""

PAGES = ("none", "same", "other", "unknown")
"""What the referer says: no referer, a page of the same site, of another known site, of a host nobody knows."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: where its value comes from, and what values make sense."""

    expr: pl.Expr
    """Over the columns of ``columns.ACTIVITY`` and ``columns.SITE`` (row fields), or of a profile table."""
    kind: Kind
    profile: bool = False
    values: frozenset[str] | None = None
    """The only values that can occur; None means any. A rule that names another value is a mistake."""


def _profile(name: str, kind: Kind = "text", values: Iterable[str] | None = None) -> Field:
    return Field(pl.col(name), kind, profile=True, values=None if values is None else frozenset(values))


def _row(expr: pl.Expr, kind: Kind = "text", values: Iterable[str] | None = None) -> Field:
    return Field(expr, kind, values=None if values is None else frozenset(values))


def fields(*, sites: Iterable[str], categories: Iterable[str], kinds: Iterable[str]) -> dict[str, Field]:
    """All fields by their name in a rule. The catalogue's keys are given so that a misspelt one is found."""
    url = pl.col("url")
    before, query = (url.str.splitn("?", 2).struct.field(f"field_{part}") for part in (0, 1))
    # scheme: / / host / path. Splitting is three times as fast as a capturing regular expression.
    stem = pl.lit("/") + before.str.splitn("/", 4).struct.field("field_3").fill_null("")
    return {
        # Sigma's proxy taxonomy
        "c-uri": _row(url),
        "c-uri-stem": _row(stem),
        "c-uri-query": _row(query),
        "c-uri-extension": _row(stem.str.extract(r"\.([A-Za-z0-9]{1,8})$")),
        "c-useragent": _row(pl.col("user_agent")),
        "c-uri-path": _row(stem + pl.when(query.is_null()).then(pl.lit("")).otherwise(pl.lit("?") + query)),
        "cs-host": _row(pl.col("host")),
        "r-dns": _row(pl.col("host")),
        "cs-referrer": _row(pl.col("referer")),
        "cs-bytes": _row(pl.col("bytes_up"), "number"),
        "sc-bytes": _row(pl.col("bytes_down"), "number"),
        "cs-method": _profile("cs-method"),
        "sc-status": _profile("sc-status", "number"),
        "cs-mime-type": _profile("cs-mime-type"),
        # our own
        "fairwatch.site": _row(pl.col("site").cast(pl.String), values=sites),
        "fairwatch.category": _profile("fairwatch.category", values=categories),
        "fairwatch.kind": _profile("fairwatch.kind", values=kinds),
        "fairwatch.asset": _profile("fairwatch.asset", "flag"),
        "fairwatch.agent": _profile("fairwatch.agent", values=AGENTS),
        "fairwatch.page": _profile("fairwatch.page", values=PAGES),
        "fairwatch.grade": _profile("fairwatch.grade", values=columns.GRADES),
        "fairwatch.url": _profile("fairwatch.url", "flag"),
        "fairwatch.file": _profile("fairwatch.file", "flag"),
        "fairwatch.mail": _profile("fairwatch.mail", "flag"),
        "fairwatch.source": _profile("fairwatch.source"),
        "fairwatch.blocked": _profile("fairwatch.blocked", "flag"),
    }


MAIL_LOGS = "^(postfix|zeek-smtp|cert-email|cert:email)"
"""Formats whose rows are messages: the host is the recipients' domain, not one that somebody visits."""

is_mail = (
    ~pl.col("fairwatch.url")
    & (
        pl.col("fairwatch.source").str.contains(MAIL_LOGS)
        | (
            # Suricata writes everything to one log. A name in a row of the weakest grade is a recipient's domain, or
            # that of an HTTP request that brought a file; nobody fetches files from a mail provider in clear text.
            (pl.col("fairwatch.source") == "suricata-eve")
            & (pl.col("fairwatch.grade") == "flow")
            & pl.col("fairwatch.category").is_not_null()
            & (~pl.col("fairwatch.file") | (pl.col("fairwatch.category") == "webmail"))
        )
    )
).fill_null(value=False)
"""Over a profile table: whether the row is a message."""


def folded(name: str) -> str:
    """The column with a text field's lower-case form. Sigma compares strings without regard to case."""
    return f"{name}/folded"


def plain(column: str) -> str:
    """The field that a column, folded or not, belongs to."""
    return column.removesuffix("/folded")


def columns_of(names: Iterable[str], known: dict[str, Field]) -> list[pl.Expr]:
    """Expressions that make the named columns (fields, or their folded form) out of the fields' sources."""
    made = []
    for name in sorted(names):
        expr = known[plain(name)].expr
        made.append((expr if name == plain(name) else expr.str.to_lowercase()).alias(name))
    return made
