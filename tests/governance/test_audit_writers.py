"""Several processes write to one log at the same time, on either database, and one of them is killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

PROLOGUE = """
import sys
from fairwatch import governance
governance.configure(sys.argv[1])
"""
WRITE = f"""{PROLOGUE}
from contextlib import suppress
from itertools import count, islice
from fairwatch.errors import Refused
from fairwatch.governance.services.acting import acting
from fairwatch.governance.services.audit import AuditLog
from fairwatch.viewer import AccessEntry, Viewer
person, most = sys.argv[2], int(sys.argv[3])
for number in islice(count(), most or None):
    if number % 3 == 0:
        AuditLog().record(AccessEntry(Viewer(person, "hr"), person, "leak", "released", details={{"n": number}}))
    elif number % 3 == 1:
        with acting(person, person) as act:
            act.counts["n"] = number
    else:
        with suppress(Refused), acting(person, person, purpose=f"n{{number}}") as act:
            act.concerning.add("p0009")  # a name that is new to the log, for several writers at once
            raise Refused("E_STATE")
    print(number, flush=True)
"""
VERIFY = f"""{PROLOGUE}
from dataclasses import astuple
from fairwatch.governance.services import audit
for _ in range(int(sys.argv[2])):
    verdict = audit.verify()
    print(verdict.entries, verdict.first_bad, flush=True)
"""
READ = f"""{PROLOGUE}
import json
from fairwatch.governance.services import audit
from fairwatch.governance.models import AuditEntry
print(audit.verify().first_bad)
print(json.dumps(list(AuditEntry.objects.order_by("index").values("action", "outcome", "code", "counts", "purpose"))))
"""
REFUSE = f"""{PROLOGUE}
from fairwatch.errors import Refused
from django.db import connection
with connection.cursor() as cursor:
    sqlite = connection.vendor == "sqlite"
    cursor.execute("PRAGMA query_only = ON" if sqlite else "SET default_transaction_read_only = on")
from fairwatch.governance.services.audit import AuditLog
from fairwatch.viewer import AccessEntry, Viewer
try:
    AuditLog().record(AccessEntry(Viewer("p0003", "hr"), "analyse", "leak", "released"))
except Refused as refusal:
    print(refusal.code)
"""
MIGRATE = f"{PROLOGUE}governance.migrate('cn')"


@dataclass(frozen=True)
class Log:
    """Where the programs find their database."""

    place: Path
    url: str | None = None

    def start(self, program: str, *arguments: object) -> subprocess.Popen[str]:
        environment = {
            key: value
            for key, value in os.environ.items()
            if key not in {"DJANGO_SETTINGS_MODULE", "FAIRWATCH_DATABASE_URL"}
        }
        if self.url:
            environment["FAIRWATCH_DATABASE_URL"] = self.url
        command = [sys.executable, "-c", program, *map(str, (self.place, *arguments))]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)

    def run(self, program: str, *arguments: object) -> list[str]:
        process = self.start(program, *arguments)
        answer = process.communicate(timeout=120)[0]
        assert process.returncode == 0
        return answer.splitlines()


@pytest.fixture(params=["sqlite", "postgresql"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Log:
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else None
    return Log(tmp_path / "governance.sqlite3", url)


@pytest.fixture
def migrated(log: Log) -> Log:
    log.run(MIGRATE)
    return log


def test_r41_many_writers_keep_one_chain_even_when_one_is_killed(migrated: Log) -> None:
    writers = {person: migrated.start(WRITE, person, 30) for person in ("p0001", "p0002")}
    victim = migrated.start(WRITE, "p0003", 0)
    watcher = migrated.start(VERIFY, 40)
    acknowledged = [read_line(victim) for _ in range(20)]
    victim.kill()
    victim.wait(timeout=60)
    assert [writer.wait(timeout=120) for writer in writers.values()] == [0, 0]
    assert {line.split()[1] for line in watcher.communicate(timeout=120)[0].splitlines()} == {"None"}

    first_bad, found = migrated.run(READ)
    entries = json.loads(found)
    assert first_bad == "None"
    for person in writers:
        assert numbers(entries, person) == list(range(30))
    killed = numbers(entries, "p0003")
    # Whatever was acknowledged is there; of the next, the kill may have come after the commit.
    assert killed == list(range(len(killed)))
    assert len(killed) >= len(acknowledged)
    assert Counter(entry["code"] for entry in entries if entry["outcome"] == "refused").keys() == {"E_STATE"}


def read_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line
    return line


def numbers(entries: list[dict[str, str]], person: str) -> list[int]:
    """The numbers of somebody's entries, in the order of the chain."""
    return [
        int(entry["purpose"].removeprefix("n")) if entry["code"] else json.loads(entry["counts"])["n"]
        for entry in entries
        if entry["action"] == person
    ]


def test_r41_the_first_writers_of_an_empty_log_agree_on_its_beginning(log: Log) -> None:
    for process in [log.start(MIGRATE) for _ in range(2)]:
        assert process.wait(timeout=120) == 0
    # The adoption of the law pack, once.
    assert log.run(VERIFY, 1) == ["1 None"]


def test_r41_a_database_that_cannot_be_written_refuses(migrated: Log) -> None:
    assert migrated.run(REFUSE) == ["E_LOG_DOWN"]
    assert migrated.run(VERIFY, 1) == ["1 None"]
