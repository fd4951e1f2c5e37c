"""One signed file with everything that shows how a person's data was handled (R45; PIPL art. 69: the handler proves).

The person gets it, and the DPO and counsel do; consents are in the person's own copy alone (R12). Check it anywhere
with :func:`fairwatch.governance.evidence.verify_pack`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import canonical, chain, evidence, signing, whole_file
from fairwatch.governance.clock import moment
from fairwatch.governance.models import (
    Assessment,
    AuditEntry,
    AuditIdentity,
    BasisProof,
    Consent,
    Notice,
    Person,
    PurposeVersion,
    RetentionRun,
)
from fairwatch.governance.services import audit, cases, directory, erasure, laws, pseudonyms, transfers
from fairwatch.governance.services.acting import acting
from fairwatch.text import Text
from fairwatch.viewer import Viewer

OFFICES = ("dpo", "counsel")


def build(person: str, viewer: Viewer, out: Path, *, recipient: str = "", now: dt.datetime | None = None) -> Path:
    """Write the pack about ``person`` to ``out``; the file is whole or absent, and only its owner may read it.

    ``recipient``: the key of whoever outside is to get it, who must be registered for everything in it (R34). With
    their own copy people do as they like.
    """
    key = signing.signing_key()
    with acting(viewer.person, "build evidence pack", role=viewer.role, now=now) as act:
        act.changed = False
        if not Person.objects.filter(key=person).exists():
            raise ConfigError(Text("名册中没有此人", "the directory does not know this person"))
        act.concerning.add(person)
        own = viewer == Viewer(person, "employee")
        if not own and not (viewer.role in OFFICES and directory.holds(viewer.person, viewer.role)):
            raise Refused("E_DISCLOSURE", where="evidence pack")
        if recipient and not own:
            transfers.check(recipient, _purposes(person), {person}, now=now)
        files = {name: canonical.text(content).encode() for name, content in _contents(person, own=own, now=now)}
        head = audit.head()
        files[evidence.CHAIN] = "\n".join(_content_hashes()).encode()
        about = {
            "person": person,
            "recipient": recipient,
            "built_at": moment(now).isoformat(),
            "law": laws.current(now).law,
            "law_hash": laws.current(now).hash,
            "entries": head.entries,
            "head": head.hash,
        }
        pack = evidence.seal(files, about, key)
        act.counts = {"files": len(files), "bytes": len(pack)}
    whole_file.write(out, pack)
    return out


def _purposes(person: str) -> set[str]:
    """What a pack about this person is about."""
    return set(Notice.objects.filter(person__key=person).values_list("purpose", flat=True))


def _contents(person: str, *, own: bool, now: dt.datetime | None) -> Iterator[tuple[str, Any]]:
    """Name and content of every file. The order of the files says nothing about the person."""
    notices = Notice.objects.filter(person__key=person)
    versions = PurposeVersion.objects.filter(purpose__key__in=_purposes(person))
    yield "notices.json", _plain(notices.order_by("pk"))
    yield "purposes.json", _plain(versions.order_by("purpose__key", "number"))
    yield "basis.json", _plain(BasisProof.objects.filter(version__in=versions).order_by("pk"))
    yield "assessments.json", _plain(Assessment.objects.filter(version__in=versions).order_by("pk"))
    if own:
        yield "consents.json", _plain(Consent.objects.filter(person__key=person).order_by("pk"))
    yield evidence.DECISIONS, list(_decisions(person, own=own, now=now))
    erased = erasure.proof(person)
    yield "erasures.json", _plain(erased if own else erased.exclude(purpose__in=purposes_by_consent()))
    yield "retention.json", _plain(RetentionRun.objects.order_by("pk"))


def _decisions(person: str, *, own: bool, now: dt.datetime | None) -> Iterator[dict[str, Any]]:
    """The entries of the access log that the person did or that are about them.

    From the person's own copy an untold case is left out (``cases.untold``), and from the others' what only the person
    may know: everything about purposes by consent.
    """
    identity = AuditIdentity.objects.filter(name=person).values_list("pseudonym", flat=True).first()
    names = {*pseudonyms.of(person).values(), *([identity] if identity else [])}
    about = Q(actor=identity) if identity else Q(pk__in=[])
    for name in names:
        about |= Q(subjects__contains=name)
    rows = AuditEntry.objects.filter(about)
    if own:
        for beginning in cases.untold(person, now):
            rows = rows.exclude(action__startswith=beginning)
    else:
        rows = rows.exclude(purpose__in=purposes_by_consent()).exclude(action__endswith="share")
    yield from rows.order_by("index").values(*chain.COLUMNS, "hash").iterator()


def purposes_by_consent() -> list[str]:
    """Purposes about which only the person may know anything."""
    return [
        version.purpose.key
        for version in PurposeVersion.objects.select_related("purpose")
        if version.scope["needs_consent"]
    ]


def _content_hashes() -> Iterator[str]:
    """The content hash of every entry: the proof of one entry needs those of all, and the content of none."""
    for row in AuditEntry.objects.order_by("index").values(*chain.CONTENT).iterator(chunk_size=5_000):
        yield chain.content_hash(row)


def _plain(rows: QuerySet[Any]) -> list[dict[str, Any]]:
    """Every column of every row as plain values, instants and days in ISO 8601."""
    return [
        {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in row.items()}
        for row in rows.values()
    ]
