"""A real process, really killed; real processes side by side."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from fairwatch.lake import Lake

PROCESS = Path(__file__).with_name("ingest_process.py")


def start(root: Path, source: str, lines: int, batch: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(PROCESS), str(root), source, str(lines), str(batch)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_a_killed_ingest_loses_nothing_and_repeats_nothing(tmp_path) -> None:
    """Five runs are killed at random moments, the last one may end; the batches are cut differently each time."""
    moments, lines, kills = random.Random(20260901), 3000, 0
    for attempt in range(6):
        process = start(tmp_path, "one log", lines, batch=67 + 9 * attempt if attempt < 5 else 500)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        if attempt < 5:
            time.sleep(moments.uniform(0, 0.15))
            process.send_signal(signal.SIGKILL)
        kills += process.wait(timeout=60) == -signal.SIGKILL

    lake = Lake(tmp_path)
    assert kills >= 3, "the run must have been interrupted to prove anything"
    for purpose in ("leak", "traffic"):
        assert sorted(lake.read(purpose, "raw")["ts_us"]) == list(range(lines))
    assert lake.sources()["lines"].to_list() == [lines]


def test_two_processes_append_to_the_same_tables(tmp_path) -> None:
    processes = [start(tmp_path, source, 1500, batch=100) for source in ("one log", "another log")]
    assert [process.wait(timeout=60) for process in processes] == [0, 0]

    lake = Lake(tmp_path)
    for purpose in ("leak", "traffic"):
        assert sorted(lake.read(purpose, "raw")["ts_us"]) == sorted([*range(1500)] * 2)
    assert lake.sources()["position"].to_list() == [1500, 1500]


def test_two_processes_over_one_log_store_it_once(tmp_path) -> None:
    processes = [start(tmp_path, "one log", 1500, batch) for batch in (70, 110)]
    assert 0 in [process.wait(timeout=60) for process in processes], "one may be turned away, not both"

    lake = Lake(tmp_path)
    for purpose in ("leak", "traffic"):
        assert sorted(lake.read(purpose, "raw")["ts_us"]) == list(range(1500))
    assert lake.sources()["lines"].to_list() == [1500]
