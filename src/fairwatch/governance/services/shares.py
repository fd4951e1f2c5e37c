"""What people show of themselves: pushed by the person alone, row by row, to one recipient, for a while (tier shared).

There is no way to ask for a share, and none to find out who has something to share: silence says nothing.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from fairwatch.errors import Refused
from fairwatch.governance import scope as scopes
from fairwatch.governance.clock import moment
from fairwatch.governance.models import Share
from fairwatch.governance.services import directory, laws
from fairwatch.governance.services.acting import OPERATOR, acting

Value = str | int | float | bool | None
MOST_ITEMS = 200
"""More are not ticked one by one."""


@dataclass(frozen=True, slots=True)
class Item:
    """One ticked row of a table that disclosure released to the person: the table's name, the row's columns."""

    table: str
    row: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Shared:
    """A share as its recipient sees it."""

    person: str
    purpose: str
    items: tuple[Item, ...]
    until: dt.datetime


@dataclass(frozen=True, slots=True)
class Sharing:
    """That something is shared: between whom, until when, how much; not what."""

    key: str
    person: str
    recipient: str
    purpose: str
    rows: int
    until: dt.datetime


def push(
    person: str,
    recipient: str,
    purpose: str,
    items: Sequence[Item],
    days: int,
    *,
    by: str,
    now: dt.datetime | None = None,
) -> str:
    """Show these rows to ``recipient`` for ``days``; returns the share's key. Only the person can (``by``)."""
    at, key = moment(now), secrets.token_hex(6)
    with acting(by, "push share", role="employee", purpose=purpose, now=now) as act:
        act.changed = False
        act.concerning.add(by)
        if by != person or not scopes.template(purpose).individual:
            raise Refused("E_LEAVING_INDIVIDUAL", where="share")
        if recipient == person or not directory.holds(recipient, "employee"):
            raise Refused("E_DISCLOSURE", where="share.recipient")
        if not 1 <= len(items) <= MOST_ITEMS or not all(item.row for item in items):
            raise Refused("E_DISCLOSURE", where="share.items")
        if not 1 <= days <= laws.current(at).number("shares.longest_days"):
            raise Refused("E_DISCLOSURE", where="share.days")
        act.counts = {"items": len(items)}
        Share.objects.create(
            key=key,
            person=directory.person(person),
            recipient=recipient,
            purpose=purpose,
            items=[{"table": item.table, "row": dict(item.row)} for item in items],
            pushed_at=at,
            until=at + dt.timedelta(days=days),
        )
    return key


def revoke(key: str, *, by: str, now: dt.datetime | None = None) -> None:
    """End a share at once. Only the person who pushed it can."""
    at = moment(now)
    with acting(by, "revoke share", role="employee", now=now) as act:
        act.changed = False
        act.concerning.add(by)
        ended = Share.objects.filter(key=key, person__key=by, revoked_at=None).update(revoked_at=at, items=[])
        if not ended:
            raise Refused("E_DISCLOSURE", where="share")


def read(key: str, *, by: str, now: dt.datetime | None = None) -> Shared:
    """The rows, for the recipient alone, while they are shared; the person sees who looked."""
    at = moment(now)
    with acting(by, "read share", now=now) as act:
        act.changed = False
        share = _running(at).filter(key=key, recipient=by).first()
        if share is None or not directory.holds(by, "employee"):
            # One answer to everything, so that a key says nothing about whether there is a share.
            raise Refused("E_LEAVING_INDIVIDUAL", where="share")
        act.purpose = share.purpose
        act.concerning.add(share.person.key)
        items = tuple(Item(item["table"], item["row"]) for item in share.items)
    return Shared(share.person.key, share.purpose, items, share.until)


def mine(person: str, *, by: str, now: dt.datetime | None = None) -> list[Sharing]:
    """What the person shares at present, for the person alone."""
    if by != person:
        raise Refused("E_LEAVING_INDIVIDUAL", where="share")
    return [_sharing(row) for row in _running(moment(now)).filter(person__key=person)]


def with_me(by: str, *, now: dt.datetime | None = None) -> list[Sharing]:
    """What others share with whoever asks, at present; each of them pushed it."""
    if not directory.holds(by, "employee"):
        raise Refused("E_LEAVING_INDIVIDUAL", where="share")
    return [_sharing(row) for row in _running(moment(now)).filter(recipient=by)]


def expire(now: dt.datetime | None = None) -> int:
    """Remove the rows of shares that are over, or whose person has left; returns how many. Run daily."""
    at = moment(now)
    with acting(OPERATOR, "expire shares", now=now) as act:
        act.changed = False
        over = Share.objects.filter(Q(until__lte=at) | Q(person__left_at__isnull=False)).exclude(items=[])
        act.counts = {"shares": over.update(items=[])}
    return act.counts["shares"]


def _running(at: dt.datetime) -> QuerySet[Share]:
    rows = Share.objects.filter(revoked_at=None, pushed_at__lte=at, until__gt=at, person__left_at=None)
    return rows.select_related("person").order_by("pk")


def _sharing(row: Share) -> Sharing:
    return Sharing(row.key, row.person.key, row.recipient, row.purpose, len(row.items), row.until)
