"""``fairwatch audit``: what the union and the auditor do with it (R41)."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from tests.command_line import run


def key_of(office, folder: Path) -> Path:
    file = folder / "office.pem"
    file.write_text(office.run("audit", "key").out)
    return file


def test_r41_upkeep_deposits_heads_that_the_union_can_hold_against_the_chain(office, tmp_path: Path) -> None:
    """The invented organisation's days lie in the past, so they are finished."""
    assert "new audit head for the union" in office.run("maintain").out
    kept = tmp_path / "union"
    (office.root / "heads").rename(kept)
    key = key_of(office, tmp_path)
    done = office.run("audit", "verify", "--heads", kept, "--key", key)
    assert done.code == 0
    assert "fits" in done.out

    # Whoever holds every key of the machine begins a new, consistent chain.
    with sqlite3.connect(office.root / "governance.sqlite3") as database:
        database.execute("DELETE FROM governance_auditentry")
        database.execute("DELETE FROM governance_audithead")
    assert office.run("maintain").code == 0
    assert office.run("audit", "verify").code == 0
    verdict = office.run("audit", "verify", "--heads", kept, "--key", key, "--json")
    assert verdict.code == 1
    assert verdict.json()["first_bad"] is not None


def test_r41_a_key_that_was_exchanged_is_noticed(office, tmp_path: Path) -> None:
    office.run("maintain")
    (office.root / "secret.key").write_bytes(os.urandom(32))
    done = office.run("audit", "verify", "--heads", office.root / "heads")
    assert done.code == 1
    assert "another key" in done.out


def test_r41_the_auditor_verifies_a_copy_at_home(office, tmp_path: Path) -> None:
    office.run("maintain")
    key, copy = key_of(office, tmp_path), tmp_path / "chain.zip"
    done = office.ask("auditor", "audit", "copy", "--out", copy)
    assert done.code == 0, done.err
    heads = office.root / "heads"
    at_home = run("audit", "verify", copy, "--key", key, "--heads", heads, "--json").json()
    assert at_home["first_bad"] is None
    assert at_home["heads"] == len(list(heads.iterdir()))
    copy.write_bytes(copy.read_bytes()[:-40])
    assert run("audit", "verify", copy, "--key", key).code == 1
    assert office.ask("hr", "audit", "copy", "--out", tmp_path / "no.zip").code == 3


def test_r41_the_numbers_that_the_union_was_given_are_held_against_the_auditors_copy(
    office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fairwatch.governance import daily_head, signing

    office.run("maintain")
    key, copy = key_of(office, tmp_path), tmp_path / "chain.zip"
    office.ask("auditor", "audit", "copy", "--out", copy)
    heads = office.root / "heads"
    at_home = ("audit", "verify", copy, "--key", key, "--heads", heads)
    assert run(*at_home).code == 0
    file = sorted(heads.iterdir())[0]
    told = daily_head.read(file, signing.read_public(key.read_bytes(), key.name))
    fewer = tuple(replace(one, entries=one.entries + 1) for one in told.statistics)
    monkeypatch.setenv("FAIRWATCH_WORKSPACE", str(office.root))
    file.write_bytes(daily_head.seal(replace(told, statistics=fewer), signing.signing_key()))
    done = run(*at_home)
    assert done.code == 1
    assert f"{file.name}: its numbers are not those of the log" in done.out


def test_heads_say_when_there_is_nothing_new(office, tmp_path: Path) -> None:
    assert office.run("audit", "heads", "--out", tmp_path / "union", "--json").json()["written"]
    done = office.run("audit", "heads", "--out", tmp_path / "union")
    assert (done.code, "No new head" in done.out) == (0, True)
    (tmp_path / "empty").mkdir()
    assert "no usable head" in office.run("audit", "verify", "--heads", tmp_path / "empty").out


def test_a_chain_altered_in_the_database_names_the_entry(office) -> None:
    with sqlite3.connect(office.root / "governance.sqlite3") as database:
        database.execute('UPDATE governance_auditentry SET role = ? WHERE "index" = 3', ("hr",))
    done = office.run("audit", "verify")
    assert done.code == 1
    assert "Entry 3 is bad" in done.out
