"""Fixtures for every room's tests."""

from tests.spark_cluster import spark, spark_url

__all__ = ["spark", "spark_url"]
