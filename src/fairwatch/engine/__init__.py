"""Where queries run: DuckDB in this process or a Spark cluster, behind one Ibis interface, with equal results.

Beside the engines, the few functions whose plain Ibis form is not the same on both.
"""

from fairwatch.engine.connection import connect, hosts
from fairwatch.engine.engine import Engine
from fairwatch.engine.integers import bucket, floor_divide, modulo, share
from fairwatch.engine.order import in_order, so_far
from fairwatch.engine.ranks import median_and_mad, percentile

__all__ = [
    "Engine",
    "bucket",
    "connect",
    "floor_divide",
    "hosts",
    "in_order",
    "median_and_mad",
    "modulo",
    "percentile",
    "share",
    "so_far",
]
