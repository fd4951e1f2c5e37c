"""Registered files that go to no class of destination that a purpose names, and what stays out (R18, R23)."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tests.gate.office import LEAK, Office, batch, codes, line, register

from fairwatch import gate

NAMED = frozenset({"network_drive", "work"})


@pytest.fixture
def leak(office: Office) -> Office:
    office.person("p0001")
    actions = frozenset({"upload", "download"})
    common: dict[str, Any] = {"actions": actions, "columns": LEAK, "grain": "quarter_hour"}
    office.active("leak", categories=NAMED | {"elsewhere"}, **common)
    office.active("narrow", "leak", categories=NAMED, **common)
    office.active("traffic", columns=("category", "requests"), grain="quarter_hour")
    office.more["registered_files"] = register("plan.docx")
    office.more["forbidden_sites"] = {"games-site": 0}
    return office


def kept(office: Office, **what: Any) -> list[tuple[str, str | None]]:
    """Purpose and class of destination of the rows of one line."""
    usual = {"action": "upload", "file_name": "plan.docx", "host": "files.example.com", "category": None}
    admission = gate.admit(batch(line(**usual | what)), office.policy())
    return [(one.purpose_id, row) for one in admission.admitted for row in one.frame.get_column("category")]


@pytest.mark.parametrize("action", ["upload", "download"])
@pytest.mark.parametrize("category", [None, "social", "infrastructure"])
def test_a_registered_file_goes_elsewhere(leak: Office, action: str, category: str | None) -> None:
    assert kept(leak, category=category, action=action) == [("leak", "elsewhere")]


def test_a_class_that_is_named_stays_that_class(leak: Office) -> None:
    assert kept(leak, category="network_drive") == [("leak", "network_drive"), ("narrow", "network_drive")]


@pytest.mark.parametrize("host", ["10.20.0.9", "192.168.1.4", "fd00::7"])
def test_a_server_under_a_private_address_is_the_organisations_own(leak: Office, host: str) -> None:
    assert kept(leak, host=host) == [("leak", "work")]
    assert kept(leak, host="198.51.100.7.example") == [("leak", "elsewhere")]
    assert kept(leak, host="8.8.8.8") == [("leak", "elsewhere")]
    assert kept(leak, host=None) == [("leak", "elsewhere")]


@pytest.mark.parametrize(
    "what",
    [
        {"file_name": "diary.docx"},
        {"file_name": None},
        {"file_name": "diary.docx", "host": "10.20.0.9"},
        {"category": "health"},
        {"category": "webmail"},
        {"category": "recruitment"},
        {"action": "page_view"},
        {"action": "machine"},
        {"action": None},
    ],
    ids=[
        "another file", "no file", "another file inside", "protected", "private and not named", "a job board", "a page",
        "a program", "unheard of",
    ],
)  # fmt: skip
def test_r18_r26_nothing_else_is_let_in(leak: Office, what: dict[str, Any]) -> None:
    assert kept(leak, **what) == []


def test_a_file_that_is_sent_to_a_forbidden_app_is_sent_elsewhere(leak: Office) -> None:
    assert ("leak", "elsewhere") in kept(leak, category="games", site="games-site")


def test_whoever_does_not_ask_gets_what_there_was_before(leak: Office) -> None:
    lines = [line(action="upload", category=one, file_name="plan.docx") for one in (None, "news", "social", "work")]
    admissions = []
    for names in (("plan.docx",), ()):
        leak.more["registered_files"] = register(*names)
        admissions.append(gate.admit(batch(*lines), leak.policy()))
    others = [
        {one.purpose_id: one.frame.sort(pl.all()) for one in admission.admitted if one.purpose_id == "traffic"}
        for admission in admissions
    ]
    assert others[0]["traffic"].equals(others[1]["traffic"])
    assert codes(admissions[1])["E_UNCLASSIFIED"] == 1


def test_no_row_says_where_that_is(leak: Office) -> None:
    [first, *_] = gate.admit(
        batch(line(action="upload", category=None, host="canary.example", file_name="plan.docx")), leak.policy()
    ).admitted
    assert first.frame.height == 1
    assert "canary" not in str(first.frame.to_dicts())
