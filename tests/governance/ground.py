"""What many tests of a module stand on is laid in the database once for all that ask for the same.

A test still changes the database for itself alone: it runs in a savepoint of the ground's own transaction, which is
undone after the last of these tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

_ROOM = Path(__file__).parent

Fixture = TypeVar("Fixture", bound=Callable[..., Any])

_LAID: set[str] = set()
"""Names of the fixtures that are laid."""


def laid(autouse: bool = False) -> Callable[[Fixture], Fixture]:
    """A fixture that writes to the database for all that stand on the same; it needs ``ground`` or one of its kind."""

    def mark(fixture: Fixture) -> Fixture:
        _LAID.add(fixture.__name__)
        return pytest.fixture(scope="module", autouse=autouse)(fixture)  # type: ignore[return-value]

    return mark


def asked_for(metafunc: pytest.Metafunc) -> tuple[str, ...]:
    """What a test stands on; names of its own parameters are not meant."""
    return tuple(sorted(_LAID.intersection(metafunc.fixturenames))) if "ground" in metafunc.fixturenames else ()


@pytest.fixture(scope="module")
def ground(database: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The transaction around all tests that stand on the same."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def sort(items: list[pytest.Item], databases: tuple[str, ...]) -> None:
    """Let tests of a module that stand on the same follow each other, after those that stand on nothing.

    Items of other rooms keep their places.
    """
    places = [place for place, item in enumerate(items) if item.path.parent == _ROOM]
    modules = {path: number for number, path in enumerate(dict.fromkeys(items[place].path for place in places))}

    def key(item: pytest.Item) -> tuple[int, int, tuple[str, ...]]:
        params = item.callspec.params if hasattr(item, "callspec") else {}
        return modules[item.path], databases.index(params.get("database", databases[0])), params.get("ground", ())

    for place, item in zip(places, sorted((items[place] for place in places), key=key), strict=True):
        items[place] = item
