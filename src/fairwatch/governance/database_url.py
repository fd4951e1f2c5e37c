"""Where the governance database is: a file of the workspace, or the server named by ``FAIRWATCH_DATABASE_URL``."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from fairwatch.errors import ConfigError
from fairwatch.text import Text

_POSTGRESQL = ("postgres", "postgresql")


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
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA secure_delete=ON;",
        },
    }


def parse(url: str) -> dict[str, Any]:
    """Django settings of ``postgresql://user:password@host:port/name?sslmode=require`` or ``sqlite:///path``."""
    parts = urlsplit(url)
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme == "sqlite" and name:
        return sqlite(name)
    if parts.scheme in _POSTGRESQL and name:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    # The URL may hold a password, so the message does not repeat it.
    raise ConfigError(
        Text("数据库地址无效", "the database address is not valid"),
        where="FAIRWATCH_DATABASE_URL",
        next_step=Text(
            "写成 postgresql://用户:密码@主机:端口/库名 或 sqlite:////绝对路径",
            "write postgresql://user:password@host:port/name or sqlite:////absolute/path",
        ),
    )
