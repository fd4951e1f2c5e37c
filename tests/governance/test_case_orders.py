"""Whatever is called in whatever order by whomever and whenever: no grant without everything a case needs (R35)."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from tests.governance.case_sample import (
    ANALYST,
    COUNSEL,
    COUNSEL_OF_LEGAL,
    COUNSEL_OF_SECURITY,
    DPO,
    HR,
    OTHER_ANALYST,
    SUBJECT,
    UNION,
    record,
)
from tests.governance.sample import NOW

from fairwatch.errors import Refused
from fairwatch.governance.models import Case, Person
from fairwatch.governance.services import cases
from fairwatch.viewer import Grant, Role, Viewer

PEOPLE = (SUBJECT, HR, DPO, UNION, ANALYST, COUNSEL, OTHER_ANALYST, COUNSEL_OF_SECURITY, COUNSEL_OF_LEGAL)
HOUR = dt.timedelta(hours=1)

FLAWS: tuple[dict[str, Any], ...] = (
    {"subject": DPO},
    {"subject": ANALYST},
    {"written_at": 0 * HOUR},
    {"written_at": HOUR},
    {"first_day": dt.date(2026, 8, 18)},
    {"first_day": dt.date(2026, 9, 2)},
    {"text": ""},
)

# Mostly the right people, and a clock that mostly goes forward, so that some orders of calls do lead to a grant.
jitters = st.sampled_from([0, 0, 0, 0, 0, 0, -72, 31 * 24])
keys = st.integers(0, 3)


class Orders(RuleBasedStateMachine):
    """Every service of a case, in the name of anybody, at any time."""

    grants: int = 0

    def __init__(self) -> None:
        super().__init__()
        self.clock = NOW
        self.cases: list[str] = []
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def case(self, number: int) -> str:
        return self.cases[number % len(self.cases)]

    def now(self, jitter: int) -> dt.datetime:
        return self.clock + jitter * HOUR

    @rule(hours=st.sampled_from([1, 1, 24, 24 * 16]))
    def pass_time(self, hours: int) -> None:
        self.clock += hours * HOUR

    @rule(flaw=st.sampled_from([{}, {}, {}, *FLAWS]), by=st.sampled_from([ANALYST, ANALYST, HR, DPO]), jitter=jitters)
    def request(self, flaw: dict[str, Any], by: str, jitter: int) -> None:
        now = self.now(jitter)
        changes = flaw | {"written_at": now + flaw.get("written_at", -HOUR)}
        with suppress(Refused):
            self.cases.append(cases.request(record(**changes), by=by, now=now))

    @precondition(lambda self: self.cases)
    @rule(
        key=keys, role=st.sampled_from(["dpo", "counsel"]), by=st.sampled_from([DPO, COUNSEL, *PEOPLE]), jitter=jitters
    )
    def approve(self, key: int, role: str, by: str, jitter: int) -> None:
        with suppress(Refused):
            cases.approve(self.case(key), role, by=by, now=self.now(jitter))

    @precondition(lambda self: self.cases)
    @rule(
        key=keys,
        dpo=st.sampled_from([DPO, DPO, ANALYST]),
        counsel=st.sampled_from([COUNSEL, COUNSEL, COUNSEL_OF_LEGAL, COUNSEL_OF_SECURITY]),
        jitter=jitters,
    )
    def both_sign(self, key: int, dpo: str, counsel: str, jitter: int) -> None:
        for role, by in (("dpo", dpo), ("counsel", counsel)):
            with suppress(Refused):
                cases.approve(self.case(key), role, by=by, now=self.now(jitter))

    @precondition(lambda self: self.cases)
    @rule(key=keys, by=st.sampled_from([DPO, DPO, ANALYST]), jitter=jitters)
    def inform_union(self, key: int, by: str, jitter: int) -> None:
        with suppress(Refused):
            cases.inform_union(self.case(key), UNION, by=by, now=self.now(jitter))

    @precondition(lambda self: self.cases)
    @rule(key=keys, by=st.sampled_from([ANALYST, ANALYST, DPO]), jitter=jitters)
    def open(self, key: int, by: str, jitter: int) -> None:
        with suppress(Refused):
            cases.open_case(self.case(key), by=by, now=self.now(jitter))

    @precondition(lambda self: self.cases)
    @rule(key=keys, by=st.sampled_from([ANALYST, DPO, HR]), jitter=jitters)
    def close(self, key: int, by: str, jitter: int) -> None:
        with suppress(Refused):
            cases.close(self.case(key), by=by, outcome="closed", now=self.now(jitter))

    @rule(jitter=jitters)
    def expire(self, jitter: int) -> None:
        cases.expire(self.now(jitter))

    @precondition(lambda self: self.cases)
    @rule(key=keys, left_out=st.sampled_from(["nothing", "nothing", "dpo", "counsel", "union", "open"]))
    def walk(self, key: int, left_out: str) -> None:
        """All steps in their order by the right people, but for one that is left out."""
        steps = {
            "dpo": lambda: self.approve(key, "dpo", DPO, 0),
            "counsel": lambda: self.approve(key, "counsel", COUNSEL, 0),
            "union": lambda: self.inform_union(key, DPO, 0),
            "open": lambda: self.open(key, ANALYST, 0),
            "grant": lambda: self.grant(key, ANALYST, "analyst", 0),
        }
        for name, step in steps.items():
            if name != left_out:
                step()

    @precondition(lambda self: self.cases)
    @rule(
        key=keys,
        person=st.sampled_from([ANALYST, ANALYST, *PEOPLE]),
        role=st.sampled_from(["analyst", "analyst", "dpo"]),
        jitter=jitters,
    )
    def grant(self, key: int, person: str, role: Role, jitter: int) -> None:
        now = self.now(jitter)
        with suppress(Refused):
            self.check(cases.grant(self.case(key), Viewer(person, role), now=now), now)

    def check(self, grant: Grant, now: dt.datetime) -> None:
        """Written from LAW R35, not from the services."""
        type(self).grants += 1
        case = Case.objects.select_related("subject").get(key=grant.case)
        signed = {approval.role: approval for approval in case.approvals.all()}
        department = dict(Person.objects.values_list("key", "department"))
        signers = [signed["dpo"].person, signed["counsel"].person]
        assert case.suspicion
        assert case.facts
        assert case.suspected_at < case.requested_at <= signed["dpo"].signed_at
        assert case.first_query_at is not None
        assert case.suspected_at < case.first_query_at
        assert len({department[person] for person in (*signers, case.requester)}) == 3
        assert not {case.subject.key, case.requester, case.investigator} & set(signers)
        assert 1 <= (grant.last_day - grant.first_day).days + 1 <= 14
        assert case.union_informed_at is not None
        assert grant.viewer == Viewer(ANALYST, "analyst")
        assert now < grant.until <= case.expires_at <= max(a.signed_at for a in signed.values()) + 30 * 24 * HOUR


@pytest.mark.usefixtures("offices")
def test_no_order_of_calls_yields_a_grant_without_a_whole_case() -> None:
    Orders.grants = 0
    run_state_machine_as_test(
        Orders,
        settings=settings(
            max_examples=50,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Orders.grants > 0, "the machine never reached a grant, so it has shown nothing"
