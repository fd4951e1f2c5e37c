"""A real ``fairwatch ingest``, really killed at random moments: run again, it leaves what an undisturbed run leaves."""

from __future__ import annotations

import random
import shutil
import signal
import sys
import time
from pathlib import Path

from tests.command_line import start
from tests.commands.lake_content import content, rows

SMALL_BATCHES = (
    sys.executable,
    "-c",
    "import fairwatch.sources.chunks as c; c.BATCH = c.PIECE = 1_000_000; from fairwatch import cli; cli.main()",
)
"""The command with some ten batches to be killed in instead of one."""


def test_a_killed_ingest_loses_nothing_and_repeats_nothing(office, tmp_path: Path) -> None:
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(office.root, undisturbed)
    whole = start("ingest", office.log, "-w", undisturbed, program=SMALL_BATCHES)
    assert whole.wait(timeout=120) == 0

    moments, kills = random.Random(20260302), 0
    for _ in range(3):
        process = start("ingest", office.log, "-w", office.root, program=SMALL_BATCHES)
        kill_soon_after_a_commit(process, office.root, moments.uniform(0, 0.3))
        kills += process.wait(timeout=120) == -signal.SIGKILL
    reached = rows(office.root)
    last = start("ingest", office.log, "-w", office.root, program=SMALL_BATCHES)
    assert last.wait(timeout=120) == 0

    assert kills >= 2, "the run must have been interrupted to prove anything"
    assert 0 < reached < rows(undisturbed)
    assert content(office.root) == content(undisturbed)


def kill_soon_after_a_commit(process, root: Path, pause: float) -> None:
    """Not while Python is still loading: the moment is counted from the first sign of new rows."""
    before = commits(root)
    while process.poll() is None and commits(root) == before:
        time.sleep(0.01)
    time.sleep(pause)
    process.send_signal(signal.SIGKILL)


def commits(root: Path) -> int:
    return len(list((root / "lake").glob("*/*/_delta_log/*.json")))
