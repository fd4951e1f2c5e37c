"""Nothing goes to a third party or abroad without contract, notice, separate consent and route (R34; PIPL art. 21, 23,
38-40). Whoever hands something out names a registered recipient; where the installation itself stands is checked before
anything is collected.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fairwatch.errors import Refused
from fairwatch.governance import clock, documents, places, scope
from fairwatch.governance.clock import moment
from fairwatch.governance.models import Notice, Person, Recipient, TransferConsent
from fairwatch.governance.places import Place
from fairwatch.governance.services import directory, laws
from fairwatch.governance.services.acting import OPERATOR, acting

KINDS = ("processor", "handler", "authority")
ROUTES = ("assessment", "certification", "standard_contract", "approval")
"""PIPL art. 38: security assessment, certification, standard contract; art. 41: approval for a foreign authority."""
PROCESSOR = "processor"
_OFFICES = ("dpo", "counsel")


@dataclass(frozen=True, slots=True)
class RecipientRecord:
    """Who outside may get what, until when, on which papers (their SHA-256)."""

    key: str
    name: str
    kind: str
    territory: str
    purposes: tuple[str, ...]
    contract_sha256: str
    notice_sha256: str
    until: dt.date
    consent_sha256: str = ""
    route: str = ""
    route_sha256: str = ""


def read(path: Path) -> RecipientRecord:
    """A recipient from its YAML file; what is missing or misspelt is a ``ConfigError`` with file and line."""
    document = documents.read(path)
    document.only(*(field.name for field in dataclasses.fields(RecipientRecord)))
    return RecipientRecord(
        key=document.text("key"),
        name=document.text("name"),
        kind=document.word("kind", KINDS),
        territory=document.text("territory").upper(),
        purposes=document.words("purposes", tuple(scope.templates())),
        contract_sha256=document.sha256("contract_sha256"),
        notice_sha256=document.sha256("notice_sha256"),
        until=document.day("until"),
        consent_sha256=document.sha256("consent_sha256") if document.has("consent_sha256") else "",
        route=document.word("route", ROUTES) if document.has("route") else "",
        route_sha256=document.sha256("route_sha256") if document.has("route_sha256") else "",
    )


def register(record: RecipientRecord, *, by: str, now: dt.datetime | None = None) -> None:
    """Put a recipient on record, with every paper that its kind and its territory need; else ``E_TRANSFER``."""
    at = moment(now)
    with acting(by, "register recipient", now=now):
        _must_hold(by)
        if record.until < at.date() or Recipient.objects.filter(key=record.key).exists():
            raise Refused("E_TRANSFER", where=f"{record.key} until" if record.until < at.date() else record.key)
        _has_its_papers(record)
        values = dataclasses.asdict(record) | {"purposes": sorted(record.purposes)}
        Recipient.objects.create(recorded_by=by, recorded_at=at, **values)


def end(key: str, *, by: str, now: dt.datetime | None = None) -> None:
    """From now on the recipient gets nothing more."""
    with acting(by, "end recipient", now=now):
        _must_hold(by)
        ended = Recipient.objects.filter(key=key, ended_at=None).update(ended_at=moment(now))
        if not ended:
            raise Refused("E_TRANSFER", where=key)


def consent(key: str, *, by: str, now: dt.datetime | None = None) -> None:
    """The person lets this one recipient have their data: one act for one recipient."""
    at = moment(now)
    with acting(by, "consent to transfer", role="employee", now=now) as act:
        act.concerning.add(by)
        recipient = _running(key, at)
        TransferConsent.objects.get_or_create(
            recipient=recipient, person=directory.person(by), withdrawn_at=None, defaults={"given_at": at}
        )


def withdraw_consent(key: str, *, by: str, now: dt.datetime | None = None) -> None:
    """The person takes it back, at any time and without a reason."""
    with acting(by, "withdraw consent to transfer", role="employee", now=now) as act:
        act.concerning.add(by)
        given = TransferConsent.objects.filter(recipient__key=key, person__key=by, withdrawn_at=None)
        given.update(withdrawn_at=moment(now))


def check(key: str, purposes: Iterable[str], people: Iterable[str], *, now: dt.datetime | None = None) -> Recipient:
    """The recipient, if it may get data of these people under these purposes now; else ``Refused("E_TRANSFER")``."""
    recipient = _running(key, moment(now))
    if not_covered := sorted(set(purposes) - set(recipient.purposes)):
        raise Refused("E_TRANSFER", where=f"{key} {', '.join(not_covered)}")
    if _needs_consent(recipient.kind, recipient.territory):
        wanted = set(people)
        given = TransferConsent.objects.filter(recipient=recipient, withdrawn_at=None, person__key__in=wanted)
        if given.count() < len(wanted):
            raise Refused("E_TRANSFER", where=f"{key} consent")
    return recipient


def check_places(now: dt.datetime | None = None) -> None:
    """Raise ``Refused("E_TRANSFER")`` when the installation itself stands where the data may not be."""
    _check(places.places(), moment(now))


def check_engine(hosts: Iterable[str], now: dt.datetime | None = None) -> None:
    """The same for the machines of an engine, before any row goes there; the refusal is logged."""
    abroad = list(places.of_engine(hosts))
    if abroad:
        with acting(OPERATOR, "use engine", now=now) as act:
            act.changed = False
            _check(abroad, moment(now))


def are_places_lawful(at: dt.datetime) -> bool:
    """Whether :func:`check_places` has nothing to say."""
    try:
        check_places(at)
    except Refused:
        return False
    return True


def running(now: dt.datetime | None = None) -> list[Recipient]:
    """Every recipient that may get something now, by key. Everybody may read it."""
    at = moment(now)
    return [row for row in Recipient.objects.filter(ended_at=None).order_by("key") if _is_running(row, at)]


def home() -> str:
    """The territory of the law under which the workspace was made. Adopting another pack later moves no data."""
    adopted = laws.adoptions()
    return (adopted[0].pack if adopted else laws.current()).word("transfers.territory")


def _has_its_papers(record: RecipientRecord) -> None:
    missing = []
    if _needs_consent(record.kind, record.territory) and not record.consent_sha256:
        missing.append("consent_sha256")
    if not places.is_inside(record.territory, home()):
        missing += [name for name in ("route", "route_sha256") if not getattr(record, name)]
    if missing:
        raise Refused("E_TRANSFER", where=f"{record.key} {', '.join(missing)}")


def _needs_consent(kind: str, territory: str) -> bool:
    """Separate consent: for another handler (art. 23), and for everything that goes abroad (art. 39)."""
    return kind == "handler" or not places.is_inside(territory, home())


def _check(found: Iterable[Place], at: dt.datetime) -> None:
    for place in found:
        if not places.is_inside(place.region, home()) and not _is_covered(place, at):
            raise Refused("E_TRANSFER", where=f"{place.what} {place.region}")


def _is_covered(place: Place, at: dt.datetime) -> bool:
    """Somebody registered keeps the data there for every purpose, and everybody with a notice has consented."""
    told = Notice.objects.filter(person__left_at=None)
    purposes = set(told.values_list("purpose", flat=True))
    people = set(Person.objects.filter(pk__in=told.values("person")).values_list("key", flat=True))
    for recipient in running(at):
        if recipient.kind == PROCESSOR and recipient.territory == place.region:
            try:
                check(recipient.key, purposes, people, now=at)
            except Refused:
                continue
            return True
    return False


def _running(key: str, at: dt.datetime) -> Recipient:
    recipient: Recipient | None = Recipient.objects.filter(key=key).first()
    if recipient is None or not _is_running(recipient, at):
        raise Refused("E_TRANSFER", where=key)
    return recipient


def _is_running(recipient: Recipient, at: dt.datetime) -> bool:
    ended = recipient.ended_at is not None and recipient.ended_at <= at
    return not ended and clock.midnight(recipient.until + dt.timedelta(days=1), "UTC") > at


def _must_hold(person: str) -> None:
    if not any(directory.holds(person, office) for office in _OFFICES):
        raise Refused("E_DISCLOSURE", where="recipient")
