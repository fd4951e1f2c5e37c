"""What is wrong with the database, in words for the person at the keyboard.

A server's own words are shown only while there is no connection: they name the server and the database, never the
password. What it says of a statement may hold the statement's values, so of that only the code is shown.
"""

from __future__ import annotations

from typing import Any

from fairwatch.errors import WorkspaceError
from fairwatch.governance.database_url import VARIABLE
from fairwatch.text import Text


def explain(error: BaseException) -> WorkspaceError | None:
    """The fault of the default database behind an error of Django; None for any other error, and for our own mistakes.

    Our own mistakes are statements that the database understands well and rejects.
    """
    from django import db  # noqa: PLC0415 - after set_up()

    ours = (db.IntegrityError, db.DataError, db.ProgrammingError, db.NotSupportedError)
    if not isinstance(error, db.Error) or isinstance(error, ours):
        return None
    return describe(error)


def describe(error: BaseException) -> WorkspaceError:
    """The fault of the default database, whatever error told of it."""
    from django.db import connection  # noqa: PLC0415 - after set_up()

    if connection.vendor != "postgresql":
        return WorkspaceError(
            Text("治理数据库无法读写", "the governance database cannot be read or written"),
            where=str(connection.settings_dict["NAME"]),
            next_step=Text("检查磁盘空间和权限后重试", "check disk space and permissions, then retry"),
        )
    where = _place(connection.settings_dict)
    if connection.connection is None or connection.connection.closed:
        said = " ".join(str(error).split())
        return WorkspaceError(
            Text(f"数据库服务器没有应答：{said}", f"the database server does not answer: {said}"),
            where=where,
            next_step=Text(f"启动服务器，或检查 {VARIABLE}，然后重试", f"start it or check {VARIABLE}, then retry"),
        )
    code = getattr(error.__cause__, "sqlstate", None) or "?"
    return WorkspaceError(
        Text(f"治理数据库无法读写（SQLSTATE {code}）", f"the governance database cannot be used (SQLSTATE {code})"),
        where=where,
        next_step=Text(
            "在服务器日志中查看原因：磁盘空间、只读、库的所有者；然后重试",
            "the server's log says why: disk space, read-only, who owns the database; then retry",
        ),
    )


def let_go() -> None:
    """Close a connection that is lost, so that the next statement opens a new one; a transaction does so at its end."""
    from django.db import connection  # noqa: PLC0415 - after set_up()

    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def _place(settings: dict[str, Any]) -> str:
    """``host:port/name``, or ``folder of the socket/name``."""
    host, port = settings["HOST"] or "localhost", settings["PORT"]
    return f"{host}:{port}/{settings['NAME']}" if port else f"{host}/{settings['NAME']}"
