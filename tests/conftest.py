"""Fixtures for every room's tests."""

import os
from collections.abc import Iterator

import pytest
from tests.postgres_server import postgresql, postgresql_url
from tests.spark_cluster import spark, spark_url
from tests.trial_organisation import fresh, governed, organisation, prepared, read, trial

__all__ = [
    "fresh",
    "governed",
    "organisation",
    "postgresql",
    "postgresql_url",
    "prepared",
    "read",
    "spark",
    "spark_url",
    "trial",
]


@pytest.fixture(scope="session", autouse=True)
def full_cost() -> Iterator[int]:
    """Hash access codes at a lower cost: hundreds of real ones would take minutes. Gives the real work factor."""
    from django.contrib.auth.hashers import ScryptPasswordHasher

    real = ScryptPasswordHasher.work_factor
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ScryptPasswordHasher, "work_factor", 2**8)
        yield real


# A developer's own database is none of the tests' business.
os.environ.pop("FAIRWATCH_DATABASE_URL", None)
