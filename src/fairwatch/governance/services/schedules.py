"""Shifts, who works them, leave and overtime.

``schedule.csv`` is the whole roster: an import is a full synchronisation, so somebody it does not assign has no known
schedule and is not observed (R14). Only leave that has begun stays on record even when the file no longer lists it, so
that nobody's day off becomes observable afterwards.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

from fairwatch.governance import schedule_file
from fairwatch.governance.clock import microseconds, moment
from fairwatch.governance.models import Person, Shift, ShiftAssignment, TimeException
from fairwatch.governance.schedule_file import ExceptionRecord, Roster
from fairwatch.governance.services import former
from fairwatch.governance.services.acting import OPERATOR, acting
from fairwatch.governance.services.summary import Summary
from fairwatch.text import Text

_BATCH = 2_000


def import_schedule(path: Path, *, actor: str = OPERATOR, now: dt.datetime | None = None) -> Summary:
    """Make the roster equal to the file. A bad line changes nothing and is named by file and line.

    The summary counts shifts, assignments, leave and overtime together.
    """
    roster, at = schedule_file.read(path), moment(now)
    with acting(actor, "import schedule", now=now) as act, former.kept(at):
        people = {row.key: row for row in Person.objects.filter(left_at=None)}
        for key, row in roster.rows.items():
            if key not in people:
                raise row.wrong(
                    "person",
                    Text("名册中没有此人", "the directory does not know this person"),
                    Text("先导入人员名册", "import the directory first"),
                )
        summary = _shifts(roster) + _assignments(roster, people) + _exceptions(roster, people, at)
        Shift.objects.exclude(name__in=roster.shifts).delete()
        act.counts = summary.counts()
    return summary


def _shifts(roster: Roster) -> Summary:
    known = {row.name: row for row in Shift.objects.all()}
    wanted = {
        name: Shift(name=name, calendar=shift.calendar, spans=[[list(span) for span in day] for day in shift.spans])
        for name, shift in roster.shifts.items()
    }
    same = {
        name
        for name, row in wanted.items()
        if name in known and (known[name].calendar, known[name].spans) == (row.calendar, row.spans)
    }
    Shift.objects.bulk_create(
        (row for name, row in wanted.items() if name not in same),
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["calendar", "spans"],
    )
    return Summary(
        added=len(wanted.keys() - known.keys()),
        changed=len((wanted.keys() & known.keys()) - same),
        unchanged=len(same),
        removed=len(known.keys() - wanted.keys()),
    )


def _assignments(roster: Roster, people: dict[str, Person]) -> Summary:
    known = dict(ShiftAssignment.objects.values_list("person__key", "shift__name"))
    shifts = dict(Shift.objects.values_list("name", "pk"))
    ShiftAssignment.objects.all().delete()
    ShiftAssignment.objects.bulk_create(
        (ShiftAssignment(person=people[key], shift_id=shifts[shift]) for key, shift in roster.assigned.items()),
        batch_size=_BATCH,
    )
    kept = known.keys() & roster.assigned.keys()
    same = sum(known[key] == roster.assigned[key] for key in kept)
    return Summary(
        added=len(roster.assigned) - len(kept),
        changed=len(kept) - same,
        unchanged=same,
        removed=len(known) - len(kept),
    )


def _exceptions(roster: Roster, people: dict[str, Person], at: dt.datetime) -> Summary:
    wanted = {
        (people[record.person].pk, record.kind, *_instants(record, people[record.person].time_zone))
        for record in roster.exceptions
    }
    rows = TimeException.objects.values_list("pk", "person", "kind", "start_us", "end_us")
    known = {(person, kind, start, end): pk for pk, person, kind, start, end in rows}
    begun = microseconds(at)
    dropped = [
        known[person, kind, start, end]
        for person, kind, start, end in known.keys() - wanted
        if not (kind == "leave" and start <= begun)
    ]
    for first in range(0, len(dropped), _BATCH):
        TimeException.objects.filter(pk__in=dropped[first : first + _BATCH]).delete()
    new = sorted(wanted - known.keys())
    TimeException.objects.bulk_create(
        (TimeException(person_id=person, kind=kind, start_us=start, end_us=end) for person, kind, start, end in new),
        batch_size=_BATCH,
    )
    return Summary(added=len(new), unchanged=len(wanted) - len(new), removed=len(dropped))


def _instants(record: ExceptionRecord, time_zone: str) -> tuple[int, int]:
    """UTC microseconds. Where the clock is set back a local time occurs twice: leave takes the longer reading, overtime
    the shorter."""
    zone, leave = ZoneInfo(time_zone), record.kind == "leave"
    start = record.start.replace(tzinfo=zone, fold=0 if leave else 1)
    end = record.end.replace(tzinfo=zone, fold=1 if leave else 0)
    return microseconds(start), microseconds(end)
