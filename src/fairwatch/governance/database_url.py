"""Where the governance database is: a file of the workspace, or the server named by ``FAIRWATCH_DATABASE_URL``."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote

from fairwatch.errors import ConfigError, WorkspaceError
from fairwatch.text import Text

VARIABLE = "FAIRWATCH_DATABASE_URL"
PATIENCE_S = 30
"""How long a writer waits for another before it gives up."""
_CONNECT_S = 10


def sqlite(path: Path | str) -> dict[str, Any]:
    """Django settings of a SQLite file (or ``:memory:``).

    Write transactions take their lock when they begin, so that the audit chain has one writer at a time and nobody
    fails half-way with "database is locked"; readers go on (WAL). Deleted rows, above all pseudonym keys, are
    overwritten with zeros.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "timeout": PATIENCE_S,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA secure_delete=ON;",
        },
    }


def parse(url: str) -> dict[str, Any]:
    """Django settings of ``postgresql://user:password@host:port/name?sslmode=require`` or ``sqlite:///path``.

    PostgreSQL's URLs are everything that its own client library understands. ``ConfigError`` never repeats the URL,
    which may hold a password.
    """
    scheme, _, path = url.partition("://")
    if scheme == "sqlite" and (name := unquote(path.removeprefix("/"))):
        return sqlite(name)
    if scheme in {"postgresql", "postgres"}:
        return _postgresql(url)
    raise _invalid()


def _postgresql(url: str) -> dict[str, Any]:
    """As SQLite: one writer of the audit chain at a time, who waits for the one before, but not for ever."""
    try:
        from psycopg import IsolationLevel, ProgrammingError  # noqa: PLC0415 - only installed with the extra
        from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415 - as above
    except ImportError as error:
        raise WorkspaceError(
            Text("缺少 PostgreSQL 的驱动程序", "the driver for PostgreSQL is not installed"),
            where=VARIABLE,
            next_step=Text("运行 pip install 'fairwatch[postgresql]'", "run pip install 'fairwatch[postgresql]'"),
        ) from error
    try:
        found = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    except ProgrammingError:
        raise _invalid() from None  # its message quotes the URL
    name, host, port = found.pop("dbname", ""), found.pop("host", ""), found.pop("port", "")
    # A password whose special characters are not escaped ends up in these, and they are shown in messages.
    if not name or {"@", "/"} & set(name) or "@" in host or (port and not port.replace(",", "0").isdecimal()):
        raise _invalid()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": found.pop("user", ""),
        "PASSWORD": found.pop("password", ""),
        "HOST": host,
        "PORT": port,
        "OPTIONS": {
            "connect_timeout": str(_CONNECT_S),
            "application_name": "fairwatch",
            **found,
            "options": f"-c lock_timeout={PATIENCE_S}s {found.get('options', '')}".strip(),
            # Whoever waited for the head of the audit chain reads the head as it is now, not as it was at the start.
            "isolation_level": IsolationLevel.READ_COMMITTED.value,
        },
    }


def _invalid() -> ConfigError:
    return ConfigError(
        Text("数据库地址无效", "the database address is not valid"),
        where=VARIABLE,
        next_step=Text(
            "写成 postgresql://用户:密码@主机:端口/库名 或 sqlite:////绝对路径；密码中的特殊字符须转义（@ 写成 %40）",
            "write postgresql://user:password@host:port/name or sqlite:////absolute/path; escape special characters of "
            "the password (@ is %40)",
        ),
    )
