"""Putting a law pack in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from tests.governance.sample import NOW

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance.models import AuditEntry, LawAdoption
from fairwatch.governance.services import laws
from fairwatch.governance.services.snapshot import compile_snapshot


@pytest.mark.django_db
def test_adopting_the_same_pack_again_changes_nothing() -> None:
    laws.adopt("cn", now=NOW)
    laws.adopt("cn", now=NOW + dt.timedelta(days=1))
    assert LawAdoption.objects.count() == AuditEntry.objects.count() == 1
    assert laws.begun_at() == NOW


@pytest.mark.django_db
def test_a_pack_is_in_force_as_it_was_adopted_even_if_the_program_brings_another() -> None:
    laws.adopt("cn", now=NOW)
    row = LawAdoption.objects.get()
    row.values["limits.notice_days"] = 21
    row.save()
    assert laws.current().limits.notice_days == 21


@pytest.mark.django_db
def test_a_pack_cannot_be_adopted_before_its_effective_date() -> None:
    with pytest.raises(ConfigError):
        laws.adopt("cn", now=dt.datetime(2025, 12, 31, tzinfo=dt.UTC))


def test_r46_no_looser_pack_while_a_purpose_is_live(organisation: None, activate: Callable[..., None]) -> None:
    laws.adopt("eu", now=NOW)
    activate("work-time")
    with pytest.raises(Refused) as refusal:
        laws.adopt("cn", now=NOW)
    assert refusal.value.code == "E_PACK_LOOSENS"
    assert laws.current().law == "eu"


def test_r46_a_tighter_pack_is_obeyed_at_once_by_what_is_live(
    organisation: None, activate: Callable[..., None]
) -> None:
    activate("work-time")
    laws.adopt("eu", now=NOW)
    live = compile_snapshot(NOW).purpose("work-time")
    assert live.rollup_days == 14
    assert "stocks" not in live.categories
