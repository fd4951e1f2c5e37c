"""An organisation whose last working day was a few days ago: the commands know no other time than the present."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.command_line import Done, run
from tests.trial_organisation import workspaces_of_their_own

from fairwatch.pipeline.trial_officers import access_code, variables
from fairwatch.pipeline.trial_workspace import prepare
from fairwatch.simulate import generate

_SIGNED_IN: dict[tuple[Path, str], str] = {}
"""Workspace and role -> token of an open sign-in, which lasts half an hour."""


@dataclass(frozen=True)
class Office:
    """A prepared workspace and the log of its people."""

    root: Path
    folder: Path

    @property
    def log(self) -> Path:
        return self.folder / "access.log"

    def run(self, *arguments: object, **more: Any) -> Done:
        """A command on this workspace."""
        return run(*arguments, FAIRWATCH_WORKSPACE=str(self.root), **more)

    def ask(self, role: str, *arguments: object) -> Done:
        """A command by somebody who has this role and signed in once, with access code and second factor."""
        who = {"FAIRWATCH_AS": access_code(self.root, role)[0], "FAIRWATCH_ROLE": role}
        if (self.root, role) not in _SIGNED_IN:
            done = self.run("access", "sign-in", "--json", **variables(self.root, role))
            assert done.code == 0, done.err
            _SIGNED_IN[self.root, role] = done.json()["token"]
        return self.run(*arguments, **who, FAIRWATCH_SIGN_IN=_SIGNED_IN[self.root, role])


@pytest.fixture(scope="session")
def recent_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty people on the latest ordinary Monday."""
    out = tmp_path_factory.mktemp("recent")
    generate(out, people=30, days=1, seed=1)
    return out


@pytest.fixture(scope="session")
def recent_office(recent_folder: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    root = tmp_path_factory.mktemp("office") / "office"
    with workspaces_of_their_own(django_db_blocker):
        prepare(root, recent_folder)
    return root


@pytest.fixture(scope="session")
def office_with_a_log(
    recent_office: Path, recent_folder: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Path:
    root = tmp_path_factory.mktemp("with-a-log") / "office"
    shutil.copytree(recent_office, root)
    with workspaces_of_their_own(django_db_blocker):
        done = Office(root, recent_folder).run("ingest", recent_folder / "access.log")
    assert done.code == 0, done.err
    return root


@pytest.fixture
def office(recent_office: Path, recent_folder: Path, tmp_path: Path, governed: None) -> Office:
    """A workspace to change: every purpose active, no log read."""
    shutil.copytree(recent_office, tmp_path / "office")
    return Office(tmp_path / "office", recent_folder)


@pytest.fixture
def read_office(office_with_a_log: Path, recent_folder: Path, governed: None) -> Office:
    """The same with its log read, for questions."""
    return Office(office_with_a_log, recent_folder)


@pytest.fixture
def morning(recent_folder: Path, tmp_path: Path) -> Path:
    """Three thousand lines from half past nine on; the log begins at five."""
    lines = (recent_folder / "access.log").read_bytes().splitlines(keepends=True)
    opened = float(lines[0].split()[0]) // 3600 * 3600 + 4.5 * 3600
    first = next(number for number, line in enumerate(lines) if float(line.split()[0]) >= opened)
    log = tmp_path / "access.log"
    log.write_bytes(b"".join(lines[first : first + 3000]))
    return log
