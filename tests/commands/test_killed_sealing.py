"""A real ``fairwatch ingest`` that seals, really killed at random moments: each admitted line is sealed once."""

from __future__ import annotations

import datetime as dt
import random
import shutil
import signal
import sys
import time
from pathlib import Path

from tests import sealed_office
from tests.command_line import start
from tests.commands.conftest import Office
from tests.commands.lake_content import content
from tests.pipeline.test_sealed_ingest import everything, expected

from fairwatch.pipeline import vaults
from fairwatch.pipeline.trial_workspace import first_day
from fairwatch.pipeline.vault_check import check

TINY_BATCHES = (
    sys.executable,
    "-c",
    "import fairwatch.sources.chunks as c; c.BATCH = c.PIECE = 50_000; from fairwatch import cli; cli.main()",
)
"""The command with some fifteen batches of a morning to be killed in."""


def test_a_killed_ingest_seals_every_line_once(office: Office, morning: Path, tmp_path: Path) -> None:
    sealing, now = sealed_office.make(office.root, first_day(office.folder)), dt.datetime.now(dt.UTC)
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(office.root, undisturbed)
    whole = start("ingest", morning, "-w", undisturbed, program=TINY_BATCHES)
    assert whole.wait(timeout=120) == 0

    moments, kills = random.Random(20260302), 0
    for _ in range(3):
        process = start("ingest", morning, "-w", office.root, program=TINY_BATCHES)
        kill_soon_after_a_chunk(process, office.root, moments.uniform(0, 0.15))
        kills += process.wait(timeout=120) == -signal.SIGKILL
    reached = chunks(office.root)
    last = start("ingest", morning, "-w", office.root, program=TINY_BATCHES)
    assert last.wait(timeout=120) == 0, last.stderr.read() if last.stderr else ""

    assert kills >= 2, "the run must have been interrupted to prove anything"
    assert 0 < reached < chunks(undisturbed)
    assert everything(sealing, now) == expected(sealing, morning, now)
    assert content(office.root) == content(undisturbed)
    assert check(sealing.installation, now).faults == (), "and the audit chain knows every chunk"
    assert vaults.vault_of(sealing.installation, now).days() == [first_day(office.folder)]


def kill_soon_after_a_chunk(process, root: Path, pause: float) -> None:
    """Not while Python is still loading: the moment is counted from the first sign of a new chunk."""
    before = chunks(root)
    while process.poll() is None and chunks(root) == before:
        time.sleep(0.005)
    time.sleep(pause)
    process.send_signal(signal.SIGKILL)


def chunks(root: Path) -> int:
    return len(list((root / "sealed" / "vault").glob("*/*.chunk")))
