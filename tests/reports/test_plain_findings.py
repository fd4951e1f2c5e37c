"""What the analyst is told of findings before any table: how many, how grave, and of nobody in particular."""

from __future__ import annotations

from typing import Any

import pytest
from tests.reports import evaluated as made
from tests.reports.conftest import DAY, MONDAY
from tests.reports.evaluated import NEXT, measures

from fairwatch.disclosure import ReleasedTable
from fairwatch.findings import Column
from fairwatch.reports import plain_findings
from fairwatch.reports.figures import Tables
from fairwatch.text import Text

ACTION = Column("action", "dimension", Text("行为", "Action"))
LEVEL = Column("level", "detail", Text("级别", "Level"))
REGISTERED = Column("registered", "detail", Text("已登记", "Registered"))
COUNT = measures("count", "requests", "blocked")
ONE, TWO = "41127aa14734", "9c0d3e5f7a1b"


def uploads(*registered: bool) -> ReleasedTable:
    rows = [(ONE, MONDAY, 3e7, one) for one in registered]
    return made.found("findings", (DAY, *measures("bytes", "bytes_up"), REGISTERED), *rows, main="bytes_up")


def used(*rows: tuple[str, str, int, int]) -> ReleasedTable:
    """(alias, action, requests, blocked)"""
    days = [(alias, NEXT, *rest) for alias, *rest in rows]
    return made.found("findings", (DAY, ACTION, *COUNT), *days, main="requests")


def hits(*rows: tuple[str, str]) -> ReleasedTable:
    """(alias, level)"""
    return made.found(
        "findings", (DAY, LEVEL, *COUNT), *((*row[:1], MONDAY, row[1], 1, 0) for row in rows), main="requests"
    )


def scores(name: str, *rows: tuple[str, float]) -> ReleasedTable:
    return made.found(name, measures("score", "score"), *rows, main="score")


def said(tables: Tables) -> list[str]:
    return [text.en for text in plain_findings.findings(tables) if text]


def test_findings_by_count_and_gravity() -> None:
    assert said(
        {
            ("leak", "findings"): uploads(True, False, False),
            ("violations", "findings"): used(
                (ONE, "tunnel", 5, 5), (TWO, "forbidden_app", 9, 0), (TWO, "tunnel", 2, 1)
            ),
            ("detections", "findings"): hits((ONE, "low"), (ONE, "critical"), (TWO, "low")),
            ("anomaly", "leak-unusual"): made.found(
                "leak-unusual", (DAY, *COUNT), (ONE, MONDAY, 3, 0), main="requests"
            ),
            ("leak", "risk"): scores("risk", (ONE, 62.34), (TWO, 12.0)),
        }
    ) == [
        (
            "Uploads to verify: 3 entries on Mon 7 Sep 2026 about 1 person; 1 of them of registered confidential files;"
            " those of others are here for their amount alone."
        ),
        (
            "Forbidden apps used or tried: 3 entries on Mon 14 Sep 2026 about 2 people, by kind: tunnel 2 and forbidden"
            " app 1; 1 of them with every request blocked."
        ),
        "Detection rules hit: 3 entries on Mon 7 Sep 2026 about 2 people; by level: critical 1 and low 2.",
        "Unlike the usual: Table leak-unusual (1).",
        "Risk scores of the last 30 days: confidential files 2 people, the highest 62.3.",
        "All of these are leads for a person to verify; whose alias it is, only a case tells.",
    ]


def test_no_finding_is_said_to_be_none() -> None:
    assert said({("leak", "findings"): uploads(), ("detections", "findings"): hits()})[:2] == [
        "No upload has to be verified.",
        "No detection rule was hit.",
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_alias_is_named(language: Any) -> None:
    """The tables are in no order of persons, and neither may a sentence put somebody first."""
    tables = {("leak", "findings"): uploads(True), ("leak", "risk"): scores("risk", (ONE, 62.34), (TWO, 12.0))}
    words = " ".join(text.in_(language) for text in plain_findings.findings(tables) if text)
    assert ONE not in words
    assert TWO not in words


def test_who_is_shown_no_rows_of_others_is_told_of_none(tables: Any) -> None:
    """HR sees groups, and employees their own rows, which have no alias."""
    assert said({("leak", "findings"): tables["own"], ("violations", "by-action"): tables["ranking"]}) == []
