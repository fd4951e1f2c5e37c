"""The tables of the database as polars frames, read by plain SQL without an object per row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import polars as pl
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import CharField, F, Q, QuerySet
from django.db.models.functions import Cast, Coalesce, Least

from fairwatch import policy
from fairwatch.governance import clock
from fairwatch.governance.clock import microseconds
from fairwatch.governance.models import (
    Account,
    Consent,
    Device,
    FormerOwner,
    FormerState,
    Notice,
    Person,
    PurposeVersion,
    RoleGrant,
    TimeException,
)
from fairwatch.governance.services import rights

_PRESENT = Q(person__left_at=None)


def people() -> pl.DataFrame:
    """Everybody at present, as ``policy.PEOPLE``, in the order of their ids."""
    schema = {name: kind for name, kind in policy.PEOPLE.items() if name != "roles"}
    rows = _frame(
        Person.objects.filter(left_at=None),
        schema,
        ("key", "department", "time_zone", "assignment__shift__name", "excluded"),
    )
    grants = _frame(
        RoleGrant.objects.filter(_PRESENT), {"person": pl.String, "role": pl.String}, ("person__key", "role")
    )
    held = grants.group_by("person").agg(roles=pl.col("role").sort())
    none = pl.lit([], dtype=pl.List(pl.String))
    everybody = pl.lit(["employee"], dtype=pl.List(pl.String))
    return (
        rows.join(held, on="person", how="left")
        .with_columns(roles=pl.concat_list(everybody, pl.col("roles").fill_null(none)))
        .select(policy.PEOPLE.keys())
        .sort("person")
    )


def former_people() -> pl.DataFrame:
    """What was said of people of the directory before, as ``policy.FORMER_PEOPLE``."""
    fields = ("person__key", "department", "time_zone", "shift", "roles", "excluded", "until")
    rows = FormerState.objects.filter(_PRESENT).order_by("until", "pk").values_list(*fields)
    values = ((*state, microseconds(until)) for *state, until in rows.iterator())
    return _of_objects(values, policy.FORMER_PEOPLE)


def former_owners() -> pl.DataFrame:
    """Whose login names and devices were before, as ``policy.FORMER_OWNERS``."""
    fields = ("kind", "name", "person__key", "ownership", "until")
    rows = FormerOwner.objects.order_by("until", "pk").values_list(*fields)
    return _of_objects(((*owner, microseconds(until)) for *owner, until in rows.iterator()), policy.FORMER_OWNERS)


def _of_objects(rows: Iterable[tuple[Any, ...]], schema: Mapping[str, Any]) -> pl.DataFrame:
    """In an order of our own, not of the database's collation: it is part of the policy's hash."""
    return pl.DataFrame(list(rows), schema=schema, orient="row").sort(
        [name for name, kind in schema.items() if kind in {pl.String, pl.Int64}], maintain_order=True
    )


def accounts() -> pl.DataFrame:
    return _frame(Account.objects.filter(_PRESENT), policy.ACCOUNTS, ("name", "person__key")).sort("account")


def devices() -> pl.DataFrame:
    return _frame(Device.objects.all(), policy.DEVICES, ("name", "person__key", "ownership")).sort("device")


def exceptions() -> pl.DataFrame:
    rows = _frame(
        TimeException.objects.filter(_PRESENT), policy.EXCEPTIONS, ("person__key", "start_us", "end_us", "kind")
    )
    return rows.sort("person", "start_us", "end_us", "kind")


def notices(versions: list[PurposeVersion], waiting_days: int) -> pl.DataFrame:
    """First instant after acknowledgement and waiting, per person and purpose, as ``policy.NOTICES``.

    A notice counts for a version when it was served after the version's text was published, and for somebody who came
    back when it was served after their return. To whoever's objection was granted no notice counts (R36).
    """
    for_a_version = Q(pk__in=[])
    for version in versions:
        for_a_version |= Q(purpose=version.purpose.key, served_on__gte=version.published_on)
    since_return = Q(person__returned_on=None) | Q(served_on__gte=F("person__returned_on"))
    rows = _frame(
        Notice.objects.filter(
            _PRESENT,
            for_a_version,
            since_return,
            ~rights.against_collection("person", "purpose"),
            acknowledged_on__isnull=False,
        ),
        {"person": pl.String, "purpose": pl.String, "day": pl.String, "zone": pl.String},
        # SQLite keeps dates as text and PostgreSQL as dates; as text they are alike.
        ("person__key", "purpose", Cast("acknowledged_on", CharField()), "person__time_zone"),
    )
    starts = rows.select(pl.col("day").str.to_date(), "zone", text="day").unique()
    instants = [
        microseconds(clock.midnight(clock.day_after_waiting(day, waiting_days), zone))
        for day, zone in starts.select("day", "zone").iter_rows()
    ]
    effective = starts.select(pl.col("text").alias("day"), "zone", effective_us=pl.Series(instants, dtype=pl.Int64))
    return (
        rows.join(effective, on=["day", "zone"])
        .group_by("person", "purpose")
        .agg(pl.col("effective_us").min())
        .select(policy.NOTICES.keys())
        .sort("person", "purpose")
    )


def consents(versions: list[PurposeVersion]) -> pl.DataFrame:
    """Consents to the wording in force, as ``policy.CONSENTS``. One that was given anew ends the one before.

    A consent that was withdrawn is none, for no line: what it allowed goes, and nothing of it comes in any more (R10).
    """
    hashes = [version.scope_hash for version in versions]
    rows = (
        Consent.objects.filter(_PRESENT, decision="granted", scope_hash__in=hashes)
        .filter(Q(person__returned_on=None) | Q(decided_at__date__gte=F("person__returned_on")))
        .exclude(withdrawn_at__isnull=False, ask_again_from__isnull=False)
        .annotate(end=Least("until", Coalesce("withdrawn_at", "until")))
        .values_list("person__key", "purpose", "decided_at", "end")
    )
    spans = [(person, purpose, microseconds(start), microseconds(end)) for person, purpose, start, end in rows]
    return pl.DataFrame(spans, schema=policy.CONSENTS, orient="row").sort("person", "purpose", "from_us")


def _frame(rows: QuerySet[Any], schema: Mapping[str, Any], fields: tuple[str | Cast, ...]) -> pl.DataFrame:
    """The named fields of a query, as the columns of ``schema``, in that order."""
    columns: Iterable[tuple[Any, ...]] = [()] * len(schema)
    with suppress(EmptyResultSet), connection.cursor() as cursor:
        cursor.execute(*rows.order_by().values_list(*fields).query.sql_with_params())
        if found := cursor.fetchall():
            columns = zip(*found, strict=True)
    filled = dict(zip(schema, columns, strict=True))
    return pl.DataFrame([pl.Series(name, filled[name], dtype=kind, strict=False) for name, kind in schema.items()])
