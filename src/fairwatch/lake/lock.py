"""One file lock for the whole lake: many may write and read at once, but maintenance is alone.

Maintenance (roll-up, erasure, expiry, compaction, vacuum) removes files at once, without Delta's usual week of grace,
because a person's erased rows must be gone. That is only safe while nobody is between listing files and using them.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fairwatch.errors import WorkspaceError
from fairwatch.lake.faults import storage_faults
from fairwatch.text import Text

_POLL_S = 0.02


class LakeLock:
    """``flock`` on ``.lock``; re-entrant per thread. The system releases it when a process dies."""

    def __init__(self, folder: Path, wait_s: float) -> None:
        self._path = folder / ".lock"
        self._wait_s = wait_s
        self._held = threading.local()

    @contextmanager
    def shared(self) -> Iterator[None]:
        """For ingest and for whoever must find its listed files until it is done."""
        with self._lock(fcntl.LOCK_SH):
            yield

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """For maintenance. Must be taken before, not inside, ``shared``: waiting for oneself would never end."""
        if getattr(self._held, "mode", None) == fcntl.LOCK_SH:
            raise RuntimeError("take lake.exclusive() before lake.shared(), not inside it")
        with self._lock(fcntl.LOCK_EX):
            yield

    @contextmanager
    def _lock(self, mode: int) -> Iterator[None]:
        if getattr(self._held, "mode", None) is not None:  # this thread holds it already, and at least as strongly
            yield
            return
        with storage_faults(str(self._path)):
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            self._acquire(handle, mode)
            self._held.mode = mode
            yield
        finally:
            self._held.mode = None
            os.close(handle)

    def _acquire(self, handle: int, mode: int) -> None:
        deadline = time.monotonic() + self._wait_s
        while True:
            try:
                return fcntl.flock(handle, mode | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise self._busy() from None
                time.sleep(_POLL_S)

    def _busy(self) -> WorkspaceError:
        return WorkspaceError(
            Text("数据湖正被另一进程占用", "the lake is in use by another process"),
            where=str(self._path),
            next_step=Text(
                "等它结束后重新运行（fairwatch ingest 或 maintain）", "wait until it has ended, then run this again"
            ),
        )
