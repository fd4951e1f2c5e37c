"""Legal holds: data that should go must stay, by whose word, why, and until when (R42).

What a running case holds is the subject of ``case_holds``.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import scope
from fairwatch.governance.clock import moment
from fairwatch.governance.models import LegalHold, Person
from fairwatch.governance.services import directory
from fairwatch.governance.services.acting import acting
from fairwatch.text import Text


def place(
    person: str, purpose: str, reason: str, until: dt.datetime, *, by: str, now: dt.datetime | None = None
) -> LegalHold:
    """Hold a person's data under one purpose (empty: all). The DPO or counsel only; never without reason and end.

    Held data is kept and used for nothing: it is frozen like a disputed row once an erasure waits for it.
    """
    at = moment(now)
    if purpose:
        scope.template(purpose)
    with acting(by, "place legal hold", purpose=purpose, now=now) as act:
        act.concerning.add(person)
        _holds_office(by, person)
        if not reason.strip() or until <= at:
            raise ConfigError(
                Text("保留须有理由和期限", "a legal hold needs a reason and an end"),
                next_step=Text("写明依据和截止日期", "say what demands it, and until when"),
            )
        # A leaver's data may be held as well, so the person need not be in the directory at present.
        subject = Person.objects.get(key=person)
        return LegalHold.objects.create(
            person=subject, purpose=purpose, reason=reason, placed_by=by, placed_at=at, until=until
        )


def lift(hold: LegalHold, *, by: str, now: dt.datetime | None = None) -> None:
    """End a hold early; what waited for it goes with the next run."""
    with acting(by, "lift legal hold", purpose=hold.purpose, now=now) as act:
        act.concerning.add(hold.person.key)
        _holds_office(by, hold.person.key)
        hold.lifted_at = moment(now)
        hold.save(update_fields=["lifted_at"])


def in_force(at: dt.datetime) -> QuerySet[LegalHold]:
    """Every hold that keeps something at this moment."""
    return LegalHold.objects.filter(Q(until__gt=at), lifted_at=None).select_related("person")


def on(person: str, purpose: str, at: dt.datetime) -> LegalHold | None:
    """The hold on one person's data under one purpose that lasts longest, if any."""
    return in_force(at).filter(Q(purpose="") | Q(purpose=purpose), person__key=person).order_by("-until").first()


def _holds_office(by: str, person: str) -> None:
    if not (directory.holds(by, "dpo") or directory.holds(by, "counsel")):
        raise Refused("E_DISCLOSURE", where="legal hold")
    if by == person:
        raise Refused("E_SELF_APPROVAL", where="legal hold")
