"""0 done, 1 a fault, 2 a wrong command line, 3 refused by law; in the user's language, and quiet into a closed pipe."""

from __future__ import annotations

import itertools
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from tests.command_line import PROGRAM, environment, run

from fairwatch.analyses import analyses

MISSING = {"en": "there is no such file", "zh": "文件不存在"}


def test_a_wrong_command_line_is_2() -> None:
    assert run("ingest").code == 2
    assert run("no-such-command").code == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_fault_is_1_in_the_users_language(tmp_path: Path, language: str) -> None:
    done = run("parse", tmp_path / "no.log", FAIRWATCH_LANG=language)
    assert done.code == 1
    assert done.err.startswith(f"{tmp_path / 'no.log'}: {MISSING[language]}\n→ ")
    assert done.out == ""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_refusal_is_3_with_its_code_in_the_users_language(read_office, language: str) -> None:
    done = read_office.run(
        "analyse", "work-time", "--as", "p0001", FAIRWATCH_ACCESS_CODE="WRONG", FAIRWATCH_LANG=language
    )
    assert done.code == 3
    assert done.err.startswith("E_IDENTITY_UNPROVEN ")
    assert ("访问码" in done.err) == (language == "zh")
    assert "→" in done.err


@pytest.mark.parametrize("person", ["p0001", "p7777", "somebody", ""])
def test_a_wrong_code_never_says_whether_the_person_exists(read_office, person: str) -> None:
    done = read_office.run("analyse", "traffic", "--as", person, FAIRWATCH_ACCESS_CODE="AAAAA-BBBBB")
    other = read_office.run("analyse", "traffic", "--as", "p0002", FAIRWATCH_ACCESS_CODE="AAAAA-BBBBB")
    assert (done.code, done.err, done.out) == (3, other.err, "")


def test_a_role_that_somebody_does_not_hold_is_refused(read_office) -> None:
    from fairwatch.pipeline.trial_officers import variables

    done = read_office.run("analyse", "leak", **{**variables(read_office.root, "auditor"), "FAIRWATCH_ROLE": "analyst"})
    assert done.code == 3
    assert "E_IDENTITY_UNPROVEN" in done.err


def test_a_role_that_does_not_exist_names_those_that_do(read_office) -> None:
    done = read_office.run("analyse", "leak", "--as", "p0001", "--role", "boss", FAIRWATCH_ACCESS_CODE="x")
    assert done.code == 1
    assert "analyst" in done.err


def test_an_analysis_that_does_not_exist_names_those_that_do(read_office) -> None:
    done = read_office.ask("hr", "analyse", "gossip")
    assert done.code == 1
    assert all(name in done.err for name in analyses())


@pytest.mark.parametrize(
    ("role", "name"), list(zip(itertools.cycle(["hr", "analyst", "auditor"]), analyses(), strict=False))
)
def test_json_parses_or_the_refusal_has_a_code(read_office, role: str, name: str) -> None:
    done = read_office.ask(role, "analyse", name, "--json")
    if done.code:
        assert done.code == 3
        assert done.err.startswith("E_")
        assert done.out == ""
    else:
        assert done.json()[0]["analysis"] == name


def test_a_reader_that_has_gone_is_no_fault_to_talk_about(recent_folder: Path, tmp_path: Path) -> None:
    """``fairwatch parse access.log | head -1``, with far more output than a pipe holds."""
    command = f"{shlex.join(PROGRAM)} parse {recent_folder / 'access.log'} 2>{tmp_path / 'err'} | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=environment({}), check=True)
    assert done.stdout.startswith('{"ts_us":')
    assert done.stdout.count("\n") == 1
    assert (tmp_path / "err").read_text(encoding="utf-8") == ""


def test_a_closed_standard_input_is_an_empty_log_or_a_clear_word() -> None:
    command = f"{shlex.join(PROGRAM)} parse - <&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=environment({}), check=False)
    assert "Traceback" not in done.stderr
    assert sys.executable not in done.stderr
