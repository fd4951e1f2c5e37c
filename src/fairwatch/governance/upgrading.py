"""Creating and upgrading the tables: one program at a time, and never anew beside data collected under lost rules."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fairwatch import workspace
from fairwatch.errors import WorkspaceError
from fairwatch.governance import database_faults, database_url
from fairwatch.text import Text

_LOCK = 0x66616972
"""Number of the server's advisory lock: any that no other program of the database uses ("fair")."""


@contextmanager
def alone() -> Iterator[None]:
    """Programs that are started at the same time queue here. Raises ``WorkspaceError`` when there is no database."""
    from django.db import Error, connection  # noqa: PLC0415 - after configure()

    try:
        connection.ensure_connection()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    except Error as error:
        raise database_faults.describe(error) from error
    if connection.vendor == "postgresql":
        try:
            yield
        finally:
            # A lost connection has lost its lock too.
            with suppress(Error), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    elif connection.settings_dict["NAME"] == ":memory:":
        yield
    else:
        # The folder, not the file: closing any descriptor of the file would end SQLite's own locks on it.
        folder = os.open(Path(connection.settings_dict["NAME"]).parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)


def bring_up_to_date(place: Path) -> None:
    """Make the tables those of this program. ``place`` is the workspace, or a file."""
    from django.core.management import call_command  # noqa: PLC0415 - after configure()
    from django.db import Error  # noqa: PLC0415 - as above
    from django.db.migrations.exceptions import MigrationSchemaMissing  # noqa: PLC0415 - as above

    try:
        _check_encoding()
        _refuse_to_begin_anew(place)
        if _is_behind():
            call_command("migrate", verbosity=0, interactive=False)
    except (Error, MigrationSchemaMissing) as error:
        raise database_faults.describe(error) from error


def _is_behind() -> bool:
    """Whether there is anything to do: every command asks, and ``migrate`` takes several times as long to say no."""
    from django.db import connection  # noqa: PLC0415 - after configure()
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 - as above

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _check_encoding() -> None:
    from django.db import connection  # noqa: PLC0415 - after configure()

    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        if cursor.fetchone() != ("UTF8",):
            raise WorkspaceError(
                Text("数据库的编码不是 UTF8", "the encoding of the database is not UTF8"),
                where=database_url.VARIABLE,
                next_step=Text(
                    "新建数据库：CREATE DATABASE 库名 ENCODING 'UTF8' TEMPLATE template0",
                    "make a new one: CREATE DATABASE name ENCODING 'UTF8' TEMPLATE template0",
                ),
            )


def _refuse_to_begin_anew(place: Path) -> None:
    """A lake without the rules it was collected under: its database is elsewhere, or lost with the access log in it."""
    from django.db import connection  # noqa: PLC0415 - after configure()

    if not (place / workspace.SETTINGS).exists() or connection.introspection.table_names():
        return
    if any(workspace.open_workspace(place).lake.glob("*")):
        raise WorkspaceError(
            Text("数据湖中已有数据，治理数据库却是空的", "the lake holds data but the governance database is empty"),
            where=str(place),
            next_step=Text(
                f"数据库在服务器上时请设置 {database_url.VARIABLE}；若已丢失，请从备份恢复",
                f"set {database_url.VARIABLE} when the database is on a server; restore a lost one from its backup",
            ),
        )
