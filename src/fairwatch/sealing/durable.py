"""Files that are whole or absent whatever happens, and readable by their owner only."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fairwatch.errors import WorkspaceError
from fairwatch.text import Text

TEMPORARY = ".tmp"


def write(path: Path, pieces: Iterable[bytes]) -> None:
    """Replace the file: temporary file, fsync, rename, fsync of the folder. Mode 0600."""
    temporary = path.with_name(path.name + TEMPORARY)
    with storage_faults(path):
        try:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.writelines(pieces)
                file.flush()
                os.fsync(handle)
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)  # on a full disk it takes the room that the next attempt needs
            raise
        sync_folder(path.parent)


def read(path: Path) -> bytes:
    with storage_faults(path):
        return path.read_bytes()


def make_folder(folder: Path) -> None:
    """The folder, mode 0700, and durable in its parent."""
    with storage_faults(folder):
        if not folder.is_dir():
            folder.mkdir(parents=True, mode=0o700)
            sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make renames and removals in the folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """One writer at a time; waits for the other. The system releases the lock when a process dies."""
    with storage_faults(folder):
        handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def storage_faults(path: Path) -> Iterator[None]:
    """Turn the system's faults into :class:`WorkspaceError`."""
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        name = errno.errorcode.get(error.errno or 0, type(error).__name__)
        raise WorkspaceError(
            Text("磁盘空间不足，未写入", "the disk is full; nothing was written")
            if full
            else Text(f"封存文件无法读写（{name}）", f"a sealed file could not be read or written ({name})"),
            where=str(path),
            next_step=Text(
                "检查磁盘空间和权限后重新运行：不丢失、不重复",
                "check disk space and permissions, then run it again: nothing is lost or repeated",
            ),
        ) from None
