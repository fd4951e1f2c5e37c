"""The statements that add to the audit chain, written out.

Every answer waits for them, and building them anew from the models takes longer than the database needs to run them.
All of them run inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from fairwatch.governance.chain import COLUMNS, Head
from fairwatch.governance.models import AuditEntry, AuditHead, AuditIdentity

_ENTRIES, _HEAD, _NAMES = (model._meta.db_table for model in (AuditEntry, AuditHead, AuditIdentity))
_WRITTEN = (*COLUMNS, "hash")

_FIND_HEAD = f"SELECT entries, hash FROM {_HEAD} WHERE id = 1"  # noqa: S608 - our own table, as everywhere below
_FIND_NAME = f"SELECT pseudonym FROM {_NAMES} WHERE name = %s"  # noqa: S608
_COLUMNS = ", ".join(f'"{name}"' for name in _WRITTEN)  # "index" is a word of SQL
_ADD = f"INSERT INTO {_ENTRIES} ({_COLUMNS}) VALUES ({', '.join(['%s'] * len(_WRITTEN))})"  # noqa: S608
_OVERRUN = f'SELECT MAX("index") > (SELECT COALESCE(MAX(entries), 0) FROM {_HEAD}) FROM {_ENTRIES}'  # noqa: S608
_MOVE_HEAD = f"UPDATE {_HEAD} SET entries = %s, hash = %s WHERE id = 1"  # noqa: S608


def lock_head() -> Head | None:
    """The end of the chain; other writers wait until this transaction ends. SQLite's waited when theirs began."""
    waiting = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(_FIND_HEAD + waiting)
        found = cursor.fetchone()
    return Head(*found) if found else None


def pseudonym(name: str) -> str | None:
    """What the chain calls this person or account, when it already has."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND_NAME, [name])
        found = cursor.fetchone()
    return str(found[0]) if found else None


def is_overrun() -> bool:
    """Whether there are entries beyond the head; one statement, so that it sees one state whoever else is writing."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERRUN)
        return bool(cursor.fetchone()[0])


def add(entry: Mapping[str, Any]) -> None:
    """Write an entry with all its columns, and make it the end of the chain."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [entry[name] for name in _WRITTEN])
        cursor.execute(_MOVE_HEAD, [entry["index"], entry["hash"]])
