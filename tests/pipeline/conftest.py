"""A workspace that a test may change."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.trial_organisation import Trial

from fairwatch.engine import Engine, connect
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
