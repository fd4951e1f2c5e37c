"""Disputed rows (R37)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from tests.governance.ground import laid
from tests.governance.sample import NOW

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance.models import Dispute, RightsRequest
from fairwatch.governance.services import disputes, pseudonyms, rights

DPO = "p0004"
DAY = dt.date(2026, 8, 31)


@laid(autouse=True)
def active(organisation: None, activate: Callable[..., None]) -> None:
    activate("work-time")
    activate("departure-self")


def dispute(purpose: str = "work-time", site: str = "site-a") -> Dispute:
    return disputes.open_("p0002", purpose, "that was work", by="p0002", day=DAY, site=site, now=NOW)


def test_r37_a_dispute_is_a_request_to_correct_with_the_same_deadline() -> None:
    request = dispute().request
    assert (request.kind, request.state, request.reply_by) == ("correct", "RECEIVED", dt.date(2026, 9, 21))


def test_r37_only_the_person_disputes_and_only_a_dpo_resolves() -> None:
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        disputes.open_("p0002", "work-time", "", by="p0001", now=NOW)
    opened = dispute()
    for other in ("p0001", "p0002"):
        with pytest.raises(Refused, match="E_DISCLOSURE"):
            disputes.correct(opened, "yes", by=other, now=NOW)
    assert Dispute.objects.get().state == "OPEN"


def test_r37_a_dispute_cannot_be_answered_round_its_resolution() -> None:
    request = dispute().request
    for attempt in (rights.answer, rights.refuse):
        with pytest.raises(Refused, match="E_STATE"):
            attempt(request, "done", by=DPO, now=NOW)


def test_r37_released_rows_count_again_and_the_person_reads_why() -> None:
    opened = dispute()
    with pytest.raises(ConfigError):
        disputes.release(opened, "", by=DPO, now=NOW)
    disputes.release(Dispute.objects.get(), "the log is right", by=DPO, now=NOW)
    assert Dispute.objects.get().state == "RELEASED"
    told = rights.how_to_complain(RightsRequest.objects.get())
    assert told is not None
    assert "the log is right" in told.en
    assert disputes.to_apply() == []


def test_r37_a_correction_waits_until_it_is_applied_and_is_applied_once() -> None:
    disputes.correct(dispute(), "it was work", by=DPO, category="news", now=NOW)
    (waiting,) = disputes.to_apply()
    assert (waiting.day, waiting.site, waiting.category) == (DAY, "site-a", "news")
    assert waiting.pseudonym == pseudonyms.of("p0002")["work-time"]
    disputes.applied(waiting, {"raw": 2}, now=NOW)
    assert disputes.to_apply() == []
    with pytest.raises(Refused, match="E_STATE"):
        disputes.applied(waiting, {"raw": 2}, now=NOW)


def test_r37_what_the_purpose_may_not_keep_goes() -> None:
    disputes.correct(dispute("departure-self"), "recruiting is their job", by=DPO, category="work", now=NOW)
    (waiting,) = disputes.to_apply()
    assert waiting.category is None
