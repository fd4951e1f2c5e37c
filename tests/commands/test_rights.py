"""``fairwatch my``: one's own data, on the command line (R36)."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from tests.trial_organisation import Trial
from typer.testing import CliRunner

from fairwatch.commands import rights
from fairwatch.commands.proof import CODE_VARIABLE
from fairwatch.errors import Refused
from fairwatch.pipeline.installation import open_installation

Run = Callable[..., str]


@pytest.fixture
def my(trial: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """``fairwatch my …`` as the trial's leaver, signed in; gives what it printed."""
    from fairwatch.governance.services import access

    root = tmp_path / "workspace"
    shutil.copytree(trial.installation.workspace.root, root)
    open_installation(root)
    monkeypatch.setenv(CODE_VARIABLE, access.enrol(trial.leaver))
    monkeypatch.setenv("FAIRWATCH_LANG", "en")
    app = typer.Typer()
    rights.register(app)

    def run(*arguments: str) -> str:
        command = ["my", *arguments, "--as", trial.leaver, "-w", str(root)]
        return CliRunner().invoke(app, command, catch_exceptions=False).output

    return run


def test_r36_everything_is_one_file(my: Run, tmp_path: Path, trial: Trial) -> None:
    assert "tables" in my("export", "--out", str(tmp_path / "me.zip"))
    with zipfile.ZipFile(tmp_path / "me.zip") as archive:
        assert json.loads(archive.read("export.json"))["person"] == trial.leaver


def test_r36_the_access_log_names_who_looked(my: Run, trial: Trial) -> None:
    newest = json.loads(my("access-log", "--json"))[0]
    assert (newest["action"], newest["who"]) == ("read own access log", trial.leaver)


def test_r36_requests_are_received_and_can_be_followed(my: Run) -> None:
    assert "to be answered by" in my("complain", "--why", "too much", "--union")
    assert "to be answered by" in my("correct", "work-time", "--day", "2026-03-02", "--why", "wrong")
    for kind in ("restrict", "object", "delete", "explain", "review"):
        assert "to be answered by" in my(kind, "-p", "work-time")
    listed = my("requests").splitlines()
    assert len(listed) == 7
    assert {line.split()[1] for line in listed} == {
        "complain",
        "correct",
        "restrict",
        "object",
        "delete",
        "explain",
        "human_review",
    }


def test_r36_what_was_consented_to_is_ordered_to_go_at_once(my: Run) -> None:
    assert "ordered" in my("delete", "-p", "departure-self")


def test_r36_a_restriction_is_taken_back_by_its_number(my: Run) -> None:
    number = my("restrict", "-p", "work-time").split("number ")[1].split(",")[0]
    assert "Taken back" in my("lift", number)
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        my("lift", "4711")


def test_r40_a_wrong_code_opens_nothing(my: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CODE_VARIABLE, "22222-22222-22222-22222-22222")
    with pytest.raises(Refused, match="E_IDENTITY_UNPROVEN"):
        my("access-log")
