"""Pseudonyms are the same on both sides of the gate."""

from __future__ import annotations

from collections.abc import Callable

from tests.governance.sample import NOW

from fairwatch.governance.services import pseudonyms, purposes, snapshot


def test_they_are_those_of_the_policy(organisation: None, activate: Callable[..., None]) -> None:
    activate("work-time")
    activate("leak")
    policy = snapshot.compile_snapshot(NOW)
    assert pseudonyms.of("p0002") == {purpose.id: purpose.pseudonym("p0002") for purpose in policy.purposes}


def test_a_suspended_purpose_still_has_them(organisation: None, activate: Callable[..., None]) -> None:
    activate("work-time")
    before = pseudonyms.of("p0002")
    purposes.suspend("work-time", by="p0004", reason="complaint", now=NOW)
    assert snapshot.compile_snapshot(NOW).purposes == ()
    assert pseudonyms.of("p0002") == before
