"""Whatever is called in whatever order by whomever: nobody is shown a person's data without a basis for it.

The real services and the real door are called; beside them the test keeps its own books of who did what and when, and
holds everything that comes out against these books alone.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, get_args

import polars as pl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.governance.case_sample import ANALYST, COUNSEL, DPO, HR, OFFICES, OTHER_ANALYST, SUBJECT, UNION, record
from tests.governance.sample import NOW

from fairwatch.disclosure import release
from fairwatch.errors import ConfigError, Refused
from fairwatch.findings import Column, Result, Table
from fairwatch.governance.services import access, cases, consents, directory, pseudonyms, purposes, shares, snapshot
from fairwatch.governance.services.audit import AuditLog
from fairwatch.governance.services.shares import Item
from fairwatch.text import Text
from fairwatch.viewer import Grant, Role, Viewer

HOUR = dt.timedelta(hours=1)
DAY = 24 * HOUR
KINDS = ("leak", "work-time", "departure-self")
PEOPLE = (SUBJECT, HR, DPO, UNION, ANALYST, COUNSEL, OTHER_ANALYST)
MINE, OTHERS = 424_242, 171_717
"""Figures that are in the subject's rows, and in those of p0001."""
WORD = Text("", "")
NO = (Refused, ConfigError)
"""How a service says no; the latter to a person whom the directory does not know."""
DIRECTORIES = {
    "everybody": OFFICES,
    "the analyst is none any more": OFFICES.replace("p0008,bai,Security,analyst", "p0008,bai,Security,"),
    "the subject has left": "".join(line for line in OFFICES.splitlines(True) if not line.startswith(SUBJECT)),
}


@dataclass
class Case:
    """What the test knows of a case: what succeeded, by whom and when."""

    suspected_at: dt.datetime
    signed: dict[str, str] = field(default_factory=dict)
    union: bool = False
    opened: bool = False
    ends: dt.datetime = NOW


@dataclass
class Share:
    recipient: str
    until: dt.datetime
    revoked: bool = False


def rows(kind: str, names: dict[str, str]) -> Table:
    """A day's row of the subject and of p0001 under the purpose's key, as an analysis makes it."""
    frame = pl.DataFrame(
        {
            "subject": [names[SUBJECT], names["p0001"]],
            "day": [dt.date(2026, 8, 25)] * 2,
            "bytes_up" if kind == "leak" else "duration_us": [MINE, OTHERS],
        }
    )
    columns = (
        Column("subject", "subject", WORD),
        Column("day", "dimension", WORD, "day"),
        Column(frame.columns[-1], "measure", WORD, "bytes"),
    )
    return Table(f"{kind} rows", WORD, "person", kind, columns, frame)


class Orders(RuleBasedStateMachine):
    """Every service that gives or takes a basis, in anybody's name, and looks through the door in between."""

    import_people: Callable[[str, dt.datetime], None]
    shown: ClassVar[set[str]] = set()
    """Which ways of seeing something were taken, over all runs: a machine that sees nothing proves nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = NOW
        self.active = set(KINDS)
        self.directory = "everybody"
        self.gone = False
        self.consent_until: dt.datetime | None = None
        self.cases: dict[str, Case] = {}
        self.grants: list[Grant] = []
        self.shares: dict[str, Share] = {}
        self.code = ""
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize(already=st.booleans())
    def begin(self, already: bool) -> None:
        """Everybody's usual look at themselves; half of the runs begin with an open case."""
        self.look(SUBJECT, with_grant=False, waiting=0)
        if already:
            self.a_case_and_its_look("nothing", 0)

    @rule(hours=st.sampled_from([1, 1, 1, 24, 24 * 31]))
    def pass_time(self, hours: int) -> None:
        self.clock += hours * HOUR

    @rule(who=st.sampled_from(list(DIRECTORIES)))
    def change_the_directory(self, who: str) -> None:
        type(self).import_people(DIRECTORIES[who], self.clock)
        self.directory = who

    @rule(kind=st.sampled_from(KINDS), by=st.sampled_from([DPO, UNION, HR, HR, ANALYST, ANALYST]))
    def suspend(self, kind: str, by: str) -> None:
        with suppress(*NO):
            purposes.suspend(kind, by=by, reason="a reason", now=self.clock)
            assert by in (DPO, UNION)
            self.active.discard(kind)

    @rule(days=st.sampled_from([1, 90, 91]), by=st.sampled_from([SUBJECT, SUBJECT, HR, DPO]))
    def consent(self, days: int, by: str) -> None:
        with suppress(*NO):
            consents.give(SUBJECT, "departure-self", days, by=by, now=self.clock)
            assert by == SUBJECT
            assert days <= 90
            self.consent_until = self.clock + days * DAY

    @rule(by=st.sampled_from([SUBJECT, SUBJECT, HR]))
    def withdraw(self, by: str) -> None:
        with suppress(*NO):
            consents.withdraw(SUBJECT, "departure-self", by=by, now=self.clock)
            assert by == SUBJECT
            self.consent_until = None

    @rule(left_out=st.sampled_from(["nothing", "nothing", "dpo", "counsel", "union", "open"]))
    def whole_case(self, left_out: str) -> None:
        """All steps in their order by the right people, but for one that is left out."""
        with suppress(*NO):
            fields = {"leak": ("bytes_up",), "departure-self": ("ts_us",)}
            wanted = record(
                written_at=self.clock - HOUR, fields=fields if self.consent_until else {"leak": ("bytes_up",)}
            )
            key = cases.request(wanted, by=ANALYST, now=self.clock)
            self.cases[key] = Case(self.clock - HOUR)
        if not self.cases:
            return
        for step in ("dpo", "counsel", "union", "open"):
            if step != left_out:
                self.case_step(len(self.cases) - 1, step, "the right one")

    @precondition(lambda self: self.cases)
    @rule(
        number=st.integers(0, 3),
        step=st.sampled_from(["dpo", "counsel", "union", "open", "close", "refuse", "expire"]),
        by=st.sampled_from(["the right one", "the right one", HR, ANALYST, SUBJECT, OTHER_ANALYST]),
    )
    def case_step(self, number: int, step: str, by: str) -> None:
        key = list(self.cases)[number % len(self.cases)]
        case, now = self.cases[key], self.clock
        right = {"dpo": DPO, "counsel": COUNSEL, "union": DPO, "open": ANALYST, "close": ANALYST, "refuse": DPO}
        who = right.get(step, DPO) if by == "the right one" else by
        with suppress(*NO):
            if step in ("dpo", "counsel"):
                cases.approve(key, step, by=who, finding="The file events do not suffice.", now=now)
                case.signed[step] = who
                case.ends = now + 30 * DAY
            elif step == "union":
                cases.inform_union(key, UNION, by=who, now=now)
                case.union = True
            elif step == "open":
                cases.open_case(key, by=who, now=now)
                case.opened = True
            elif step == "expire":
                cases.expire(now)
            else:
                (cases.close if step == "close" else cases.refuse)(
                    key, by=who, **{"outcome" if step == "close" else "reason": "a reason"}, now=now
                )
                case.ends = now

    @precondition(lambda self: self.cases)
    @rule(number=st.integers(0, 3), person=st.sampled_from([ANALYST, ANALYST, *PEOPLE]))
    def ask_for_a_grant(self, number: int, person: str) -> None:
        key = list(self.cases)[number % len(self.cases)]
        with suppress(*NO):
            self.grants.append(cases.grant(key, Viewer(person, "analyst"), now=self.clock))
            case = self.cases[key]
            assert person == ANALYST
            assert case.opened
            assert self.clock < case.ends

    @rule(
        recipient=st.sampled_from([HR, DPO, ANALYST]),
        days=st.sampled_from([1, 30, 31]),
        by=st.sampled_from([SUBJECT, SUBJECT, SUBJECT, HR]),
    )
    def push_share(self, recipient: str, days: int, by: str) -> None:
        items = [Item("self", {"visits": MINE})]
        with suppress(*NO):
            key = shares.push(SUBJECT, recipient, "departure-self", items, days, by=by, now=self.clock)
            assert by == SUBJECT
            assert days <= 30
            self.shares[key] = Share(recipient, self.clock + days * DAY)

    @precondition(lambda self: self.shares)
    @rule(number=st.integers(0, 3), by=st.sampled_from([SUBJECT, HR]))
    def revoke_share(self, number: int, by: str) -> None:
        key = list(self.shares)[number % len(self.shares)]
        with suppress(*NO):
            shares.revoke(key, by=by, now=self.clock)
            assert by == SUBJECT
            self.shares[key].revoked = True

    @rule()
    def expire_shares(self) -> None:
        shares.expire(self.clock)

    @precondition(lambda self: self.shares)
    @rule(number=st.integers(0, 3), by=st.sampled_from(PEOPLE))
    def read_share(self, number: int, by: str) -> None:
        key = list(self.shares)[number % len(self.shares)]
        with suppress(*NO):
            seen = shares.read(key, by=by, now=self.clock)
            share = self.shares[key]
            assert seen.items
            assert by == share.recipient
            assert self.clock < share.until
            assert not share.revoked
            assert self.directory != "the subject has left"
            self.shown.add("share")

    @rule(waiting=st.sampled_from([0, 0, 24 * 31]), by=st.sampled_from([HR, HR, DPO]))
    def a_share_and_its_reading(self, waiting: int, by: str) -> None:
        self.push_share(HR, 1, SUBJECT)
        self.clock += waiting * HOUR
        if self.shares:
            self.read_share(len(self.shares) - 1, by)

    @precondition(lambda self: not self.code and self.directory != "the subject has left")
    @rule(
        person=st.sampled_from([SUBJECT, ANALYST]),
        role=st.sampled_from(["employee", "analyst", "hr"]),
        right=st.booleans(),
    )
    def sign_in(self, person: str, role: str, right: bool) -> None:
        self.code = access.enrol(person, now=self.clock)
        with suppress(*NO):
            viewer = access.authenticate(person, self.code if right else "wrong", role, now=self.clock)
            assert right
            assert viewer == Viewer(person, role)  # type: ignore[arg-type]
            assert self.holds(person, role)
            self.shown.add("sign in")

    @rule(
        person=st.sampled_from([SUBJECT, SUBJECT, *PEOPLE]),
        with_grant=st.booleans(),
        waiting=st.sampled_from([0, 0, 2]),
    )
    def look(self, person: str, with_grant: bool, waiting: int) -> None:
        """One person's look at every kind of table in each of the roles, with the latest grant or without."""
        self.clock += waiting * HOUR
        policy, log = snapshot.compile_snapshot(self.clock), AuditLog(self.clock)
        grant = self.grants[-1] if with_grant and self.grants else None
        for kind, role in itertools.product(KINDS, get_args(Role)):
            names = {one: pseudonyms.of(one).get(kind, one) for one in (SUBJECT, "p0001")}
            table, viewer = rows(kind, names), Viewer(person, role)
            result = Result("analysis", WORD, {table.name: table})
            with suppress(*NO):
                seen = release(result, viewer, policy, log, grant=grant, now=self.clock).to_json()
                self.judge(seen, viewer, kind, grant, names)

    @rule(left_out=st.sampled_from(["nothing", "nothing", "union"]), waiting=st.sampled_from([0, 2]))
    def a_case_and_its_look(self, left_out: str, waiting: int) -> None:
        self.whole_case(left_out)
        if self.cases:
            self.ask_for_a_grant(len(self.cases) - 1, ANALYST)
            self.look(ANALYST, with_grant=True, waiting=waiting)

    def judge(self, seen: str, viewer: Viewer, kind: str, grant: Grant | None, names: dict[str, str]) -> None:
        """Written from DESIGN and LAW section 10, not from the door."""
        assert kind in self.active, "nothing of a purpose that is suspended"
        assert self.holds(viewer.person, viewer.role)
        assert not any(name in seen for name in names.values())
        shown = [marker for marker in (MINE, OTHERS) if str(marker) in seen]
        if grant:
            assert OTHERS not in shown, "a case is about one person"
            assert not shown or self.is_covered(grant, viewer, kind)
        elif kind == "leak" and viewer.role == "analyst":
            assert SUBJECT not in seen.replace(f'"person": "{viewer.person}"', "")
            shown = []  # pseudonymous: whose rows these are the analyst learns in a case alone
        elif viewer.person == SUBJECT:
            assert OTHERS not in shown
        else:
            assert shown == []
        if shown:
            self.shown.add("case" if grant else "own")

    def is_covered(self, grant: Grant, viewer: Viewer, kind: str) -> bool:
        case = self.cases[grant.case]
        return (
            viewer == Viewer(ANALYST, "analyst")
            and {"dpo", "counsel"} == case.signed.keys()
            and not {ANALYST, SUBJECT} & set(case.signed.values())
            and case.union
            and case.opened
            and grant.granted_at <= self.clock < grant.granted_at + HOUR
            and (kind == "leak" or (kind == "departure-self" and grant.of("leak") is not None))
        )

    def holds(self, person: str, role: str) -> bool:
        roles = {HR: "hr", DPO: "dpo", UNION: "union", ANALYST: "analyst", OTHER_ANALYST: "analyst", COUNSEL: "counsel"}
        if self.directory == "the analyst is none any more":
            del roles[ANALYST]
        there = person != SUBJECT or self.directory != "the subject has left"
        return there and role in ("employee", roles.get(person))

    @invariant()
    def the_gate_knows_of_no_consent_but_those_that_run(self) -> None:
        """Of a leaver it knows none; a consent given before somebody left is not taken up again by itself."""
        if "departure-self" not in self.active:
            return
        at_us = int(self.clock.timestamp() * 1e6)
        known = snapshot.compile_snapshot(self.clock).consents.filter(
            pl.col("person") == SUBJECT, pl.col("from_us") <= at_us, pl.col("until_us") > at_us
        )
        runs = self.consent_until is not None and self.clock < self.consent_until
        assert known.is_empty() or runs


@pytest.fixture
def import_people(tmp_path: Path) -> Callable[[str, dt.datetime], None]:
    numbers = itertools.count()

    def run(text: str, now: dt.datetime) -> None:
        path = tmp_path / f"people-{next(numbers)}.csv"
        path.write_text(text, encoding="utf-8")
        directory.import_people(path, now=now)

    return run


@pytest.mark.usefixtures("offices")
def test_no_order_of_calls_shows_a_persons_data_without_a_basis(
    activate: Callable[..., None], import_people: Callable[[str, dt.datetime], None]
) -> None:
    for kind in ("work-time", "departure-self"):
        activate(kind)
    Orders.import_people = staticmethod(import_people)
    Orders.shown = set()
    run_state_machine_as_test(
        Orders,
        settings=settings(
            max_examples=20,
            stateful_step_count=16,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],  # to make a long order shorter takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert {"own", "case", "share"} <= Orders.shown, "what was never reached was not tested"
