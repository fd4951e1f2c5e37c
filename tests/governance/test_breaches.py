"""Breaches: clocks from detection, both sides told, purposes under review (R43; PIPL art. 57)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.governance.duty_sample import DPO, HOUR, review
from tests.governance.sample import NOW

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import canonical, lawpack
from fairwatch.governance.models import AuditEntry, Breach, BreachNotification, PurposeVersion
from fairwatch.governance.notifications import CONTENTS, SIDES, read_contents, render
from fairwatch.governance.services import breaches, laws, purpose_reviews, timers
from fairwatch.governance.services.breaches import BreachReport
from fairwatch.governance.services.snapshot import compile_snapshot

Activate = Callable[..., None]
FACTS = {name: f"what there is to say of {name}" for name in CONTENTS}
MINUTE = dt.timedelta(minutes=1)


def open_(severity: str = "larger", **changes: Any) -> str:
    values: dict[str, Any] = {"detected_at": NOW, "what": "a backup was copied", "severity": severity, **changes}
    return breaches.open_(BreachReport(**values), by=DPO, now=NOW)


def tell(key: str, *sides: str) -> None:
    breaches.describe(key, FACTS, by=DPO, now=NOW)
    for side in sides:
        breaches.record_sent(key, side, by=DPO, now=NOW)


@pytest.mark.parametrize(
    ("pack", "severity", "hours"),
    [("cn", "general", 72), ("cn", "larger", 4), ("cn", "major", 4), ("eu", "general", 72), ("eu", "larger", 4)],
)
def test_r43_the_clocks_of_the_law_pack_run_from_detection(
    organisation: None, pack: str, severity: str, hours: int
) -> None:
    laws.adopt(pack, now=NOW)
    key = open_(severity, detected_at=NOW - 2 * HOUR)
    until = breaches.deadlines(breaches.find(key), NOW)
    assert until.authority == NOW + (hours - 2) * HOUR
    assert until.persons == NOW + 22 * HOUR


def test_r43_at_three_hours_a_larger_breach_is_escalated(organisation: None) -> None:
    key = open_()
    assert breaches.escalate(NOW + 3 * HOUR - MINUTE) == []
    assert not breaches.is_escalated(breaches.find(key), NOW + 3 * HOUR - MINUTE)
    assert breaches.is_escalated(breaches.find(key), NOW + 3 * HOUR)
    timers.run(NOW + 3 * HOUR)
    assert breaches.find(key).escalated_at == NOW + 3 * HOUR
    assert AuditEntry.objects.filter(action=f"breach {key}: escalate").count() == 1
    timers.run(NOW + 5 * HOUR)
    assert AuditEntry.objects.filter(action=f"breach {key}: escalate").count() == 1


def test_r43_once_the_authority_knows_nothing_is_escalated(organisation: None) -> None:
    key = open_()
    tell(key, "authority")
    assert breaches.escalate(NOW + 4 * HOUR) == []


def test_r43_a_graver_breach_has_less_time_and_never_more(organisation: None) -> None:
    key = open_("general")
    breaches.worsen(key, "major", by=DPO, now=NOW)
    assert breaches.deadlines(breaches.find(key), NOW).authority == NOW + 4 * HOUR
    with pytest.raises(Refused, match="E_STATE"):
        breaches.worsen(key, "general", by=DPO, now=NOW)


def test_r43_every_purpose_it_concerns_goes_under_review_and_no_other(organisation: None, activate: Activate) -> None:
    for purpose in ("work-time", "leak", "violations"):
        activate(purpose)
    open_(purposes=("work-time", "leak"))
    assert [purpose.id for purpose in compile_snapshot(NOW).purposes] == ["violations"]
    assert PurposeVersion.objects.get(purpose__key="leak").state == "REVIEW"


def test_r43_as_long_as_nobody_knows_it_concerns_all(organisation: None, activate: Activate) -> None:
    activate("work-time")
    activate("leak")
    assert breaches.find(open_()).purposes == ["leak", "work-time"]
    assert compile_snapshot(NOW).purposes == ()


def test_r43_both_sides_are_told_before_it_is_closed(organisation: None) -> None:
    key = open_()
    for told in ((), ("authority",)):
        tell(key, *told)
        with pytest.raises(Refused, match="E_BREACH_UNTOLD"):
            breaches.close(key, "keys replaced", by=DPO, now=NOW)
    tell(key, "persons")
    breaches.close(key, "keys replaced", by=DPO, now=NOW)
    assert breaches.find(key).closed_at == NOW
    assert breaches.running() == []


@pytest.mark.parametrize("missing", CONTENTS)
def test_r43_nobody_is_told_half_of_it(organisation: None, missing: str) -> None:
    key = open_()
    breaches.describe(key, {name: text for name, text in FACTS.items() if name != missing}, by=DPO, now=NOW)
    with pytest.raises(Refused) as refusal:
        breaches.record_sent(key, "persons", by=DPO, now=NOW)
    assert refusal.value.code == "E_BREACH_UNTOLD"
    assert missing in str(refusal.value.where)
    breaches.describe(key, {missing: "now known"}, by=DPO, now=NOW)
    breaches.record_sent(key, "persons", by=DPO, now=NOW)


@given(facts=st.fixed_dictionaries({name: st.text("abc{}%<&信", min_size=1) for name in CONTENTS}))
def test_r43_each_notification_says_everything_in_both_languages(facts: dict[str, str]) -> None:
    for side in SIDES:
        text = render(side, key="k1", detected_at=NOW, severity="larger", what="W", purposes=["leak"], contents=facts)
        # How many people it concerns is for the authority.
        wanted = set(CONTENTS) - ({"people"} if side == "persons" else set())
        for written in (text.zh, text.en):
            assert all(facts[name] in written for name in wanted)
            assert "2026-09-01 08:00 UTC" in written


def test_r43_the_record_holds_the_hash_of_what_was_sent(organisation: None) -> None:
    key = open_()
    tell(key, "authority")
    text = breaches.notification(key, "authority")
    assert BreachNotification.objects.get().text_sha256 == canonical.sha256([text.zh, text.en])
    with pytest.raises(Refused, match="E_STATE"):
        breaches.record_sent(key, "authority", by=DPO, now=NOW)


def test_r43_no_review_is_passed_while_the_breach_is_open(organisation: None, activate: Activate) -> None:
    activate("work-time")
    key = open_()
    with pytest.raises(Refused, match="E_BREACH_OPEN"):
        purpose_reviews.conclude("work-time", review(NOW.date()), actor=DPO, now=NOW)
    tell(key, *SIDES)
    breaches.close(key, "keys replaced", by=DPO, now=NOW)
    purpose_reviews.conclude("work-time", review(NOW.date()), actor=DPO, now=NOW)
    assert compile_snapshot(NOW).purpose("work-time")


def test_r43_a_breach_is_never_deleted_in_passing(organisation: None) -> None:
    open_()
    for attempt in (Breach.objects.get().delete, Breach.objects.all().delete):
        with pytest.raises(Refused, match="E_LEGAL_HOLD"):
            attempt()


@pytest.mark.parametrize(
    "change",
    [{"detected_at": NOW + HOUR}, {"what": " "}, {"severity": "small"}, {"purposes": ("gossip",)}],
    ids=str,
)
def test_a_report_that_makes_no_sense_is_an_error(organisation: None, change: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        open_(**change)
    assert not Breach.objects.exists()


def test_the_union_may_report_a_breach_and_only_officers_handle_it(organisation: None) -> None:
    report = BreachReport(NOW, "a list was lost", "general")
    key = breaches.open_(report, by="p0005", now=NOW)
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        breaches.describe(key, FACTS, by="p0005", now=NOW)
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        breaches.open_(report, by="p0001", now=NOW)


def test_a_closed_breach_is_closed(organisation: None) -> None:
    key = open_()
    tell(key, *SIDES)
    breaches.close(key, "keys replaced", by=DPO, now=NOW)
    with pytest.raises(Refused, match="E_STATE"):
        breaches.worsen(key, "major", by=DPO, now=NOW)


def test_the_contents_come_from_a_file(write: Callable[[str, str], Path]) -> None:
    assert read_contents(write("c.yaml", yaml.safe_dump(FACTS))) == FACTS
    with pytest.raises(ConfigError):
        read_contents(write("c.yaml", yaml.safe_dump(FACTS | {"names": "p0042"})))


def test_every_severity_has_its_deadline_in_every_pack() -> None:
    for law in lawpack.available():
        hours = [lawpack.load(law).number(f"breaches.authority_hours.{severity}") for severity in lawpack.SEVERITIES]
        assert hours == sorted(hours, reverse=True)
