"""Purposes as the command line and the pages see them: the catalogue, activation by dossier, stop and end."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from fairwatch.errors import Refused
from fairwatch.governance import dossier, scope
from fairwatch.governance.clock import moment
from fairwatch.governance.models import PseudonymKey, PurposeVersion, State
from fairwatch.governance.services import directory, forbidden_apps, laws, procedure, standing
from fairwatch.governance.services.acting import OPERATOR, acting
from fairwatch.text import Text

OFF = "OFF"
"""State of a template that nobody has proposed yet: all of them at install (R26)."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One purpose in the public register (R22)."""

    id: str
    kind: str
    title: Text
    state: str
    """``OFF`` or a state of LAW section 6."""
    version: int | None
    scope_hash: str | None
    active_from: dt.datetime | None
    active_until: dt.datetime | None
    individual: bool
    needs_consent: bool


def catalogue(now: dt.datetime | None = None) -> list[Listing]:
    """Every purpose there is, with the state of its latest version. Everybody may read it."""
    at = moment(now)
    latest = {row.purpose.key: row for row in PurposeVersion.objects.select_related("purpose").order_by("number")}
    latest |= {row.purpose.key: row for row in latest.values() if row.state == State.ACTIVE}
    due = {version.pk: move.target.value for version, move in standing.live(at) if move}
    return [_listing(template, latest.get(template.id), due) for template in scope.templates().values()]


def dossier_template(purpose: str) -> str:
    """The YAML file to fill in for :func:`activate`, with comments in both languages."""
    return dossier.blank(scope.template(purpose).narrowed(laws.current()))


def activate(purpose: str, path: Path, actor: str, *, now: dt.datetime | None = None) -> None:
    """Walk a purpose through its whole procedure with the records of a dossier; all steps, or none.

    What is missing in the file is a ``ConfigError`` with its line; what the law refuses is ``Refused``.
    """
    file = dossier.read(path, purpose, laws.current(now))
    with acting(actor, "activate with dossier", purpose=purpose, now=now) as act:
        act.changed = False  # each step counts its own change
        version = procedure.draft(file.scope, file.sponsor, actor=actor, now=now)
        procedure.submit(version, file.submitted_on, actor=actor, now=now)
        procedure.sign_assessment(version, file.assessment, actor=actor, now=now)
        procedure.conclude_consultation(version, file.consultation, actor=actor, now=now)
        procedure.prove_basis(version, file.basis, actor=actor, now=now)
        procedure.publish(version, file.publication, actor=actor, now=now)
        procedure.turn_key(version, "dpo", file.dpo, actor=actor, now=now)
        procedure.turn_key(version, "union", file.union, actor=actor, now=now)
        procedure.activate(version, actor=actor, now=now)
        if purpose == dossier.FORBIDDEN_APPS_OF:
            forbidden_apps.publish(file.forbidden_apps, file.scope.time_zone, actor=actor, now=now)


def suspend(purpose: str, *, by: str, reason: str, now: dt.datetime | None = None) -> None:
    """ACTIVE → SUSPENDED, at once: the DPO or the union stops a purpose."""
    with acting(by, "suspend purpose", purpose=purpose, now=now):
        if not (directory.holds(by, "dpo") or directory.holds(by, "union")):
            raise Refused("E_DISCLOSURE", where=purpose)
        version = PurposeVersion.objects.filter(purpose__key=purpose, state=State.ACTIVE).first()
        if version is None:
            raise Refused("E_PURPOSE_INACTIVE", where=purpose)
        procedure.move(version, version.suspend, actor=by, reason=reason, now=now)


def close(purpose: str, *, now: dt.datetime | None = None) -> None:
    """PURGING → CLOSED, once its rows are gone: the pseudonym key goes as well, and the records stay.

    Without the key, pseudonyms that are left anywhere (the access log) are nobody's.
    """
    with acting(OPERATOR, "close purpose", purpose=purpose, now=now) as act:
        for version in PurposeVersion.objects.filter(purpose__key=purpose, state=State.PURGING):
            procedure.move(version, version.close, actor=OPERATOR, reason="purged", now=now)
        act.counts["keys"] = PseudonymKey.objects.filter(purpose__key=purpose).delete()[0]


def _listing(template: scope.Scope, row: PurposeVersion | None, due: dict[int, str]) -> Listing:
    """``due``: versions that time has moved on, although nobody has written it down yet."""
    return Listing(
        id=template.id,
        kind=template.kind,
        title=template.title,
        state=due.get(row.pk, row.state) if row else OFF,
        version=row.number if row else None,
        scope_hash=row.scope_hash if row else None,
        active_from=row.active_from if row else None,
        active_until=row.active_until if row else None,
        individual=template.individual,
        needs_consent=template.needs_consent,
    )
