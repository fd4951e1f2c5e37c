"""Which rows no result may use (R37)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from tests.governance.ground import laid
from tests.governance.sample import NOW

from fairwatch.governance.services import consents, disputes, erasure, pseudonyms, rights
from fairwatch.governance.services.frozen import FROZEN, frozen

DAY = dt.date(2026, 8, 31)
DPO = "p0004"


@laid(autouse=True)
def active(organisation: None, activate: Callable[..., None]) -> None:
    activate("work-time")
    activate("departure-self")


def rows() -> set[tuple[object, ...]]:
    return set(frozen().iter_rows())


def name(purpose: str) -> str:
    return pseudonyms.of("p0002")[purpose]


def test_nothing_is_frozen_at_first() -> None:
    assert frozen().schema == FROZEN
    assert frozen().is_empty()


def test_r37_a_dispute_freezes_until_it_is_released() -> None:
    dispute = disputes.open_("p0002", "work-time", "wrong", by="p0002", day=DAY, site="site-a", now=NOW)
    assert rows() == {("work-time", name("work-time"), DAY, "site-a")}
    disputes.release(dispute, "it is right", by=DPO, now=NOW)
    assert rows() == set()


def test_r37_a_correction_keeps_frozen_until_it_is_applied() -> None:
    dispute = disputes.open_("p0002", "work-time", "wrong", by="p0002", now=NOW)
    disputes.correct(dispute, "it goes", by=DPO, now=NOW)
    assert rows() == {("work-time", name("work-time"), None, None)}
    disputes.applied(disputes.to_apply()[0], {}, now=NOW)
    assert rows() == set()


@pytest.mark.parametrize("kind", ["restrict", "object"])
def test_r36_a_restriction_freezes_from_the_request_on_and_a_refusal_ends_it(kind: str) -> None:
    request = rights.receive("p0002", kind, by="p0002", purpose="work-time", now=NOW)
    assert rows() == {("work-time", name("work-time"), None, None)}
    rights.refuse(request, "the law demands it", by=DPO, now=NOW)
    assert rows() == set()


def test_r36_a_restriction_of_everything_covers_every_purpose_until_it_is_lifted() -> None:
    request = rights.receive("p0002", "restrict", by="p0002", now=NOW)
    rights.answer(request, "granted", by=DPO, now=NOW)
    assert {row[0] for row in rows()} == {"work-time", "departure-self"}
    rights.lift(request, by="p0002", now=NOW)
    assert rows() == set()


def test_r10_what_waits_for_erasure_is_used_no_more() -> None:
    consents.give("p0002", "departure-self", 30, now=NOW)
    consents.withdraw("p0002", "departure-self", now=NOW)
    assert rows() == {("departure-self", name("departure-self"), None, None)}
    for order in erasure.pending(NOW):
        erasure.settle(order, {"departure-self": 3}, now=NOW + dt.timedelta(hours=1))
    assert rows() == set()
