"""What a running case holds: exactly its rows, which stay although they should go, and are used for the case alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fairwatch.governance.models import Case, LegalHold, Purpose
from fairwatch.governance.prohibited import DEPARTURE
from fairwatch.governance.services import laws, pseudonyms

_NOT_HELD = DEPARTURE | {"security-log"}


@dataclass(frozen=True, slots=True)
class HeldRows:
    """The rows that a case holds under one purpose, as the data plane knows them."""

    case: str
    purpose: str
    subject: str
    """Pseudonym under the purpose."""
    first_day: dt.date
    last_day: dt.date


def place(case: Case, by: str, at: dt.datetime) -> None:
    """Hold the rows that an approved case is about, for as long as it runs. Call inside the act that approves it.

    Never job search: it rests on consent, and a withdrawal is obeyed whatever else is going on (R10). Nor the sealed
    log: the law says itself how long that is kept, and what becomes of a person's lines in it meanwhile.
    """
    kinds = dict(Purpose.objects.filter(key__in=case.fields).values_list("key", "kind"))
    for purpose in sorted(case.fields):
        if kinds.get(purpose) not in _NOT_HELD:
            LegalHold.objects.create(
                person=case.subject,
                purpose=purpose,
                case=case,
                first_day=case.first_day,
                last_day=case.last_day,
                reason="case",
                placed_by=by,
                placed_at=at,
                until=case.expires_at,
            )


def end(case: Case, at: dt.datetime) -> None:
    """Let the rows go with the case; of a founded one they stay with its file, as the proof of what it found."""
    holds = LegalHold.objects.filter(case=case, lifted_at=None)
    if case.founded:
        holds.update(until=at + dt.timedelta(days=laws.current(at).number("retention.case_days.founded")))
    else:
        holds.update(lifted_at=at)


def in_force(at: dt.datetime) -> list[HeldRows]:
    """The rows that cases hold at this moment; of a purpose without a key there is nobody's row to hold."""
    held = []
    holds = LegalHold.objects.filter(case__isnull=False, until__gt=at, lifted_at=None)
    for hold in holds.select_related("case", "person").order_by("pk"):
        subject = pseudonyms.of(hold.person.key).get(hold.purpose)
        if subject and hold.case and hold.first_day and hold.last_day:
            held.append(HeldRows(hold.case.key, hold.purpose, subject, hold.first_day, hold.last_day))
    return held
