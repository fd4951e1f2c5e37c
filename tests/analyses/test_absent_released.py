"""Every analysis of groups on its way out: one user in a small department looks like none (R28)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from tests.analyses.office import MONDAY, inputs, policy, rows, us
from tests.disclosure.conftest import Books, Log, ledgers

from fairwatch.analyses import run
from fairwatch.disclosure import release
from fairwatch.policy import PolicySnapshot
from fairwatch.rule_list import ListedRule, RuleList
from fairwatch.text import Text
from fairwatch.viewer import Viewer

NOW = dt.datetime(2026, 9, 30, 12, tzinfo=dt.UTC)
STAFF = {f"p{number:04}": ("sales", "design")[number % 2] for number in range(60)} | {
    f"p{number:04}": "board" for number in range(60, 65)
}
LONER, HR = "p0064", "p0000"
RARE = {"category": ("remote_control", "tunnel"), "action": ("remote_control", "tunnel"), "detection": ("r1", "r2")}
"""Two of a kind; the loner is the only one with either."""
LISTED = RuleList(
    tuple(
        ListedRule(id=name, level="low", title=Text(name, name), text="", attack=False, alone=True)
        for name in ("r1", "r2", "r3")
    )
)


def rules() -> PolicySnapshot:
    people = [
        {"person": person, "department": place, "roles": ["hr"] if person == HR else []}
        for person, place in STAFF.items()
    ]
    found = policy(people, kinds=["traffic", "work-time", "violations"], rule_list=LISTED)
    kept = {"categories": frozenset({"news", "video", *RARE["category"]}), "actions": frozenset(RARE["action"])}
    return dataclasses.replace(
        found, purposes=tuple(dataclasses.replace(purpose, **kept) for purpose in found.purposes)
    )


FIGURES: dict[tuple[str, str], dict[str, Any]] = {
    ("traffic", "buckets"): {"bytes_down": 500, "bytes_up": 50, "requests": 5, "blocked": 0},
    ("work-time", "buckets"): {"low_s": 30.0, "point_s": 60.0, "high_s": 90.0, "views": 2, "grade": "sni"},
    ("violations", "buckets"): {"requests": 5, "blocked": 1, "bytes_up": 1, "bytes_down": 1},
}


def shown(engine: Any, analysis: str, key: tuple[str, str], kind: str, rare: str) -> str:
    """What HR reads when the loner's rare rows are of this kind."""
    law = rules()
    pseudonym = law.purpose(key[0]).pseudonym
    common = {"category": "news", "site": "paper"} if kind == "category" else {kind: None}
    given = [
        FIGURES[key] | common | {"subject": pseudonym(person), "department": place, "bucket_us": us(MONDAY, time)}
        for person, place in STAFF.items()
        for time in ("09:00", "10:00")
    ]
    given += [row | {"category": "video", "site": "films"} for row in given if kind == "category"]
    mine = FIGURES[key] | {"subject": pseudonym(LONER), "department": "board", "site": rare, kind: rare}
    made = inputs(engine, {key: rows(*key, [*given, mine])}, law)
    released = release(run(analysis, made), Viewer(HR, "hr"), law, Log(), ledgers=ledgers(Books()), now=NOW)
    return released.to_json()


@pytest.mark.parametrize(
    ("analysis", "key", "kind"),
    [
        ("traffic", ("traffic", "buckets"), "category"),
        ("bandwidth", ("traffic", "buckets"), "category"),
        ("sites", ("traffic", "buckets"), "category"),
        ("work-time", ("work-time", "buckets"), "category"),
        ("violations", ("violations", "buckets"), "action"),
        ("detections", ("violations", "buckets"), "detection"),
    ],
)
def test_one_user_in_a_small_department_looks_like_none(
    engine: Any, analysis: str, key: tuple[str, str], kind: str
) -> None:
    """Either kind has one user, of the board's five, in one world, and none in the other."""
    one, other = (shown(engine, analysis, key, kind, rare) for rare in RARE[kind])
    assert one == other
    assert "paper" in one or analysis != "sites", "there is something to see"
