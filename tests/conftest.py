"""Fixtures for every room's tests."""

import os

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

# A developer's own database is none of the tests' business.
os.environ.pop("FAIRWATCH_DATABASE_URL", None)
