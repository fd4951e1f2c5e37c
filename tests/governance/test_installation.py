"""Opening a workspace's database from a fresh process, and the database's address."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from fairwatch import workspace
from fairwatch.errors import ConfigError
from fairwatch.governance import database_url

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


def test_a_server_is_named_by_its_url() -> None:
    found = database_url.parse("postgresql://fair:se%40cret@db.example:5433/fairwatch?sslmode=require")
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("fair", "se@cret", "db.example", "5433")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_file_is_named_by_its_url() -> None:
    assert database_url.parse("sqlite:////srv/fairwatch.sqlite3")["NAME"] == "/srv/fairwatch.sqlite3"


@pytest.mark.parametrize("url", ["mysql://root:hunter2@db/x", "postgresql://u:hunter2@db/", "hunter2"])
def test_a_wrong_url_is_refused_without_repeating_its_password(url: str) -> None:
    with pytest.raises(ConfigError) as error:
        database_url.parse(url)
    assert "hunter2" not in error.value.message("en") + error.value.message("zh")
