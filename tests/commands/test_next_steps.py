"""The commands that refusals and the demo tell people to run: they exist, and are named in both languages."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from tests.command_line import run
from tests.commands.test_help import EVERY

from fairwatch.commands import demo
from fairwatch.refusals import Refusal, refusals


def named(text: str) -> list[tuple[str, ...]]:
    """The commands in a text: of ``fairwatch purpose activate …`` that is ``purpose activate``."""
    said = [tuple(words.split()) for words in re.findall(r"fairwatch ((?:[a-z-]+ ?)+)", text)]
    return [next((path for path in EVERY if words[: len(path)] == path), words) for words in said]


@pytest.mark.parametrize("refusal", refusals().values(), ids=lambda refusal: refusal.code)
def test_a_refusal_names_commands_that_exist_in_both_languages(refusal: Refusal) -> None:
    assert named(refusal.next_step.zh) == named(refusal.next_step.en)
    assert set(named(refusal.next_step.en)) <= set(EVERY)


@pytest.mark.parametrize("path", sorted({path for one in refusals().values() for path in named(one.next_step.en)}))
def test_the_command_that_a_refusal_names_explains_itself(path: tuple[str, ...]) -> None:
    assert run(*path, "--help").code == 0


def test_what_a_role_may_see_is_told_where_the_refusal_says() -> None:
    """Nobody may see more than their role does (R30); the command that is named has a line for each role."""
    (path,) = named(refusals()["E_DISCLOSURE"].next_step.en)
    told = run(*path, "work-time").out
    assert all(role in told for role in ("employee", "hr", "analyst", "auditor", "operator"))


def test_the_demo_ends_with_commands_that_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    demo.next_steps(tmp_path / "demo", "p0042")
    lines = [line.strip() for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    assert len(lines) == 3
    for line in lines:
        (path,) = named(f"fairwatch {' '.join(shlex.split(line)[1:])}")
        assert path in EVERY
    assert f"-w {tmp_path / 'demo' / 'workspace'}" in lines[1]
