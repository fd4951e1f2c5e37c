"""Orders to erase (R10, R36, R42, R47)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.governance.ground import laid
from tests.governance.sample import NOW, PEOPLE

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance.models import AuditEntry, ErasureOrder, PseudonymKey, PurposeVersion, Share
from fairwatch.governance.services import (
    consents,
    directory,
    erasure,
    legal_holds,
    pseudonyms,
    purposes,
    retention,
    shares,
    timers,
)

Activate = Callable[..., None]
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
SELF = "departure-self"
DPO = "p0004"


@laid(autouse=True)
def active(organisation: None, activate: Activate) -> None:
    activate("work-time")
    activate(SELF)
    retention.record_run(NOW)


@laid()
def withdrawn(active: None) -> None:
    consents.give("p0002", SELF, 30, now=NOW)
    consents.withdraw("p0002", SELF, now=NOW)


def test_r10_a_withdrawal_orders_the_erasure_within_a_day(withdrawn: None) -> None:
    order = ErasureOrder.objects.get()
    assert (order.purpose, order.reason, order.due_at) == (SELF, "withdrawal", NOW + 24 * HOUR)
    assert [one.pseudonym for one in erasure.pending(NOW)] == [pseudonyms.of("p0002")[SELF]]


def test_r10_withdrawing_twice_orders_once(withdrawn: None) -> None:
    consents.withdraw("p0002", SELF, now=NOW + HOUR)
    assert ErasureOrder.objects.get().due_at == NOW + 24 * HOUR


def test_a_leaver_is_erased_everywhere_within_seven_days(write: Callable[[str, str], Path]) -> None:
    without = "\n".join(line for line in PEOPLE.splitlines() if not line.startswith("p0002"))
    directory.import_people(write("people.csv", without), now=NOW)
    orders = {order.purpose: order for order in ErasureOrder.objects.filter(person__key="p0002")}
    assert orders.keys() == {"work-time", SELF, erasure.LEASES}
    assert {order.due_at for order in orders.values()} == {NOW + 7 * DAY}
    # The directory has forgotten the devices, the order has not.
    assert orders[erasure.LEASES].devices == ["02:00:00:00:00:02", "02:00:00:00:00:aa"]
    assert ErasureOrder.objects.count() == 3
    directory.import_people(write("people.csv", without), now=NOW + HOUR)
    assert ErasureOrder.objects.count() == 3


def test_an_earlier_deadline_wins(withdrawn: None, write: Callable[[str, str], Path]) -> None:
    without = "\n".join(line for line in PEOPLE.splitlines() if not line.startswith("p0002"))
    directory.import_people(write("people.csv", without), now=NOW)
    assert ErasureOrder.objects.get(purpose=SELF).due_at == NOW + 24 * HOUR


def test_the_proof_stays_and_names_no_content(withdrawn: None) -> None:
    (order,) = erasure.pending(NOW + HOUR)
    erasure.settle(order, {SELF: 12}, now=NOW + HOUR)
    assert erasure.pending(NOW + HOUR) == []
    proof = erasure.proof("p0002").get()
    assert (proof.removed, proof.carried_out_at) == ({SELF: 12}, NOW + HOUR)
    entry = AuditEntry.objects.get(action="erase person")
    assert entry.counts == f'{{"{SELF}":12}}'
    assert str(order.pseudonym) not in str(entry.__dict__)


def test_r10_what_was_carried_out_within_the_minute_is_carried_out_again(withdrawn: None) -> None:
    """A batch that passed the gate just before the withdrawal may have been stored just after the erasure."""
    (order,) = erasure.pending(NOW)
    erasure.settle(order, {SELF: 12}, now=NOW + dt.timedelta(seconds=10))
    (again,) = erasure.pending(NOW + HOUR)
    erasure.settle(again, {SELF: 1}, now=NOW + HOUR)
    assert erasure.pending(NOW + HOUR) == []
    assert erasure.proof("p0002").get().removed == {SELF: 13}


def test_r47_ingest_stops_when_an_erasure_is_late(withdrawn: None) -> None:
    retention.check(NOW + 24 * HOUR)
    retention.record_run(NOW + 24 * HOUR)
    with pytest.raises(Refused, match="E_RETENTION_STALLED"):
        retention.check(NOW + 24 * HOUR + dt.timedelta(seconds=1))
    (order,) = erasure.pending(NOW)
    erasure.settle(order, {}, now=NOW + 25 * HOUR)
    retention.check(NOW + 25 * HOUR)


def test_r42_a_legal_hold_says_who_why_and_until_when_and_the_order_waits(withdrawn: None) -> None:
    hold = legal_holds.place("p0002", "", "a suit is pending", NOW + 30 * DAY, by=DPO, now=NOW)
    (order,) = erasure.pending(NOW)
    assert order.held_until == NOW + 30 * DAY
    erasure.note_hold(order, now=NOW)
    assert AuditEntry.objects.get(code="E_LEGAL_HOLD").outcome == "refused"
    found = legal_holds.on("p0002", SELF, NOW)
    assert found is not None
    assert (found.placed_by, found.reason, found.until) == (DPO, "a suit is pending", NOW + 30 * DAY)
    # What waits for a hold is not late; when it ends, it is.
    assert not erasure.is_overdue(NOW + 25 * HOUR)
    legal_holds.lift(hold, by=DPO, now=NOW)
    assert erasure.is_overdue(NOW + 25 * HOUR)
    assert erasure.pending(NOW)[0].held_until is None


def test_r42_a_hold_ends_by_itself_and_covers_only_its_purpose(withdrawn: None) -> None:
    legal_holds.place("p0002", "work-time", "a suit", NOW + DAY, by=DPO, now=NOW)
    assert erasure.pending(NOW)[0].held_until is None
    legal_holds.place("p0002", SELF, "a suit", NOW + DAY, by=DPO, now=NOW)
    assert erasure.pending(NOW)[0].held_until == NOW + DAY
    assert erasure.pending(NOW + DAY)[0].held_until is None


def test_r42_only_officers_hold_and_never_without_reason_and_end() -> None:
    for by, reason, until, error in (
        ("p0001", "because", NOW + DAY, Refused),
        (DPO, " ", NOW + DAY, ConfigError),
        (DPO, "because", NOW, ConfigError),
    ):
        with pytest.raises(error):
            legal_holds.place("p0002", "", reason, until, by=by, now=NOW)
    with pytest.raises(Refused, match="E_SELF_APPROVAL"):
        legal_holds.place(DPO, "", "because", NOW + DAY, by=DPO, now=NOW)


def test_r47_an_ended_purpose_is_purged_with_its_key_and_its_records_stay(activate: Activate) -> None:
    after = dt.datetime(2027, 4, 1, tzinfo=dt.UTC)
    timers.run(after)
    orders = {order.purpose: order for order in erasure.pending(after)}
    assert orders.keys() == {"work-time", SELF}
    assert {order.person for order in orders.values()} == {None}
    erasure.settle(orders["work-time"], {"work-time": 500}, now=after)
    purposes.close("work-time", now=after)
    assert list(PseudonymKey.objects.values_list("purpose__key", flat=True)) == [SELF]
    closed = PurposeVersion.objects.get(purpose__key="work-time")
    assert closed.state == "CLOSED"
    assert closed.assessments.exists()
    assert "work-time" not in pseudonyms.of("p0002")


def test_r47_a_purpose_that_is_being_purged_cannot_begin_anew(activate: Activate) -> None:
    after = dt.datetime(2027, 4, 1, tzinfo=dt.UTC)
    timers.run(after)
    with pytest.raises(Refused, match=r"E_STATE.*PURGING"):
        activate("work-time", now=after, scope__until=dt.date(2027, 6, 30))
    purposes.close("work-time", now=after)
    activate("work-time", now=after, scope__until=dt.date(2027, 6, 30))
    assert PseudonymKey.objects.filter(purpose__key="work-time").exists()


def test_r42_a_hold_on_one_person_spares_only_that_person_in_a_purge() -> None:
    legal_holds.place("p0002", "work-time", "a suit", NOW + 400 * DAY, by=DPO, now=NOW)
    after = dt.datetime(2027, 4, 1, tzinfo=dt.UTC)
    timers.run(after)
    spared = {order.purpose: order.spared for order in erasure.pending(after)}
    assert spared == {"work-time": (pseudonyms.of("p0002")["work-time"],), SELF: ()}


def test_r10_what_the_person_had_shared_goes_as_well() -> None:
    consents.give("p0002", SELF, 30, now=NOW)
    row = {"day": "2026-08-31", "site": "canary-site"}
    shares.push("p0002", "p0001", SELF, [shares.Item("events", row)], 7, by="p0002", now=NOW)
    consents.withdraw("p0002", SELF, now=NOW + HOUR)
    (order,) = erasure.pending(NOW + 2 * HOUR)
    erasure.settle(order, {SELF: 3}, now=NOW + 2 * HOUR)
    share = Share.objects.get()
    assert (share.items, share.revoked_at) == ([], NOW + 2 * HOUR)
    assert erasure.proof("p0002").get().removed == {SELF: 3, "shares": 1}
