"""A case in the trial organisation: its officers in lines of their own, and the steps that every case takes."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.trial_organisation import EVENING

from fairwatch import disclosure
from fairwatch.governance.case_request import Alias, CaseRequest, Suspicion
from fairwatch.pipeline import cases as looking
from fairwatch.pipeline.answers import answer
from fairwatch.pipeline.installation import Installation
from fairwatch.viewer import Viewer

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
LEAK = {"leak": ("category", "bytes_up", "requests", "registered")}
LINES = {"dpo": "privacy", "counsel": "law", "union": "works"}
"""Departments of the officers: two who sit in one office are not two lines."""


@dataclass(frozen=True)
class Affair:
    """An installation whose log has been read, and who acts in it."""

    installation: Installation
    people: Path
    """Its directory as it was imported."""

    def holder(self, role: str) -> str:
        """The first person with this role."""
        with self.people.open(encoding="utf-8", newline="") as file:
            return next(row["person"] for row in csv.DictReader(file) if role in row["roles"].split(";"))

    @property
    def investigator(self) -> Viewer:
        return Viewer(self.holder("analyst"), "analyst")

    def lead(self, *, now: dt.datetime = EVENING) -> tuple[str, dict[str, Any]]:
        """The largest upload as the analyst sees it: an alias, and what was sent. (Two days are too short a history
        for the norms behind the table of findings.)"""
        [released] = answer(self.installation, ["leak"], self.investigator, now=now)
        rows = released.tables["uploads"].frame.sort("bytes_up", descending=True)
        row = rows.row(0, named=True)
        return row["subject"], row

    def request(self, **changes: Any) -> CaseRequest:
        """A request about whoever is behind the largest upload."""
        values: dict[str, Any] = {
            "subject": "",
            "alias": None,
            "investigator": self.investigator.person,
            "suspicion": Suspicion("Much left for a network drive.", ("632 MB on 2026-03-03",), EVENING),
            "first_day": dt.date(2026, 3, 2),
            "last_day": dt.date(2026, 3, 3),
            "fields": LEAK,
        } | changes
        if not values["subject"] and values["alias"] is None:
            values["alias"] = Alias("leak", self.lead()[0], EVENING.date())
        return CaseRequest(**values)

    def opened(self, *, now: dt.datetime = EVENING + HOUR, **changes: Any) -> str:
        """Key of a case with everything, opened."""
        from fairwatch.governance.services import cases

        key = looking.request(self.installation, self.request(**changes), self.investigator, now=now)
        cases.approve(key, "dpo", by=self.holder("dpo"), now=now)
        cases.approve(key, "counsel", by=self.holder("counsel"), finding="Files do not show for whom.", now=now)
        cases.inform_union(key, self.holder("union"), by=self.holder("dpo"), now=now)
        cases.open_case(key, by=self.investigator.person, now=now)
        return key

    def look(self, key: str, *, now: dt.datetime = EVENING + 2 * HOUR) -> list[disclosure.Released]:
        return looking.look(self.installation, key, self.investigator, now=now)

    def final_report(self, key: str, *, now: dt.datetime = EVENING + 3 * HOUR) -> str:
        """Key of a report on the case: reviewed by the DPO, heard, commented on, final."""
        from fairwatch.governance.services import reviews

        dpo, by = Viewer(self.holder("dpo"), "dpo"), self.investigator.person
        report = looking.draft(self.installation, key, "Six uploads.", dpo.person, self.investigator, now=now)
        looking.evidence(self.installation, report, dpo, now=now)
        reviews.sign_review(report, "The rows show the uploads.", by=dpo.person, now=now + 10 * MINUTE)
        reviews.open_hearing(report, by=by, now=now + HOUR)
        subject = reviews.find(report).subject.key
        reviews.comment(report, "The customer had asked for them.", by=subject, now=now + HOUR)
        reviews.finalise(report, by=by, now=now + HOUR)
        return report


def begin(installation: Installation) -> Affair:
    """Move the officers into lines of their own."""
    from fairwatch.governance.services import directory

    people = installation.workspace.root / "people.csv"
    rows = list(csv.DictReader(people.read_text(encoding="utf-8").splitlines()))
    for row in rows:
        for role, line in LINES.items():
            if role in row["roles"].split(";"):
                row["department"] = line
    with people.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    directory.import_people(people, now=EVENING)
    return Affair(installation, people)
