"""One small simulation that most tests of this room look at."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from fairwatch.simulate import Summary, Truth, generate, read_truth

MONDAY = dt.date(2026, 3, 2)


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    """Sixty people on a Monday and a Tuesday."""
    return generate(tmp_path_factory.mktemp("simulation"), people=60, days=2, seed=7, start=MONDAY)


@pytest.fixture(scope="session")
def truth(simulated: Summary) -> Truth:
    return read_truth(simulated.folder)


@pytest.fixture(scope="session")
def log(simulated: Summary) -> list[str]:
    """The lines of the log."""
    return (simulated.folder / "access.log").read_text(encoding="utf-8").splitlines()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out"
