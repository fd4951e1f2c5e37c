"""A fresh workspace collects nothing and says what to do next (R01)."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.command_line import run

from fairwatch.lake import Lake

pytestmark = pytest.mark.usefixtures("governed")


def test_a_new_workspace_says_what_comes_next(tmp_path: Path) -> None:
    done = run("init", tmp_path / "office")
    assert done.code == 0
    assert "Nothing is collected yet" in done.out
    assert "people import" in done.out
    assert "purpose list" in done.out


@pytest.mark.parametrize("law", ["cn", "eu"])
def test_each_law_pack_can_be_chosen(tmp_path: Path, law: str) -> None:
    assert run("init", tmp_path / "office", "--law", law).code == 0
    assert f"Law pack {law}" in run("status", "-w", tmp_path / "office").out


@pytest.mark.parametrize(("language", "said"), [("en", "no law pack us\n→ law packs: cn, eu"), ("zh", "没有规则包 us")])
def test_a_law_pack_that_does_not_exist_names_those_that_do(tmp_path: Path, language: str, said: str) -> None:
    done = run("init", tmp_path / "office", "--law", "us", FAIRWATCH_LANG=language)
    assert done.code == 1
    assert said in done.err
    assert not (tmp_path / "office").exists()


def test_a_workspace_is_made_once(tmp_path: Path) -> None:
    assert run("init", tmp_path / "office").code == 0
    again = run("init", tmp_path / "office")
    assert again.code == 1
    assert "already is a workspace" in again.err


def test_without_an_active_purpose_nothing_is_stored(tmp_path: Path, morning: Path) -> None:
    run("init", tmp_path / "office")
    done = run("ingest", morning, "-w", tmp_path / "office")
    assert done.code == 0
    assert "nothing was stored" in done.out
    assert f"fairwatch purpose list -w {tmp_path / 'office'}\n" in done.out
    lake = Lake(tmp_path / "office" / "lake")
    assert lake.purposes() == []
    assert lake.refusals()["lines"].sum() == 3000


def test_no_purpose_is_active_at_first(tmp_path: Path) -> None:
    run("init", tmp_path / "office")
    listed = run("purpose", "list", "-w", tmp_path / "office", "--json").json()
    assert {purpose["state"] for purpose in listed} == {"OFF"}
    assert "fairwatch purpose dossier" in run("purpose", "list", "-w", tmp_path / "office").out


@pytest.mark.parametrize(
    "command", [["status"], ["ingest", "x.log"], ["purpose", "list"], ["maintain"], ["audit", "verify"]], ids=" ".join
)
def test_where_there_is_no_workspace_it_says_how_to_make_one(tmp_path: Path, command: list[str]) -> None:
    done = run(*command, "-w", tmp_path)
    assert done.code == 1
    assert f"fairwatch init {tmp_path}" in done.err
    assert list(tmp_path.iterdir()) == []
