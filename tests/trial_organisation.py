"""One invented organisation for every test of the whole line, made once per session.

``organisation`` is the simulated folder, ``prepared`` a workspace with every purpose active and nothing read, ``trial``
the same workspace with its log read and rolled up. It plays in the past: everything is asked at ``EVENING``.

A process serves one workspace at a time; whatever opens workspaces in the test process needs ``governed``, which gives
the database of the other tests back afterwards.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fairwatch.pipeline.ingest import Ingest
from fairwatch.pipeline.installation import Installation, open_installation
from fairwatch.pipeline.log_report import LogReport
from fairwatch.pipeline.trial_workspace import prepare
from fairwatch.pipeline.upkeep import roll_up
from fairwatch.simulate import Truth, generate, read_truth

START, DAYS, PEOPLE, SEED = dt.date(2026, 3, 2), 2, 60, 1
EVENING = dt.datetime(2026, 3, 3, 22, tzinfo=dt.UTC)
"""After the last line of the log."""


@dataclass(frozen=True)
class Trial:
    """The organisation's workspace, its log read."""

    installation: Installation
    organisation: Path
    truth: Truth
    report: LogReport

    @property
    def log(self) -> Path:
        return self.organisation / "access.log"

    @property
    def leaver(self) -> str:
        """The planted person with 23 visits to job sites and 9 submissions."""
        return str(self.truth.case("leaver")[0]["person"])


@pytest.fixture(scope="session")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Log, operator's files and truth."""
    out = tmp_path_factory.mktemp("organisation")
    generate(out, people=PEOPLE, days=DAYS, seed=SEED, start=START)
    return out


@pytest.fixture(scope="session")
def prepared(organisation: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    """A workspace to copy: every purpose active, no log read."""
    root = tmp_path_factory.mktemp("prepared") / "workspace"
    with workspaces_of_their_own(django_db_blocker):
        prepare(root, organisation)
    return root


@pytest.fixture(scope="session")
def read(
    prepared: Path, organisation: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> tuple[Path, LogReport]:
    """A workspace that has read the log, and what it said about it."""
    from fairwatch.engine import connect

    root = tmp_path_factory.mktemp("read") / "workspace"
    shutil.copytree(prepared, root)
    with workspaces_of_their_own(django_db_blocker):
        installation = open_installation(root)
        report = Ingest(installation, EVENING).read(organisation / "access.log", progress=quietly)
        with connect() as engine:
            roll_up(installation.lake, engine, installation.policy(EVENING))
    return root, report


@pytest.fixture
def governed(django_db_blocker: Any) -> Iterator[None]:
    """Workspaces may be opened in this process."""
    with workspaces_of_their_own(django_db_blocker):
        yield


@pytest.fixture
def trial(read: tuple[Path, LogReport], organisation: Path, governed: None) -> Trial:
    """For questions; a test that changes the workspace copies it first."""
    root, report = read
    return Trial(open_installation(root), organisation, read_truth(organisation), report)


@pytest.fixture
def fresh(prepared: Path, governed: None, tmp_path: Path) -> Installation:
    """A workspace of one's own: every purpose active, no log read."""
    shutil.copytree(prepared, tmp_path / "workspace")
    return open_installation(tmp_path / "workspace")


@contextmanager
def workspaces_of_their_own(blocker: Any) -> Iterator[None]:
    """Let Django's default connection lead to workspaces, then where it led before."""
    from django.conf import settings
    from django.db import connections

    place = os.environ.get("FAIRWATCH_WORKSPACE")
    served, held, secret = connections.settings["default"], connections["default"], settings.SECRET_KEY
    with blocker.unblock():
        yield
        connections["default"].close()
    connections["default"] = held
    connections.settings = {**connections.settings, "default": served}
    settings.DATABASES, settings.SECRET_KEY = {"default": served}, secret
    os.environ.pop("FAIRWATCH_WORKSPACE", None)
    if place is not None:
        os.environ["FAIRWATCH_WORKSPACE"] = place


def quietly(*_: object) -> None:
    """Progress that nobody watches."""
