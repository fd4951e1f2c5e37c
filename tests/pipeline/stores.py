"""An independent look at everything a workspace stores: no code of the product reads anything here."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

KNOWN = {
    "fairwatch.toml",
    "secret.key",
    "governance.sqlite3",
    "governance.sqlite3-shm",
    "governance.sqlite3-wal",
    "identity",
    "lake",
    "catalogue",
    "rules",
    # of the trial only
    "people.csv",
    "access-codes.json",
}
"""Whatever a workspace holds. A new store belongs here only when export and erasure know it."""


def database(root: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{root / 'governance.sqlite3'}?mode=ro", uri=True)


def pseudonyms(root: Path, person: str) -> dict[str, str]:
    """Purpose -> pseudonym, computed from the keys as they lie in the database."""
    query = "SELECT p.key, k.key FROM governance_pseudonymkey k JOIN governance_purpose p ON p.id = k.purpose_id"
    with database(root) as connection:
        rows = connection.execute(query).fetchall()
    return {purpose: hmac.new(key, person.encode(), hashlib.sha256).hexdigest()[:32] for purpose, key in rows}


def governance_rows(root: Path, person: str, marks: set[str]) -> set[tuple[str, Any]]:
    """(table, primary key) of every row that points to the person, names them, or holds one of the marks."""
    found: set[tuple[str, Any]] = set()
    with database(root) as connection:
        (number,) = connection.execute("SELECT id FROM governance_person WHERE key = ?", [person]).fetchone()
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            columns = connection.execute(f"PRAGMA table_info('{table}')").fetchall()
            key = next((row[1] for row in columns if row[5]), "rowid")
            references = connection.execute(f"PRAGMA foreign_key_list('{table}')").fetchall()
            tests = [(f'"{row[3]}" = ?', number) for row in references if row[2] == "governance_person"]
            tests += [(f'CAST("{row[1]}" AS TEXT) = ?', person) for row in columns]
            tests += [(f'instr(CAST("{row[1]}" AS TEXT), ?)', mark) for row in columns for mark in marks]
            for test, value in tests:
                rows = connection.execute(f'SELECT "{key}" FROM "{table}" WHERE {test}', [value])  # noqa: S608
                found |= {(table, one) for (one,) in rows}
    return found


def audit_pseudonym(root: Path, person: str) -> str:
    with database(root) as connection:
        query = "SELECT pseudonym FROM governance_auditidentity WHERE name = ?"
        return str(connection.execute(query, [person]).fetchone()[0])


def lake_rows(root: Path, person: str) -> dict[str, list[tuple[Any, ...]]]:
    """``lake/purpose/table`` -> the person's rows, read with polars' own Delta reader."""
    names = pseudonyms(root, person)
    found = {}
    for log in sorted((root / "lake").rglob("_delta_log")):
        table = log.parent
        rows = pl.read_delta(str(table))
        if "subject" in rows.columns:
            purpose = table.relative_to(root / "lake").parts[0]
            found[str(table.relative_to(root))] = rows.filter(subject=names[purpose]).rows()
    return {table: rows for table, rows in found.items() if rows}


def lease_rows(root: Path, person: str) -> list[tuple[Any, ...]]:
    query = "SELECT d.name FROM governance_device d JOIN governance_person p ON p.id = d.person_id WHERE p.key = ?"
    with database(root) as connection:
        devices = [name for (name,) in connection.execute(query, [person])]
    files = sorted((root / "identity").rglob("*.parquet"))
    return [row for file in files for row in pl.read_parquet(file).rows() if set(row) & set(devices)]


def files_with(root: Path, *texts: str) -> set[tuple[str, str]]:
    """(file, text) wherever a text is stored below ``root``, plain or in Parquet pages, the database apart."""
    return {
        (str(path.relative_to(root)), text)
        for path, content in _contents(root)
        for text in texts
        if text.encode() in content
    }


def _contents(root: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.name.startswith("governance.sqlite3"):
            plain = path.read_bytes()
            yield path, plain + (str(pl.read_parquet(path).rows()).encode() if path.suffix == ".parquet" else b"")
