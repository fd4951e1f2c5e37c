"""Individual notices (R08): who was told of which purpose, and when they acknowledged having read it.

``notices.csv`` adds to the register and fills in acknowledgements; nothing is ever removed, because a notice is proof.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import csv_rows, documents, scope
from fairwatch.governance.clock import local_day, moment
from fairwatch.governance.csv_rows import Row
from fairwatch.governance.models import Notice, Person
from fairwatch.governance.services import directory
from fairwatch.governance.services.acting import OPERATOR, acting
from fairwatch.governance.services.summary import Summary
from fairwatch.text import LANGUAGES, Text

COLUMNS = ("person", "purpose", "language", "served_on", "acknowledged_on")
_BATCH = 2_000


def import_notices(path: Path, *, actor: str = OPERATOR, now: dt.datetime | None = None) -> Summary:
    """Add the file's notices and acknowledgements. A bad line changes nothing and is named by file and line."""
    at = moment(now)
    with acting(actor, "import notices", now=now) as act:
        people = dict(Person.objects.values_list("key", "pk"))
        known = {
            (row.person_id, row.purpose, row.served_on): row
            for row in Notice.objects.only("person_id", "purpose", "served_on", "acknowledged_on")
        }
        new: dict[tuple[int, str, dt.date], Notice] = {}
        read: list[Notice] = []
        unchanged = 0
        for row, notice in _parse(path, people, at):
            key = (notice.person_id, notice.purpose, notice.served_on)
            old = known.get(key)
            if key in new:
                raise row.wrong("person", Text("该告知重复", "the notice occurs twice"))
            if old is None:
                new[key] = notice
            elif old.acknowledged_on == notice.acknowledged_on:
                unchanged += 1
            elif old.acknowledged_on is None:
                old.acknowledged_on = notice.acknowledged_on
                read.append(old)
            else:
                raise row.wrong(
                    "acknowledged_on",
                    Text("已登记的阅知日期不能更改", "an acknowledgement on record cannot be changed"),
                )
        Notice.objects.bulk_create(new.values(), batch_size=_BATCH)
        Notice.objects.bulk_update(read, ["acknowledged_on"], batch_size=500)
        summary = Summary(added=len(new), changed=len(read), unchanged=unchanged)
        act.counts = summary.counts()
    return summary


def serve(person: str, purpose: str, language: str, *, actor: str = OPERATOR, now: dt.datetime | None = None) -> None:
    """Record that a person was given the notice of a purpose today."""
    at = moment(now)
    scope.template(purpose)
    if language not in LANGUAGES:
        raise ConfigError(Text("语言应为 zh 或 en", "the language must be zh or en"))
    with acting(actor, "serve notice", purpose=purpose, now=now) as act:
        act.concerning.add(person)
        row = directory.person(person)
        served_on = local_day(at, row.time_zone)
        Notice.objects.get_or_create(
            person=row, purpose=purpose, served_on=served_on, defaults={"language": language, "recorded_at": at}
        )


def acknowledge(person: str, purpose: str, *, by: str, now: dt.datetime | None = None) -> dt.date:
    """The person acknowledges having read the latest notice of a purpose. Only the person can."""
    at = moment(now)
    with acting(by, "acknowledge notice", role="employee", purpose=purpose, now=now) as act:
        act.concerning.add(person)
        if by != person:
            raise Refused("E_NOTICE_NOT_SERVED", where=purpose)
        row = directory.person(person)
        notice = Notice.objects.filter(person=row, purpose=purpose).order_by("-served_on").first()
        if notice is None:
            raise Refused("E_NOTICE_NOT_SERVED", where=purpose)
        if notice.acknowledged_on is None:
            notice.acknowledged_on = local_day(at, row.time_zone)
            notice.save(update_fields=["acknowledged_on"])
        return notice.acknowledged_on


def _parse(path: Path, people: dict[str, int], at: dt.datetime) -> Iterator[tuple[Row, Notice]]:
    purposes = scope.templates()
    tomorrow = at.date() + dt.timedelta(days=1)  # somewhere on earth it already is
    for row in csv_rows.read(path, COLUMNS):
        if row["person"] not in people:
            raise row.wrong(
                "person",
                Text("名册中没有此人", "the directory does not know this person"),
                Text("先导入人员名册", "import the directory first"),
            )
        if row["purpose"] not in purposes:
            raise row.wrong("purpose", Text("没有这个目的", "there is no such purpose"))
        if row["language"] not in LANGUAGES:
            raise row.wrong("language", Text("语言应为 zh 或 en", "the language must be zh or en"))
        served_on = documents.day_of(row["served_on"], f"{row.file}:{row.line} served_on")
        acknowledged_on = (
            documents.day_of(row["acknowledged_on"], f"{row.file}:{row.line} acknowledged_on")
            if row["acknowledged_on"]
            else None
        )
        if served_on > tomorrow or (acknowledged_on and acknowledged_on > tomorrow):
            raise row.wrong("served_on", Text("日期在将来", "the date is in the future"))
        if acknowledged_on and acknowledged_on < served_on:
            raise row.wrong("acknowledged_on", Text("阅知早于送达", "acknowledged before it was served"))
        yield (
            row,
            Notice(
                person_id=people[row["person"]],
                purpose=row["purpose"],
                language=row["language"],
                served_on=served_on,
                acknowledged_on=acknowledged_on,
                recorded_at=at,
            ),
        )
