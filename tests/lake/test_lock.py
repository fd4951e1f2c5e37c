"""Maintenance is alone; ingest and readers share."""

from __future__ import annotations

import threading

import pytest

from fairwatch.errors import WorkspaceError
from fairwatch.lake import Lake


def test_two_writers_share(lake) -> None:
    other = Lake(lake.root, wait_s=0)
    with lake.shared():
        in_thread(lambda: enter(other.shared()))


def test_maintenance_waits_for_ingest_and_then_says_why_not(lake) -> None:
    other = Lake(lake.root, wait_s=0.05)
    with lake.shared(), pytest.raises(WorkspaceError, match="in use by another process"):
        in_thread(lambda: enter(other.exclusive()))
    enter(other.exclusive())


def test_ingest_waits_for_maintenance(lake, rows) -> None:
    other = Lake(lake.root, wait_s=0.05)
    with lake.exclusive(), pytest.raises(WorkspaceError, match="in use by another process"):
        in_thread(lambda: other.append("leak", rows(range(3)), source="s", start=0, end=3, policy_hash="h"))
    assert other.append("leak", rows(range(3)), source="s", start=0, end=3, policy_hash="h") == 3


def test_maintenance_may_call_what_takes_the_lock_again(lake, rows) -> None:
    with lake.exclusive():
        lake.append("leak", rows(range(3)), source="s", start=0, end=3, policy_hash="h")
        assert lake.compact("leak", "raw") == 0
    enter(Lake(lake.root, wait_s=0).exclusive())


def test_asking_to_be_alone_while_sharing_is_a_fault_and_not_a_deadlock(lake) -> None:
    with lake.shared(), pytest.raises(RuntimeError, match="before"):
        enter(lake.exclusive())


def enter(lock) -> None:
    with lock:
        pass


def in_thread(work) -> None:
    """Run in another thread, as another process would; raise here what it raises."""
    faults: list[BaseException] = []

    def body() -> None:
        try:
            work()
        except BaseException as fault:
            faults.append(fault)

    thread = threading.Thread(target=body)
    thread.start()
    thread.join(timeout=10)
    if faults:
        raise faults[0]
