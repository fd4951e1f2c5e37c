"""Orders to erase: who or what must go, why, and by when (R10, R36, R47). ``pipeline.erasure`` carries them out.

What went stays on record as counts; the record of an order names the person as long as the law wants the proof.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from fairwatch.errors import Refused
from fairwatch.governance.clock import moment
from fairwatch.governance.lawpack import ERASURE_REASONS
from fairwatch.governance.models import Device, ErasureOrder, LegalHold, PseudonymKey, Share
from fairwatch.governance.services import case_holds, laws, pseudonyms
from fairwatch.governance.services.acting import OPERATOR, acting
from fairwatch.governance.services.case_holds import HeldRows

LEASES = ""
"""In place of a purpose: the address leases of the person's devices."""
SHARES = "shares"
"""Store name of the rows that people had shared."""
_GATE_CLOSES = dt.timedelta(seconds=60)
"""A batch that passed the gate just before the order may be stored just after it was carried out (R10), so what was
done this soon is done once more."""
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Order:
    """One order as the data plane needs it."""

    id: int
    person: str | None
    """None: everybody."""
    purpose: str
    pseudonym: str | None
    """None: everybody, or the key is gone and the rows are nobody's already."""
    devices: tuple[str, ...]
    reason: str
    held_until: dt.datetime | None
    """Until when a legal hold forbids it."""
    spared: tuple[str, ...] = ()
    """Pseudonyms of those for whose sake a whole purpose is held; everybody else's rows go."""
    cases: tuple[HeldRows, ...] = ()
    """Rows that running cases hold; all others of the order go."""


def order(
    people: Iterable[int], purposes: Iterable[str], reason: str, *, now: dt.datetime | None = None
) -> list[ErasureOrder]:
    """Order that people (primary keys) be erased under some purposes. What is on order already is not ordered twice.

    Call inside the act that gives rise to it.
    """
    at = moment(now)
    due = at + _time_limit(reason)
    wanted = {(person, purpose) for person in people for purpose in purposes}
    _open().filter(_matching(wanted), due_at__gt=due).update(due_at=due)
    known = set(_open().filter(_matching(wanted)).values_list("person", "purpose"))
    devices = _devices({person for person, purpose in wanted - known if purpose == LEASES})
    rows = [
        ErasureOrder(
            person_id=person,
            purpose=purpose,
            devices=devices.get(person, []) if purpose == LEASES else [],
            reason=reason,
            ordered_at=at,
            due_at=due,
        )
        for person, purpose in sorted(wanted - known)
    ]
    return ErasureOrder.objects.bulk_create(rows, batch_size=_BATCH)


def order_everything(people: Iterable[int], reason: str, *, now: dt.datetime | None = None) -> list[ErasureOrder]:
    """Order that people be erased under every purpose that ever was active, and their devices' leases."""
    return order(people, [*PseudonymKey.objects.values_list("purpose__key", flat=True), LEASES], reason, now=now)


def order_purpose(purpose: str, *, now: dt.datetime | None = None) -> None:
    """Order that everything of a purpose be erased, because it has ended."""
    at = moment(now)
    if not _open().filter(person=None, purpose=purpose).exists():
        ErasureOrder.objects.create(
            purpose=purpose, reason="purpose_ended", ordered_at=at, due_at=at + _time_limit("purpose_ended")
        )


def pending(now: dt.datetime | None = None) -> list[Order]:
    """What is to be erased now, oldest first, what a hold forbids included."""
    at = moment(now)
    return [_as_order(row, at) for row in unfinished().select_related("person").order_by("ordered_at", "pk")]


def unfinished() -> QuerySet[ErasureOrder]:
    """Orders whose rows may still be there."""
    done_too_soon = Q(carried_out_at__lt=F("ordered_at") + _GATE_CLOSES)
    return ErasureOrder.objects.filter(Q(carried_out_at=None) | done_too_soon)


def settle(done: Order, removed: Mapping[str, int], *, now: dt.datetime | None = None) -> None:
    """Put the proof on record: when, and how many rows per store. It never says what they held.

    Rows that the person had shared with somebody are copies, and go in the same moment.
    """
    with acting(OPERATOR, "erase purpose" if done.person is None else "erase person", now=now) as act:
        act.changed = False
        removed = {**removed, **_erase_shared(done, moment(now))}
        act.purpose, act.counts = done.purpose, dict(removed)
        act.concerning = {done.person} if done.person else set()
        row = ErasureOrder.objects.get(pk=done.id)
        row.carried_out_at, row.devices = moment(now), []
        row.removed |= {store: row.removed.get(store, 0) + rows for store, rows in removed.items()}
        row.save(update_fields=["carried_out_at", "devices", "removed"])


def note_hold(held: Order, *, now: dt.datetime | None = None) -> None:
    """Log that an order could not be carried out: ``E_LEGAL_HOLD``. The person finds it in their access log."""
    with suppress(Refused), acting(OPERATOR, "erase person", purpose=held.purpose, now=now) as act:
        act.concerning = {held.person} if held.person else set()
        raise Refused("E_LEGAL_HOLD", where=f"{held.purpose} {held.held_until:%Y-%m-%d}")


def note_case(held: Order, *, now: dt.datetime | None = None) -> None:
    """The same where a case holds some of the rows: logged as an act of the case, for the person may not know of it
    yet, and finds it when they do."""
    for case in sorted({rows.case for rows in held.cases}):
        with suppress(Refused), acting(OPERATOR, f"case {case}: hold rows", purpose=held.purpose, now=now) as act:
            act.concerning = {held.person} if held.person else set()
            raise Refused("E_LEGAL_HOLD", where=held.purpose)


def is_overdue(now: dt.datetime | None = None) -> bool:
    """Whether something should have gone already and nothing forbids it."""
    at = moment(now)
    return any(not _holds(row, at).exists() for row in _open().filter(due_at__lt=at))


def next_due(now: dt.datetime | None = None) -> dt.datetime | None:
    """By when the most urgent order that nothing holds up must have been carried out."""
    at = moment(now)
    return next((row.due_at for row in _open().order_by("due_at") if not _holds(row, at).exists()), None)


def proof(person: str) -> QuerySet[ErasureOrder]:
    """A person's orders and what became of them."""
    return ErasureOrder.objects.filter(person__key=person).order_by("ordered_at", "pk")


def _open() -> QuerySet[ErasureOrder]:
    return ErasureOrder.objects.filter(carried_out_at=None)


def _matching(wanted: set[tuple[int, str]]) -> Q:
    """Not more than the wanted pairs need: all of them have the same purposes for every person."""
    return Q(person__in={person for person, _ in wanted}, purpose__in={purpose for _, purpose in wanted})


def _time_limit(reason: str) -> dt.timedelta:
    if reason not in ERASURE_REASONS:
        raise ValueError(f"not a reason to erase: {reason!r}")
    return dt.timedelta(hours=laws.current().number(f"retention.erase_hours.{reason}"))


def _erase_shared(done: Order, at: dt.datetime) -> dict[str, int]:
    """End the shares of a purpose and take their rows away."""
    shares = Share.objects.filter(purpose=done.purpose).exclude(items=[])
    if done.person:
        shares = shares.filter(person__key=done.person)
    rows = sum(len(share.items) for share in shares)
    shares.filter(revoked_at=None, until__gt=at).update(revoked_at=at)
    shares.update(items=[])
    return {SHARES: rows} if rows else {}


def _devices(people: set[int]) -> dict[int, list[str]]:
    """Names of the people's devices, as the directory still knows them."""
    found: dict[int, list[str]] = {}
    for person, name in Device.objects.filter(person__in=people).order_by("name").values_list("person", "name"):
        found.setdefault(person, []).append(name)
    return found


def _as_order(row: ErasureOrder, at: dt.datetime) -> Order:
    person = row.person.key if row.person else None
    holds = list(_holds(row, at).filter(case=None).select_related("person"))
    own = pseudonyms.of(person).get(row.purpose) if person else None
    names = {hold.person.key: pseudonyms.of(hold.person.key) for hold in holds} if person is None else {}
    return Order(
        id=row.pk,
        person=person,
        purpose=row.purpose,
        pseudonym=own,
        devices=tuple(row.devices),
        reason=row.reason,
        held_until=max((hold.until for hold in holds), default=None),
        spared=tuple(sorted(known[row.purpose] for known in names.values() if row.purpose in known)),
        cases=tuple(
            rows
            for rows in case_holds.in_force(at)
            if rows.purpose == row.purpose and (person is None or rows.subject == own)
        ),
    )


def _holds(row: ErasureOrder, at: dt.datetime) -> QuerySet[LegalHold]:
    """The holds in the way of an order. One on everything holds the leases too; one on anybody the whole purpose."""
    holds = LegalHold.objects.filter(Q(purpose="") | Q(purpose=row.purpose), until__gt=at, lifted_at=None)
    return holds.filter(person=row.person_id) if row.person_id else holds
