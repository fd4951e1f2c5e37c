"""Rows of single people on their way out: one's own rows, or everybody's under a changing pseudonym."""

from __future__ import annotations

import datetime as dt
import hmac

import polars as pl

from fairwatch.disclosure import leaving
from fairwatch.disclosure.released import ReleasedTable
from fairwatch.errors import Refused
from fairwatch.findings import Column, Table
from fairwatch.policy import PolicySnapshot, Purpose
from fairwatch.text import Text
from fairwatch.viewer import Viewer

ALIAS_LENGTH = 12
"""Hex digits: enough to keep a hundred thousand people apart, short enough to be read out."""


def of_one(table: Table, purpose: Purpose, policy: PolicySnapshot, pseudonym: str) -> ReleasedTable:
    """The rows of one person, without the subject column: for that person, or narrowed to what a case may see."""
    frame = table.frame.filter(pl.col(_subject(table)) == pseudonym)
    columns = tuple(column for column in table.columns if column.role in ("dimension", "measure", "detail"))
    return _table(table, columns, frame, purpose, policy)


def aliased(table: Table, purpose: Purpose, policy: PolicySnapshot, viewer: Viewer, day: dt.date) -> ReleasedTable:
    """Everybody's rows, under :func:`alias`, in the order of the alias and then of time; small departments are left
    blank."""
    subject = _subject(table)
    subjects = table.frame.get_column(subject).unique().to_list()
    names = {one: alias(purpose, one, viewer, day) for one in subjects}
    columns = tuple(column for column in table.columns if column.role in ("subject", "dimension", "measure", "detail"))
    frame = table.frame.with_columns(pl.col(subject).replace_strict(names, return_dtype=pl.String))
    if "department" in frame.columns:
        large = [name for name, people in headcount(policy, purpose).items() if people >= policy.limits.min_group]
        frame = frame.with_columns(
            pl.when(pl.col("department").cast(pl.String).is_in(large)).then(pl.col("department"))
        )
    bucket = _bucket_us(policy)  # the order must not tell more of the time than is shown
    times = [pl.col(column.name) // bucket for column in columns if column.unit == "instant"]
    order = [pl.col(subject), *times, *(pl.col(column.name) for column in columns if column.role == "dimension")]
    columns = tuple(_as_alias(column) if column.role == "subject" else column for column in columns)
    return _table(table, columns, frame.sort(order), purpose, policy)


def alias(purpose: Purpose, subject: str, viewer: Viewer, day: dt.date) -> str:
    """The name under which ``viewer`` sees ``subject`` on ``day``.

    It is the same in all tables of the purpose that this viewer sees on that day, because findings must be put
    together; on another day, for another viewer or another purpose it is a different one, so releases cannot be joined
    into a file about one person. Nothing has to be kept: whoever opens a case about an alias computes it anew from the
    purpose's key and the access log's entry (viewer, day).
    """
    message = "\x1f".join(("alias", viewer.person, day.isoformat(), subject))
    return hmac.new(purpose.key, message.encode(), "sha256").hexdigest()[:ALIAS_LENGTH]


def headcount(policy: PolicySnapshot, purpose: Purpose) -> dict[str, int]:
    """Department -> people whom the purpose may observe."""
    people = policy.people.filter(~pl.col("excluded"))
    if purpose.kind in leaving.KINDS:
        exempt = pl.col("roles").list.set_intersection(sorted(policy.exempt_roles)).list.len().fill_null(0) > 0
        people = people.filter(~exempt)
    if purpose.departments is not None:
        people = people.filter(pl.col("department").is_in(sorted(purpose.departments)))
    return dict(people.group_by("department").len().drop_nulls().iter_rows())


def _subject(table: Table) -> str:
    """Name of the pseudonym column; without one nobody can say whose rows these are."""
    subject = table.column("subject")
    if subject is None:
        raise Refused("E_DISCLOSURE", where=table.name)
    return subject


def _bucket_us(policy: PolicySnapshot) -> int:
    return policy.limits.bucket_minutes * 60_000_000


def _table(
    table: Table, columns: tuple[Column, ...], frame: pl.DataFrame, purpose: Purpose, policy: PolicySnapshot
) -> ReleasedTable:
    bucket = _bucket_us(policy)
    # Only what people asked to be kept for themselves keeps its exact time (DESIGN, leaving tendency, tier "self").
    exact = purpose.kind == leaving.SELF
    shown = [
        pl.col(column.name) if exact or column.unit != "instant" else pl.col(column.name) // bucket * bucket
        for column in columns
    ]
    return ReleasedTable(
        name=table.name,
        title=table.title,
        grain="person",
        purpose=table.purpose,
        columns=columns,
        frame=frame.select(shown),
        main=table.main,
    )


def _as_alias(column: Column) -> Column:
    return Column(column.name, "subject", Text("代号", "Alias"))
