"""Consent: the subject's own act (R09…R13)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from tests.governance.ground import laid
from tests.governance.sample import NOW

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance.models import AuditEntry, Consent
from fairwatch.governance.services import consents
from fairwatch.governance.services.consents import ConsentState

Activate = Callable[..., None]
SELF = "departure-self"
DAY = dt.timedelta(days=1)


@laid(autouse=True)
def active(organisation: None, activate: Activate) -> None:
    activate(SELF)
    activate("work-time")


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, match=code)


def test_r09_the_person_consents_for_some_days() -> None:
    assert consents.give("p0002", SELF, 30, by="p0002", now=NOW) == NOW + 30 * DAY
    assert consents.state("p0002", SELF, by="p0002", now=NOW) == ConsentState(SELF, "granted", NOW + 30 * DAY)
    assert consents.state("p0002", SELF, by="p0002", now=NOW + 30 * DAY).state == "expired"


@pytest.mark.parametrize("bundle", [f"{SELF},work-time", f"{SELF};leak", f"{SELF} leak", ""])
def test_r09_two_purposes_in_one_act_are_no_consent(bundle: str) -> None:
    with refused("E_CONSENT_INVALID"):
        consents.give("p0002", bundle, 30, now=NOW)
    assert not Consent.objects.exists()
    assert AuditEntry.objects.get(outcome="refused").code == "E_CONSENT_INVALID"


@pytest.mark.parametrize("act", ["default", "silence", "onboarding"])
def test_r09_default_and_silence_are_no_consent(act: str) -> None:
    with refused("E_CONSENT_INVALID"):
        consents.give("p0002", SELF, 30, act=act, now=NOW)


def test_r09_nobody_consents_for_somebody_else() -> None:
    for attempt in (
        lambda: consents.give("p0002", SELF, 30, by="p0001", now=NOW),
        lambda: consents.refuse("p0002", SELF, by="p0001", now=NOW),
        lambda: consents.withdraw("p0002", SELF, by="p0001", now=NOW),
    ):
        with refused("E_CONSENT_INVALID"):
            attempt()
    assert not Consent.objects.exists()


@pytest.mark.parametrize("days", [-1, 0, 91])
def test_r09_consent_to_the_self_view_lasts_at_most_ninety_days(days: int) -> None:
    with refused("E_CONSENT_INVALID"):
        consents.give("p0002", SELF, days, now=NOW)


def test_r10_withdrawing_is_one_act_and_asks_nothing() -> None:
    consents.give("p0002", SELF, 30, now=NOW)
    assert consents.withdraw("p0002", SELF, now=NOW + DAY)
    assert consents.state("p0002", SELF, by="p0002", now=NOW + DAY).state == "withdrawn"
    assert not consents.withdraw("p0002", SELF, now=NOW + DAY)


def test_a_new_consent_replaces_the_running_one() -> None:
    consents.give("p0002", SELF, 30, now=NOW)
    consents.give("p0002", SELF, 60, now=NOW + DAY)
    assert Consent.objects.filter(withdrawn_at=None).count() == 1
    assert consents.state("p0002", SELF, by="p0002", now=NOW + DAY).until == NOW + 61 * DAY


def test_r11_nobody_asks_again_within_a_year_of_a_refusal() -> None:
    consents.ask("p0002", SELF, actor="p0004", now=NOW)
    consents.refuse("p0002", SELF, now=NOW)
    with refused("E_REASK"):
        consents.ask("p0002", SELF, actor="p0004", now=NOW + 30 * DAY)
    consents.ask("p0002", SELF, actor="p0004", now=NOW + 366 * DAY)


def test_r11_nobody_asks_again_within_a_year_of_a_withdrawal_but_the_person_may_begin() -> None:
    consents.give("p0002", SELF, 30, now=NOW)
    consents.withdraw("p0002", SELF, now=NOW)
    with refused("E_REASK"):
        consents.ask("p0002", SELF, actor="p0004", now=NOW + 30 * DAY)
    consents.give("p0002", SELF, 30, now=NOW + 30 * DAY)


def test_r12_nobody_else_learns_who_consented_and_the_question_is_logged() -> None:
    consents.give("p0002", SELF, 30, now=NOW)
    for other in ("p0003", "p0004", "p0001"):
        with refused("E_CONSENT_STATE_HIDDEN"):
            consents.state("p0002", SELF, by=other, now=NOW)
    assert AuditEntry.objects.filter(code="E_CONSENT_STATE_HIDDEN", outcome="refused").count() == 3


def test_r13_consent_opens_no_purpose_that_does_not_wait_for_it() -> None:
    with refused("E_CONSENT_CANNOT_CURE"):
        consents.give("p0002", "work-time", 30, now=NOW)


def test_r01_there_is_nothing_to_consent_to_before_a_purpose_is_published(
    activate: Activate,
) -> None:
    with refused("E_PURPOSE_INACTIVE"):
        consents.give("p0002", "departure-group", 30, now=NOW)


def test_an_unknown_purpose_is_an_error() -> None:
    with pytest.raises(ConfigError):
        consents.give("p0002", "gossip", 30, now=NOW)


def test_the_person_finds_their_acts_in_the_access_log() -> None:
    consents.give("p0002", SELF, 30, now=NOW)
    entry = AuditEntry.objects.get(action="give consent")
    assert entry.subjects == entry.actor
