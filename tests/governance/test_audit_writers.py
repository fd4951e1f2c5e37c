"""Several processes write to one log at the same time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

WRITE = """
import sys
from fairwatch import governance
governance.configure(sys.argv[1])
from fairwatch.governance.services.audit import AuditLog
from fairwatch.viewer import AccessEntry, Viewer
for number in range(25):
    AuditLog().record(AccessEntry(Viewer(sys.argv[2], "hr"), "analyse", "leak", "released", details={"n": number}))
"""
VERIFY = """
import sys
from fairwatch import governance
governance.configure(sys.argv[1])
from fairwatch.governance.services import audit
verdict = audit.verify()
print(verdict.entries, verdict.first_bad)
"""
REFUSE = """
import sys
from fairwatch import governance
from fairwatch.errors import Refused
governance.configure(sys.argv[1])
from django.db import connection
connection.cursor().execute("PRAGMA query_only = ON")
from fairwatch.governance.services.audit import AuditLog
from fairwatch.viewer import AccessEntry, Viewer
try:
    AuditLog().record(AccessEntry(Viewer("p0003", "hr"), "analyse", "leak", "released"))
except Refused as refusal:
    print(refusal.code)
"""
MIGRATE = "import sys; from fairwatch import governance; governance.configure(sys.argv[1]); governance.migrate('cn')"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "governance.sqlite3"
    run(MIGRATE, path)
    return path


def start(program: str, *arguments: object) -> subprocess.Popen[str]:
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def run(program: str, *arguments: object) -> str:
    process = start(program, *arguments)
    answer = process.communicate(timeout=120)[0]
    assert process.returncode == 0
    return answer.strip()


def test_r41_one_writer_at_a_time_keeps_one_chain(database: Path) -> None:
    writers = [start(WRITE, database, f"p000{number}") for number in range(3)]
    assert [process.wait(timeout=120) for process in writers] == [0, 0, 0]
    # The adoption of the law pack is the first entry.
    assert run(VERIFY, database) == "76 None"


def test_r41_a_database_that_cannot_be_written_refuses(database: Path) -> None:
    assert run(REFUSE, database) == "E_LOG_DOWN"
    assert run(VERIFY, database) == "1 None"
