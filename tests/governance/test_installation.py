"""Opening a workspace's database from a fresh process, and the database's address."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from fairwatch import workspace

OPEN = """
import sys
from fairwatch import governance
from fairwatch.governance.services import laws, retention
for place in sys.argv[1:]:
    governance.configure(place)
    governance.migrate()
    retention.check()
    print(laws.current().law)
"""


def run(program: str, *arguments: object) -> list[str]:
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in {"DJANGO_SETTINGS_MODULE", "FAIRWATCH_WORKSPACE", "FAIRWATCH_DATABASE_URL"}
    }
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=True).stdout.split()


def test_a_process_opens_one_workspace_after_another_each_under_its_own_law(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    workspace.create(first, "cn")
    workspace.create(second, "eu")
    assert run(OPEN, first, second, first) == ["cn", "eu", "cn"]
    assert (first / "governance.sqlite3").is_file()
    assert stat.S_IMODE(first.stat().st_mode) & 0o077 == 0


@pytest.mark.django_db
def test_the_migration_describes_the_models() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_these_tests_run_on_either_database(request: pytest.FixtureRequest) -> None:
    assert connection.vendor == request.node.callspec.params["database"]


def test_a_lake_whose_database_is_gone_is_not_given_an_empty_one(tmp_path: Path) -> None:
    place = tmp_path / "office"
    workspace.create(place, "cn")
    (place / "lake" / "traffic").mkdir()
    with pytest.raises(subprocess.CalledProcessError) as fault:
        run(OPEN, place)
    assert "WorkspaceError" in fault.value.stderr
    assert "FAIRWATCH_DATABASE_URL" in fault.value.stderr
    (place / "lake" / "traffic").rmdir()
    assert run(OPEN, place) == ["cn"]
