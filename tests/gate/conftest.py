"""Offices to start a test from."""

from __future__ import annotations

import pytest
from tests.gate.office import Office


@pytest.fixture
def office() -> Office:
    """An empty office."""
    return Office()


@pytest.fixture
def small_office() -> Office:
    """Two people, both told of the one active purpose, ``work-time``."""
    office = Office()
    office.person("p0001")
    office.person("p0002", department="Sales")
    office.active("work-time")
    return office
