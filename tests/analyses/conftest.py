"""One engine for the room's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fairwatch.engine import Engine, connect


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    with connect("duckdb") as engine:
        yield engine
