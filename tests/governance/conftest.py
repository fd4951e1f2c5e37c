"""The invented organisation of ``sample`` in a fresh database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.governance.case_sample import OFFICES
from tests.governance.sample import NOW, PEOPLE, SCHEDULE, dossier


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Put text into a file of that name."""

    def put(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return put


@pytest.fixture
def law(db: None) -> None:
    """A database under the law pack ``cn``."""
    from fairwatch.governance.services import laws

    laws.adopt("cn", now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))


@pytest.fixture
def organisation(law: None, write: Callable[[str, str], Path]) -> None:
    """The seven people with their shifts."""
    from fairwatch.governance.services import directory, schedules

    directory.import_people(write("people.csv", PEOPLE), now=dt.datetime(2026, 1, 5, tzinfo=dt.UTC))
    schedules.import_schedule(write("schedule.csv", SCHEDULE), now=dt.datetime(2026, 1, 5, tzinfo=dt.UTC))


@pytest.fixture
def offices(organisation: None, write: Callable[[str, str], Path], activate: Callable[..., None]) -> None:
    """The same with analysts and counsel, and an active purpose about confidential files."""
    from fairwatch.governance.services import directory

    directory.import_people(write("people.csv", OFFICES), now=dt.datetime(2026, 1, 6, tzinfo=dt.UTC))
    activate("leak")


@pytest.fixture
def activate(write: Callable[[str, str], Path]) -> Callable[..., None]:
    """Activate a purpose with :func:`dossier`."""
    from fairwatch.governance.services import purposes

    def run(purpose: str, *, now: dt.datetime = NOW, **changes: Any) -> None:
        text = yaml.safe_dump(dossier(purpose, **changes), allow_unicode=True)
        purposes.activate(purpose, write(f"{purpose}.yaml", text), actor="p0004", now=now)

    return run
