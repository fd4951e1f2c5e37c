"""A PostgreSQL server of our own in a temporary folder, reached through a Unix socket and nowhere else.

Fixtures for any test: ``postgresql`` (the running server, one for all tests) and ``postgresql_url`` (address of a new,
empty database). Both start nothing until a test asks. As root the server runs as ``postgres`` or ``nobody``, because
PostgreSQL refuses to be root.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest

USER = "fairwatch"
PASSWORD = "pass/wörd@?"
"""Needs escaping in a URL."""
UNSAFE_AND_QUICK = ("-cfsync=off", "-csynchronous_commit=off", "-cfull_page_writes=off")
"""For tests, which lose nothing when the machine stops."""
_STRANGE_COLLATION = ("--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=zh-u-co-stroke")
"""An order of text unlike SQLite's, so that whatever depends on the database's order is noticed."""


@dataclass(frozen=True)
class Server:
    """A running server."""

    socket: Path
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, name: str, *, password: str = PASSWORD) -> str:
        """Address of a database of this name, as ``FAIRWATCH_DATABASE_URL`` has it."""
        return f"postgresql://{USER}:{quote(password, safe='')}@{quote(str(self.socket), safe='')}/{name}"

    def new_database(self, template: str = "template0", options: str = "") -> str:
        """Make an empty database, or a copy of one that nobody is connected to, and give its name."""
        name = f"test_{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template} {options}")
        return name

    def sql(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run one statement as the owner of the server, outside a transaction."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            done = connection.execute(statement.encode())
            return done.fetchall() if done.description else []

    def cut_off(self, database: str) -> None:
        """End every session of a database, as a restart of the server does."""
        self.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")  # noqa: S608


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A running server."""
    if reason := missing():
        if os.environ.get("FAIRWATCH_TESTS_SKIP_NOTHING") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with running(*UNSAFE_AND_QUICK) as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql: Server) -> str:
    """Address of a new, empty database."""
    return postgresql.url(postgresql.new_database())


def missing() -> str:
    """Why there can be no server here; empty when there can."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "the extra `postgresql` is not installed"
    return "" if _program("postgres") else "PostgreSQL is not installed (see tests/packages.sh)"


@contextmanager
def running(*options: str) -> Iterator[Server]:
    """Start a server with further command-line ``options`` and stop it afterwards; its data goes with it."""
    with ExitStack() as open_things:
        # Not pytest's folder: the server's user may not pass through it, and the path of a socket must be short.
        folder = Path(tempfile.mkdtemp(prefix="fairwatch-pg-"))
        open_things.callback(shutil.rmtree, folder)
        user = _unprivileged()
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
        start = _as_user(user)
        _create(folder, start)
        log = open_things.enter_context((folder / "log").open("wb"))
        places = ["-D", str(folder / "data"), "-k", str(folder), "-clisten_addresses="]
        process = subprocess.Popen(
            [*start, _program("postgres"), *places, *options], stdout=log, stderr=log, cwd=folder
        )
        open_things.callback(_stop, process)
        _await(folder, process)
        yield Server(folder)


def _program(name: str) -> str:
    """Path of a program of the newest installed version: Debian's, else the one on the path; else empty."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    return str(versions[-1]) if versions else shutil.which(name) or ""


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom to become before the server starts; None when we are an ordinary user already."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _as_user(user: pwd.struct_passwd | None) -> list[str]:
    """Prefix of a command that must not run as root, and must not outlive the tests even when they are killed."""
    become = ["--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"] if user else []
    return ["setpriv", *become, "--pdeathsig", "INT", "--"]


def _create(folder: Path, start: list[str]) -> None:
    password = folder / "password"
    password.write_text(PASSWORD, encoding="utf-8")
    subprocess.run(
        [
            *start,
            _program("initdb"),
            "--no-sync",
            f"--pgdata={folder / 'data'}",
            f"--username={USER}",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            *_STRANGE_COLLATION,
        ],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def _await(folder: Path, process: subprocess.Popen[bytes]) -> None:
    """Until the server answers."""
    import psycopg

    for _ in range(600):
        try:
            psycopg.connect(Server(folder).url("postgres")).close()
        except psycopg.OperationalError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text(errors='replace')[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # end sessions that are still open instead of waiting for them
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
