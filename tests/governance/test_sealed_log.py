"""What the audit chain knows of the sealed days."""

from __future__ import annotations

import datetime as dt

from tests.governance.sample import NOW

from fairwatch.governance.services import audit, sealed_log

DAY, NEXT = dt.date(2026, 9, 1), dt.date(2026, 9, 2)
HEADS = {number: f"{number:064x}" for number in (1, 2, 10)}


def test_heads_are_recorded_per_day_and_the_latest_stands_for_it(law: None) -> None:
    assert sealed_log.recorded() == {}
    sealed_log.record(DAY, HEADS, purpose="security-log", counts={"lines": 7}, now=NOW)
    sealed_log.record(NEXT, {1: "a" * 64}, purpose="security-log", now=NOW)
    assert sealed_log.recorded()[DAY].heads == HEADS
    assert sealed_log.recorded(DAY)[DAY].head == HEADS[10]
    assert set(sealed_log.recorded(DAY)) == {DAY}
    assert sealed_log.Recorded().head is None
    assert audit.verify().entries == audit.head().entries
    assert audit.verify().first_bad is None


def test_a_destruction_is_recorded_once(law: None) -> None:
    assert sealed_log.record_destroyed([NEXT, DAY], purpose="security-log", now=NOW) == 2
    assert sealed_log.record_destroyed([DAY, NEXT], purpose="security-log", now=NOW) == 0
    assert sealed_log.destroyed() == {DAY, NEXT}
