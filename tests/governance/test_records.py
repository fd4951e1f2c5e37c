"""Assessments and records of processing are kept for three years (R42; PIPL art. 56)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from tests.governance.ground import laid
from tests.governance.sample import NOW

from fairwatch.errors import Refused
from fairwatch.governance.models import ActivationKey, Assessment, BasisProof, Consultation, StateChange
from fairwatch.governance.services import records, rights

DPO = "p0004"
DAY = dt.timedelta(days=1)
ENDS = dt.datetime(2027, 3, 31, 16, tzinfo=dt.UTC)
"""When the purpose of ``sample.dossier`` is over: the record of its processing is complete then."""
HELD = (Assessment, BasisProof, Consultation, ActivationKey, StateChange)


@laid(autouse=True)
def active(organisation: None, activate: Callable[..., None]) -> None:
    activate("work-time")


@pytest.mark.parametrize("table", HELD)
def test_r42_after_two_years_and_364_days_a_record_cannot_be_destroyed(table: type[Assessment]) -> None:
    record = table.objects.order_by("pk")[0]
    over = ENDS.replace(year=2030)
    assert records.kept_until(record) == over
    with pytest.raises(Refused, match="E_LEGAL_HOLD"):
        records.destroy(record, by=DPO, now=over - DAY)
    assert table.objects.filter(pk=record.pk).exists()
    records.destroy(record, by=DPO, now=over)
    assert not table.objects.filter(pk=record.pk).exists()


@pytest.mark.parametrize("table", HELD)
def test_r42_nothing_deletes_a_record_in_passing(table: type[Assessment]) -> None:
    record = table.objects.order_by("pk")[0]
    related = getattr(record.version, record._meta.get_field("version").remote_field.related_name)
    attempts = [record.delete, table.objects.all().delete]
    if hasattr(related, "all"):
        attempts.append(related.all().delete)
    for attempt in attempts:
        with pytest.raises(Refused, match="E_LEGAL_HOLD"):
            attempt()
    assert table.objects.filter(pk=record.pk).exists()


def test_r42_only_the_dpo_destroys_even_what_may_go() -> None:
    record = Assessment.objects.get()
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        records.destroy(record, by="p0001", now=ENDS + 2000 * DAY)


def test_r42_a_request_is_kept_for_three_years_after_its_answer_and_while_it_is_open() -> None:
    request = rights.receive("p0002", "explain", by="p0002", now=NOW)
    assert records.kept_until(request) is None
    with pytest.raises(Refused, match="E_LEGAL_HOLD"):
        records.destroy(request, by=DPO, now=NOW + 5000 * DAY)
    rights.answer(request, "so it is", by=DPO, now=NOW)
    assert records.kept_until(request) == NOW.replace(year=2029)
