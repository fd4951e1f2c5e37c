"""The commands of sealed evidence, from the officers' keys to an opened line, as the people who run them do."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests import sealed_office
from tests.command_line import Done, run
from tests.commands.conftest import Office
from tests.sealed_office import SealedOffice, open_a_case

from fairwatch.pipeline.trial_officers import access_code, variables
from fairwatch.pipeline.trial_workspace import first_day


class Desk:
    """An officer's own machine: a key file, its passphrase, and no workspace."""

    def __init__(self, folder: Path, role: str) -> None:
        self.role, self.key = role, folder / f"{role}.key"
        done = run("officer", "key", "new", "--out", self.key)
        assert done.code == 0, done.err
        self.passphrase = re.search(r"([0-9A-Z]{5}-){4}[0-9A-Z]{5}", done.out)[0]  # type: ignore[index]
        self.fingerprint = re.search(r"Fingerprint: ([0-9a-f]{32})", done.out)[1]  # type: ignore[index]

    @property
    def public(self) -> Path:
        return self.key.with_name(f"{self.key.name}.pub")

    def run(self, *arguments: object, **more: str) -> Done:
        return run(*arguments, FAIRWATCH_PASSPHRASE=self.passphrase, **more)

    def half(self, request: Path, subject: str = "vault") -> Path:
        out = request.with_name(f"{self.role}.half")
        done = self.run(subject, "half", request, "--key", self.key, "--out", out)
        assert done.code == 0, done.err
        return out


@pytest.fixture
def sealing(office: Office) -> SealedOffice:
    """The purpose is active; the officers have no keys yet."""
    return sealed_office.make(office.root, first_day(office.folder), registered=False)


@pytest.fixture
def desks(tmp_path: Path) -> tuple[Desk, Desk]:
    (tmp_path / "desks").mkdir()
    return Desk(tmp_path / "desks", "dpo"), Desk(tmp_path / "desks", "union")


def enter(office: Office, *desks: Desk) -> None:
    for desk in desks:
        done = office.ask(desk.role, "officer", "key", "register", desk.public)
        assert done.code == 0, done.err


def case_about(office: Office, sealing: SealedOffice, subject: str, **more: Any) -> str:
    day = first_day(office.folder)
    return open_a_case(sealing, subject, (day, day), now=dt.datetime.now(dt.UTC), **more)


def test_from_the_keys_to_an_opened_line(
    office: Office, morning: Path, sealing: SealedOffice, desks, tmp_path: Path
) -> None:
    refused = office.run("ingest", morning)
    assert (refused.code, "two officers in office have no registered keys" in refused.err) == (1, True)
    assert "No officer is registered yet" in office.run("officer", "key", "list").out
    assert "The vault is empty" in office.run("vault", "status").out
    enter(office, *desks)
    listed = json.loads(office.run("officer", "key", "list", "--json").out)
    assert [(key["role"], key["fingerprint"], key["live"]) for key in listed] == [
        (desk.role, desk.fingerprint, True) for desk in desks
    ]
    assert office.run("ingest", morning).code == 0

    (day,) = json.loads(office.run("vault", "status", "--json").out)
    assert (day["day"], day["can_be_opened"], day["frozen"]) == (str(first_day(office.folder)), True, 0)
    assert day["groups"] > 10
    assert json.loads(office.run("vault", "verify", "--json").out) == {"days": 1, "faults": []}
    assert "The vault is whole: 1 day\n" in office.run("vault", "verify").out

    logins = Counter(line.split()[7].decode() for line in morning.read_bytes().splitlines())
    subject = logins.most_common(2)[1][0].replace("u", "p")  # the most common login is none
    case = case_about(office, sealing, subject)
    request, lines = tmp_path / "case.request", tmp_path / "lines.log"
    assert office.ask("analyst", "vault", "request", "--case", case, "--out", request).code == 0
    halves = [argument for desk in desks for argument in ("--half", desk.half(request))]
    opened = office.ask("analyst", "vault", "open", "--case", case, *halves, "--out", lines)
    assert opened.code == 0, opened.err
    content = lines.read_bytes()
    accounts = {line.split()[7] for line in content.splitlines()}
    assert accounts - {b"-"} == {subject.replace("p", "u").encode()}
    assert set(content.splitlines()) <= set(morning.read_bytes().splitlines())
    assert f"{len(content.splitlines()):,} lines" in opened.out


def test_one_half_or_the_same_half_twice_opens_nothing(
    office: Office, morning: Path, sealing: SealedOffice, desks, tmp_path
) -> None:
    enter(office, *desks)
    assert office.run("ingest", morning).code == 0
    case = case_about(office, sealing, sealing.people["hr"])
    request, lines = tmp_path / "case.request", tmp_path / "lines.log"
    assert office.ask("analyst", "vault", "request", "--case", case, "--out", request).code == 0
    half = desks[0].half(request)
    alone = office.ask("analyst", "vault", "open", "--case", case, "--half", half, "--out", lines)
    assert (alone.code, "exactly two halves" in alone.err) == (2, True)
    twice = office.ask("analyst", "vault", "open", "--case", case, "--half", half, "--half", half, "--out", lines)
    assert (twice.code, "two different officers" in twice.err) == (1, True)
    assert not lines.exists()


def test_a_name_is_resolved_by_both_officers(
    office: Office, morning: Path, sealing: SealedOffice, desks, tmp_path: Path
) -> None:
    enter(office, *desks)
    assert office.run("ingest", morning).code == 0
    subject = sealing.people["hr"]
    case = case_about(office, sealing, subject, fields={"leak": ["category"]})
    request = tmp_path / "name.request"
    asked = office.ask("analyst", "resolve", "request", "--case", case, "-p", "leak", "--out", request)
    assert asked.code == 0, asked.err
    halves = [argument for desk in desks for argument in ("--half", desk.half(request, "resolve"))]
    done = office.ask("analyst", "resolve", "open", "--case", case, "-p", "leak", *halves, "--json")
    assert json.loads(done.out)["person"] == subject
    assert subject not in request.read_text(encoding="utf-8")
    alias = ("--alias", "0" * 12, "--seen", "2026-09-01")
    wrong = office.ask("analyst", "resolve", "request", "--case", case, "-p", "leak", *alias, "--out", request)
    assert (wrong.code, "E_NO_CASE" in wrong.err) == (3, True)


def test_half_says_what_it_opens_and_needs_the_right_key(
    office: Office, morning: Path, sealing, desks, tmp_path: Path
) -> None:
    enter(office, *desks)
    assert office.run("ingest", morning).code == 0
    case = case_about(office, sealing, sealing.people["hr"])
    request = tmp_path / "case.request"
    office.ask("analyst", "vault", "request", "--case", case, "--out", request)
    said = desks[0].run("vault", "half", request, "--key", desks[0].key, "--out", tmp_path / "half").err
    assert case in said
    assert str(first_day(office.folder)) in said
    wrong = run("vault", "half", request, "--key", desks[0].key, "--out", tmp_path / "x", FAIRWATCH_PASSPHRASE="guess")
    assert (wrong.code, "wrong passphrase" in wrong.err, (tmp_path / "x").exists()) == (1, True, False)
    stranger = Desk(tmp_path, "stranger")
    done = stranger.run("vault", "half", request, "--key", stranger.key, "--out", tmp_path / "x")
    assert (done.code, "neither of the two officers" in done.err) == (1, True)


def test_a_key_file_is_made_once_for_its_owner_and_is_useless_without_its_passphrase(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "dpo")
    assert desk.key.stat().st_mode & 0o777 == 0o600
    assert b"ENCRYPTED PRIVATE KEY" in desk.key.read_bytes()
    again = run("officer", "key", "new", "--out", desk.key)
    assert (again.code, "never overwritten" in again.err) == (1, True)


def test_a_key_is_registered_in_ones_own_name_only(office: Office, sealing: SealedOffice, desks) -> None:
    person, _ = access_code(office.root, "dpo")
    _, code = access_code(office.root, "union")
    forged = office.run(
        "officer", "key", "register", desks[0].public, "--as", person, "--role", "dpo", FAIRWATCH_ACCESS_CODE=code
    )
    assert (forged.code, "E_IDENTITY_UNPROVEN" in forged.err) == (3, True)
    for role in ("hr", "analyst"):
        done = office.ask(role, "officer", "key", "register", desks[0].public)
        assert (done.code, "E_DISCLOSURE" in done.err) == (3, True)


def test_rotating_and_losing_a_key(office: Office, morning: Path, sealing: SealedOffice, desks, tmp_path: Path) -> None:
    enter(office, *desks)
    assert office.run("ingest", morning).code == 0
    (tmp_path / "new").mkdir()
    fresh = Desk(tmp_path / "new", "dpo")
    who = variables(office.root, "dpo") | {"FAIRWATCH_WORKSPACE": str(office.root)}
    done = desks[0].run("officer", "key", "rotate", fresh.public, "--key", desks[0].key, **who)
    assert done.code == 0, done.err
    assert "1 sealed chunk and 3 tables of names" in done.out
    case = case_about(office, sealing, sealing.people["hr"])
    request = tmp_path / "case.request"
    office.ask("analyst", "vault", "request", "--case", case, "--out", request)
    halves = [argument for desk in (fresh, desks[1]) for argument in ("--half", desk.half(request))]
    assert office.ask("analyst", "vault", "open", "--case", case, *halves, "--out", tmp_path / "lines").code == 0

    assert office.ask("dpo", "officer", "key", "lost", desks[1].fingerprint).code == 0
    assert json.loads(office.run("vault", "status", "--json").out)[0]["can_be_opened"] is False
    assert office.run("ingest", morning).code == 1


def test_verify_names_a_day_that_was_taken_away(office: Office, morning: Path, sealing: SealedOffice, desks) -> None:
    import shutil

    enter(office, *desks)
    assert office.run("ingest", morning).code == 0
    shutil.rmtree(office.root / "sealed" / "vault" / str(first_day(office.folder)))
    done = office.run("vault", "verify", "--json")
    (fault,) = json.loads(done.out)["faults"]
    assert (done.code, fault["day"]) == (1, str(first_day(office.folder)))
    assert "does not hold it any more" in fault["what"]["en"]


def test_the_pseudonym_keys_are_locked_and_everything_goes_on(office: Office, morning: Path) -> None:
    assert json.loads(office.run("keyring", "status", "--json").out)["pseudonym_keys_locked"] is False
    assert "6 keys locked" in office.run("keyring", "lock").out
    state = json.loads(office.run("keyring", "status", "--json").out)
    assert (state["pseudonym_keys_locked"], state["keyring"]) == (True, str(office.root) + ".keys")
    assert office.run("ingest", morning).code == 0
    assert office.run("maintain").code == 0
