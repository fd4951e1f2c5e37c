"""What the commands say when the governance database is on a server and something is wrong with it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.command_line import Done, run
from tests.postgres_server import Server

pytestmark = pytest.mark.usefixtures("governed")
AWAY = "postgresql://fair:hunter2@127.0.0.1:1/fairwatch"


def fault(done: Done) -> str:
    assert done.code == 1
    assert "→" in done.err
    assert "Traceback" not in done.err + done.out
    assert "hunter2" not in done.err + done.out
    return done.err


def test_a_server_that_is_away_can_be_started_later(tmp_path: Path, postgresql_url: str) -> None:
    root = tmp_path / "office"
    said = fault(run("init", root, FAIRWATCH_DATABASE_URL=AWAY))
    assert "127.0.0.1:1/fairwatch: the database server does not answer" in said
    done = run("status", "-w", root, FAIRWATCH_DATABASE_URL=postgresql_url)
    assert done.code == 0, done.err
    assert "0 people" in done.out


def test_a_server_that_goes_away_is_told(tmp_path: Path, postgresql: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    from fairwatch.governance.services import snapshot

    name = postgresql.new_database()
    assert run("init", tmp_path / "office", FAIRWATCH_DATABASE_URL=postgresql.url(name)).code == 0

    def restart(*_: object) -> None:
        postgresql.cut_off(name)
        snapshot.revision.current()

    monkeypatch.setattr(snapshot, "_compile", restart)
    done = run("status", "-w", tmp_path / "office", FAIRWATCH_DATABASE_URL=postgresql.url(name))
    assert f"/{name}: the database server does not answer" in fault(done)


@pytest.mark.parametrize(
    "url", ["postgresql://fair:hunter2@db:port/x", "postgresql://hunter2", "mysql://u:hunter2@db/x"]
)
def test_a_wrong_address_is_told_with_its_form(tmp_path: Path, url: str) -> None:
    said = fault(run("init", tmp_path / "office", FAIRWATCH_DATABASE_URL=url))
    assert said.startswith("FAIRWATCH_DATABASE_URL: the database address is not valid")
    assert "postgresql://user:password@host:port/name" in said


def test_a_missing_driver_is_told_with_the_way_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "pip install 'fairwatch[postgresql]'" in fault(run("init", tmp_path / "office", FAIRWATCH_DATABASE_URL=AWAY))
