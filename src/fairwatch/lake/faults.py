"""What can go wrong with the storage under the lake, said in the user's words."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl
from deltalake.exceptions import DeltaError

from fairwatch.errors import WorkspaceError
from fairwatch.text import Text

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_OS_ERROR = re.compile(r"os error (\d+)")


@contextmanager
def storage_faults(where: str) -> Iterator[None]:
    """Turn faults of disk, Delta and Parquet into :class:`WorkspaceError`; the message never holds their text."""
    try:
        yield
    except (OSError, DeltaError, pl.exceptions.PolarsError) as error:
        # `from None`: a library's message may quote values of the rows being written
        raise _fault(error, where) from None


def _fault(error: Exception, where: str) -> WorkspaceError:
    code = _errno(error)
    if code in _FULL:
        return WorkspaceError(
            Text("磁盘空间不足，本批未写入", "the disk is full; nothing of this batch was written"),
            where=where,
            next_step=Text(
                "释放空间后重新运行同一命令：从中断处继续，不丢失、不重复",
                "free some space and run the same command again: it goes on where it stopped and repeats nothing",
            ),
        )
    if code in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return WorkspaceError(
            Text("没有读写权限", "no permission to read or write here"),
            where=where,
            next_step=Text("用拥有工作区的账户运行", "run it as the account that owns the workspace"),
        )
    name = errno.errorcode.get(code, type(error).__name__) if code else type(error).__name__
    return WorkspaceError(
        Text(f"数据表无法读写（{name}）", f"the table could not be read or written ({name})"),
        where=where,
        next_step=Text(
            "检查磁盘；必要时从备份恢复此目录", "check the disk; restore this folder from a backup if it is damaged"
        ),
    )


def _errno(error: Exception) -> int:
    """The system's error number; Rust libraries only put it into their text."""
    if isinstance(error, OSError) and error.errno:
        return error.errno
    found = _OS_ERROR.search(str(error))
    return int(found[1]) if found else 0
