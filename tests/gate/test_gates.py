"""The order of the gates is itself a promise: whom and when before what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.gate.office import FAR_AHEAD, Office, batch, codes, line, register

from fairwatch import columns, gate

CLOSED = frozenset({("leak", dt.date(2026, 9, 1))})


def test_each_repair_reveals_the_next_gate(office: Office) -> None:
    """A line with which everything is wrong, put right step by step."""
    office.person("p0001", excluded=True, shift=None)
    office.active(
        "leak",
        categories=frozenset({"work"}),
        actions=frozenset(columns.ACTIONS),
        columns=("ts_us", "action"),
        departments=frozenset({"Sales"}),
        needs_consent=True,
        active_until_us=1,
    )
    office.notices.clear()
    wrong = line(person=None, ownership="personal", category="health", action="machine", grade="agent")
    wrong["file_name"] = "plan.docx"
    state: dict[str, Any] = {"line": wrong, "closed_days": CLOSED}

    def logged(**changes: Any) -> Callable[[], None]:
        return lambda: state["line"].update(changes)

    def defined(**changes: Any) -> Callable[[], None]:
        return lambda: office.purposes.append(replace(office.purposes.pop(), **changes))

    repairs: list[tuple[str, Callable[[], object]]] = [
        ("E_PURPOSE_INACTIVE", defined(active_until_us=FAR_AHEAD)),
        ("E_IDENTITY_UNKNOWN", logged(person=0)),
        ("E_BYOD", logged(ownership="company")),
        ("E_MINOR", lambda: office.people[0].update(excluded=False)),
        ("E_OUT_OF_HOURS", lambda: office.people[0].update(shift="day")),
        ("E_PURPOSE_INACTIVE", defined(departments=None)),
        ("E_NOTICE_NOT_SERVED", lambda: office.notice("p0001", "leak", "2026-01-01T00:00Z")),
        ("E_COVERT", defined(methods=frozenset({"network", "agent"}))),
        ("E_CONSENT_INVALID", lambda: office.consent("p0001", "leak", "2026-01-01T00:00Z", "2027-01-01T00:00Z")),
        ("E_DAY_CLOSED", lambda: state.update(closed_days=frozenset())),
        ("E_PROTECTED_CATEGORY", logged(category="webmail")),
        ("E_PRIVATE_CHANNEL", logged(category=None)),
        ("E_NOT_NEEDED", logged(action="forbidden_app")),
        ("E_UNCLASSIFIED", logged(category="news")),
        ("E_NOT_NEEDED", logged(category="work")),
        ("E_LIST_UNPUBLISHED", lambda: office.more.update(forbidden_sites={"news-site": 0})),
        ("E_UNLABELLED", lambda: office.more.update(registered_files=register("plan.docx"))),
    ]
    for code, repair in repairs:
        admission = gate.admit(batch(state["line"]), office.policy(), closed_days=state["closed_days"])
        assert codes(admission) == {code: 1}
        repair()
    assert gate.admit(batch(state["line"]), office.policy()).admitted_lines == 1


def test_a_line_counts_as_refused_only_when_no_purpose_is_left(small_office: Office) -> None:
    small_office.active("games-only", categories=frozenset({"games"}))
    admission = gate.admit(batch(line(category="news"), line(category="sports")), small_office.policy())
    assert admission.admitted_lines == 1
    assert codes(admission) == {"E_NOT_NEEDED": 1}
