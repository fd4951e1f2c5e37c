"""The register of notices (R08)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.governance.sample import NOW

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance.models import AuditEntry, Notice
from fairwatch.governance.services import notices
from fairwatch.governance.services.summary import Summary

Write = Callable[[str, str], Path]
HEADER = "person,purpose,language,served_on,acknowledged_on\n"


def test_notices_are_added_and_acknowledgements_filled_in(organisation: None, write: Write) -> None:
    served = "p0001,work-time,zh,2026-08-01,\np0002,work-time,en,2026-08-01,2026-08-02\n"
    read = served.replace("2026-08-01,\n", "2026-08-01,2026-08-20\n")
    assert notices.import_notices(write("n.csv", HEADER + served), now=NOW) == Summary(added=2)
    assert notices.import_notices(write("n.csv", HEADER + read), now=NOW) == Summary(changed=1, unchanged=1)
    assert Notice.objects.get(person__key="p0001").acknowledged_on == dt.date(2026, 8, 20)


def test_a_notice_that_the_file_no_longer_lists_stays_as_proof(organisation: None, write: Write) -> None:
    notices.import_notices(write("n.csv", HEADER + "p0001,leak,zh,2026-08-01,\n"), now=NOW)
    notices.import_notices(write("n.csv", HEADER), now=NOW)
    assert Notice.objects.count() == 1


FIRST = "p0001,leak,zh,2026-08-01,2026-08-02\n"
BAD_LINES = {
    "stranger": "p9999,leak,zh,2026-08-01,",
    "unknown purpose": "p0001,gossip,zh,2026-08-01,",
    "unknown language": "p0001,leak,fr,2026-08-01,",
    "no date": "p0001,leak,zh,,",
    "date that is none": "p0001,leak,zh,2026-13-01,",
    "read before served": "p0001,traffic,zh,2026-08-05,2026-08-04",
    "served in the future": "p0001,traffic,zh,2026-12-05,",
    "read in the future": "p0001,traffic,zh,2026-08-05,2026-12-04",
    "acknowledgement changed": "p0001,leak,zh,2026-08-01,2026-08-03",
    "twice": "p0002,leak,zh,2026-08-01,\np0002,leak,zh,2026-08-01,",
}


@pytest.mark.parametrize("lines", BAD_LINES.values(), ids=BAD_LINES.keys())
def test_a_bad_line_changes_nothing_and_is_named_without_an_identity(
    organisation: None, write: Write, lines: str
) -> None:
    notices.import_notices(write("n.csv", HEADER + FIRST), now=NOW)
    text = HEADER + "p0003,leak,zh,2026-08-01,\n" + lines + "\n"
    with pytest.raises(ConfigError) as error:
        notices.import_notices(write("n.csv", text), now=NOW)
    assert str(error.value.where).startswith(("n.csv:3", "n.csv:4"))
    assert "p9999" not in error.value.message("en")
    assert list(Notice.objects.values_list("person__key", "acknowledged_on")) == [("p0001", dt.date(2026, 8, 2))]


def test_r08_a_notice_is_served_and_acknowledged_by_the_person(organisation: None) -> None:
    notices.serve("p0001", "work-time", "zh", now=NOW)
    assert notices.acknowledge("p0001", "work-time", by="p0001", now=NOW) == dt.date(2026, 9, 1)
    assert AuditEntry.objects.get(action="acknowledge notice").subjects


def test_days_are_those_of_the_person(organisation: None) -> None:
    evening = dt.datetime(2026, 9, 1, 17, tzinfo=dt.UTC)  # already the 2nd in Shanghai
    notices.serve("p0001", "work-time", "zh", now=evening)
    assert Notice.objects.get().served_on == dt.date(2026, 9, 2)


def test_r08_nobody_acknowledges_for_somebody_else(organisation: None) -> None:
    notices.serve("p0001", "work-time", "zh", now=NOW)
    with pytest.raises(Refused) as refusal:
        notices.acknowledge("p0001", "work-time", by="p0003", now=NOW)
    assert refusal.value.code == "E_NOTICE_NOT_SERVED"
    assert Notice.objects.get().acknowledged_on is None


def test_r08_what_was_not_served_cannot_be_acknowledged(organisation: None) -> None:
    with pytest.raises(Refused):
        notices.acknowledge("p0001", "work-time", by="p0001", now=NOW)


def test_acknowledging_twice_keeps_the_first_day(organisation: None) -> None:
    notices.serve("p0001", "work-time", "zh", now=NOW)
    notices.acknowledge("p0001", "work-time", by="p0001", now=NOW)
    later = NOW + dt.timedelta(days=3)
    assert notices.acknowledge("p0001", "work-time", by="p0001", now=later) == dt.date(2026, 9, 1)


@pytest.mark.parametrize(("purpose", "language"), [("gossip", "zh"), ("leak", "fr")])
def test_a_notice_needs_a_known_purpose_and_language(organisation: None, purpose: str, language: str) -> None:
    with pytest.raises(ConfigError):
        notices.serve("p0001", purpose, language, now=NOW)
