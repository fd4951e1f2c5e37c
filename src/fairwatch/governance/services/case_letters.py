"""The letter that tells somebody of a case about them: why, who decided, what was looked at, their rights (R35).

It is made of the case's file and of the access log, which nobody can change, so that it says the same whenever it is
read. It goes with the file.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from fairwatch.governance import notifications, scope
from fairwatch.governance.models import AuditEntry, AuditIdentity, Case, Person
from fairwatch.governance.models.cases import RUNNING
from fairwatch.governance.services import case_register, cases
from fairwatch.governance.services.case_register import CaseView
from fairwatch.text import Text

ROLES = {
    "dpo": Text("个人信息保护负责人", "the DPO"),
    "counsel": Text("法务", "counsel"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """One time that rows of the person were shown in the case."""

    at: str
    who: str
    what: str
    purpose: str
    rows: int | None
    """None where lines of the sealed log were opened, which are counted in a file of their own."""


def tell(key: str, *, by: str, now: dt.datetime | None = None) -> Text:
    """Put on record that the person is told of the case; returns the letter to hand to them."""
    cases.tell_subject(key, by=by, now=now)
    return of(case_register.file_of(Case.objects.select_related("subject").get(key=key)))


def mine(person: str, *, by: str, now: dt.datetime | None = None) -> list[tuple[CaseView, Text]]:
    """The cases that the person was told of or must see by now, each with its letter."""
    return [(file, of(file)) for file in case_register.told(person, by=by, now=now)]


def of(file: CaseView) -> Text:
    """The letter for a file that shows its subject."""
    zone = Person.objects.get(key=file.subject).time_zone

    def local(at: dt.datetime | None, form: str = "%Y-%m-%d %H:%M") -> str:
        return f"{at.astimezone(ZoneInfo(zone)):{form}}" if at else ""

    titles = scope.templates()
    facts = dataclasses.asdict(file) | {
        "zone": zone,
        "running": file.state in RUNNING,
        "told_on": local(file.told_at, "%Y-%m-%d"),
        "suspected_at": local(file.suspected_at),
        "requested_at": local(file.requested_at),
        "union_on": local(file.union_informed_at, "%Y-%m-%d"),
        "ended_at": local(file.ended_at),
        "kept_until": local(file.kept_until, "%Y-%m-%d"),
        "approvals": sorted(file.approvals.items()),
        "roles": ROLES,
        "purposes": [(titles[name].title, ", ".join(columns)) for name, columns in file.fields.items()],
        "looks": _looks(file.key, ZoneInfo(zone)),
    }
    return notifications.case_letter(facts)


def _looks(key: str, zone: ZoneInfo) -> list[Look]:
    beginning = cases.action(key, "")
    names = dict(AuditIdentity.objects.values_list("pseudonym", "name"))
    shown = AuditEntry.objects.filter(action__startswith=beginning, outcome="released").order_by("index")
    return [
        Look(
            at=f"{dt.datetime.fromtimestamp(entry.time_us / 1_000_000, zone):%Y-%m-%d %H:%M}",
            who=names.get(entry.actor, "–"),
            what=entry.action.removeprefix(beginning),
            purpose=entry.purpose,
            rows=json.loads(entry.counts).get("rows"),
        )
        for entry in shown
    ]
