"""The invented organisation of ``sample`` in a fresh database.

Every test that needs the database runs on SQLite and on PostgreSQL; it does nothing for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.governance.case_sample import OFFICES
from tests.governance.ground import asked_for, ground, laid, sort
from tests.governance.sample import NOW, PEOPLE, SCHEDULE, dossier
from tests.postgres_server import Server

__all__ = ["ground"]

_DATABASES = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what needs the database on both."""
    stands_on = asked_for(metafunc)
    if stands_on:
        metafunc.parametrize("ground", [stands_on], indirect=True, scope="module", ids=[pytest.HIDDEN_PARAM])
    if stands_on or "db" in metafunc.fixturenames or metafunc.definition.get_closest_marker("django_db"):
        # Module scope: it must be there before pytest-django's fixtures of the single test.
        metafunc.parametrize("database", _DATABASES, indirect=True, scope="module")


def pytest_itemcollected(item: pytest.Item) -> None:
    """What stands on something in the database needs the database."""
    if "ground" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.django_db)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    sort(items, _DATABASES)


@pytest.fixture(autouse=True, scope="module")
def database(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """What Django's default connection leads to during these tests."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield
        return
    request.getfixturevalue("django_db_setup")
    with _served_by(request.getfixturevalue("postgresql_connection")):
        yield


@pytest.fixture(scope="session")
def postgresql_connection(postgresql: Server, django_db_blocker: Any) -> Iterator[Any]:
    """Django's connection to a database with our tables."""
    from django.core.management import call_command
    from django.db.utils import ConnectionHandler

    from fairwatch.governance import database_url

    url = postgresql.url(postgresql.new_database())
    connection = ConnectionHandler({"default": database_url.parse(url)}).create_connection("default")
    with django_db_blocker.unblock():
        with _served_by(connection):
            call_command("migrate", verbosity=0)
        yield connection
        connection.close()


@contextmanager
def _served_by(connection: Any) -> Iterator[None]:
    """Let Django's default connection be this one, then what it was before."""
    from django.db import connections

    held, settings = connections["default"], connections.settings
    connections["default"] = connection
    connections.settings = {**settings, "default": connection.settings_dict}
    yield
    connections["default"], connections.settings = held, settings


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """Put text into a file of that name."""
    folder = tmp_path_factory.mktemp("written")

    def put(name: str, text: str) -> Path:
        path = folder / name
        path.write_text(text, encoding="utf-8")
        return path

    return put


@laid()
def law(ground: None) -> None:
    """A database under the law pack ``cn``."""
    from fairwatch.governance.services import laws

    laws.adopt("cn", now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))


@laid()
def organisation(law: None, write: Callable[[str, str], Path]) -> None:
    """The seven people with their shifts."""
    from fairwatch.governance.services import directory, schedules

    directory.import_people(write("people.csv", PEOPLE), now=dt.datetime(2026, 1, 5, tzinfo=dt.UTC))
    schedules.import_schedule(write("schedule.csv", SCHEDULE), now=dt.datetime(2026, 1, 5, tzinfo=dt.UTC))


@laid()
def offices(organisation: None, write: Callable[[str, str], Path], activate: Callable[..., None]) -> None:
    """The same with analysts and counsel, and an active purpose about confidential files."""
    from fairwatch.governance.services import directory

    directory.import_people(write("people.csv", OFFICES), now=dt.datetime(2026, 1, 6, tzinfo=dt.UTC))
    activate("leak")


@pytest.fixture(scope="module")
def activate(write: Callable[[str, str], Path]) -> Callable[..., None]:
    """Activate a purpose with :func:`dossier`."""
    from fairwatch.governance.services import purposes

    def run(purpose: str, *, now: dt.datetime = NOW, **changes: Any) -> None:
        text = yaml.safe_dump(dossier(purpose, **changes), allow_unicode=True)
        purposes.activate(purpose, write(f"{purpose}.yaml", text), actor="p0004", now=now)

    return run
