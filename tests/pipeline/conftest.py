"""A workspace that a test may change."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests import sealed_office
from tests.sealed_office import SealedOffice
from tests.trial_organisation import EVENING, START, Trial, quietly, workspaces_of_their_own

from fairwatch.engine import Engine, connect
from fairwatch.pipeline.ingest import Ingest
from fairwatch.pipeline.installation import Installation, open_installation


@pytest.fixture
def mine(trial: Trial, tmp_path: Path) -> Installation:
    """A copy of the trial's workspace: every purpose active, the log read and rolled up."""
    shutil.copytree(trial.installation.workspace.root, tmp_path / "workspace")
    return open_installation(tmp_path / "workspace")


@pytest.fixture
def engine() -> Iterator[Engine]:
    with connect() as opened:
        yield opened


@pytest.fixture(scope="session")
def log(organisation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every sixth line of the organisation's two days."""
    short = tmp_path_factory.mktemp("log") / "access.log"
    short.write_bytes(b"".join((organisation / "access.log").read_bytes().splitlines(keepends=True)[::6]))
    return short


@pytest.fixture(scope="session")
def sealing(prepared: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> SealedOffice:
    """To copy: the network log is sealed, and no log was read yet."""
    root = tmp_path_factory.mktemp("sealing") / "workspace"
    shutil.copytree(prepared, root)
    with workspaces_of_their_own(django_db_blocker):
        return sealed_office.make(root, START)


@pytest.fixture(scope="session")
def sealed_and_read(
    sealing: SealedOffice, log: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> SealedOffice:
    """To copy: the same with the log read."""
    root = tmp_path_factory.mktemp("sealed") / "workspace"
    shutil.copytree(sealing.root, root)
    with workspaces_of_their_own(django_db_blocker):
        installation = open_installation(root)
        Ingest(installation, EVENING).read(log, progress=quietly)
    return replace(sealing, installation=installation)


@pytest.fixture
def empty(sealing: SealedOffice, tmp_path: Path, governed: None) -> SealedOffice:
    """A workspace of one's own whose network log is sealed, no log read."""
    return mine_of(sealing, tmp_path)


@pytest.fixture
def sealed(sealed_and_read: SealedOffice, tmp_path: Path, governed: None) -> SealedOffice:
    """The same with the log read."""
    return mine_of(sealed_and_read, tmp_path)


def mine_of(office: SealedOffice, tmp_path: Path) -> SealedOffice:
    """A copy of a workspace with its keyring."""
    for folder in (office.root, office.installation.workspace.keyring):
        if folder.is_dir():
            shutil.copytree(folder, tmp_path / folder.name)
    return replace(office, installation=open_installation(tmp_path / office.root.name))
