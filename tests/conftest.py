"""Fixtures for every room's tests."""

from tests.spark_cluster import spark, spark_url
from tests.trial_organisation import fresh, governed, organisation, prepared, read, trial

__all__ = ["fresh", "governed", "organisation", "prepared", "read", "spark", "spark_url", "trial"]
