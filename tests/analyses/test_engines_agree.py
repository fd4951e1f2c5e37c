"""DuckDB and a real Spark cluster give the same tables for every analysis."""

from __future__ import annotations

import pytest
from tests.analyses.office import inputs
from tests.analyses.scene import RULES, WORK, scene

from fairwatch.analyses import analyses, run

NEEDS_MORE = {"slow", "sequences", "circumvention"}
"""Tables that two weeks at random leave empty; they are made in memory, of rows that ``uploads`` and ``trace`` show."""
NEEDS_MORE |= {"levels", "new-sites"}  # of ten people; their own tests ask a cluster, too
NEEDS_MORE |= {
    f"{kind}-{name}"
    for kind in ("leak", "violations")
    for name in ("unusual", "first-seen", "beacons", "risk", "risk-parts")
}
"""Anomalies: two weeks at random hold none. ``test_anomaly.py`` compares the engines where there are some."""


@pytest.mark.e2e
@pytest.mark.parametrize("name", list(analyses()))
def test_both_engines_find_the_same(engine, spark, name: str) -> None:
    here, there = (
        run(name, inputs(one, scene(), RULES, time_zone="Europe/Berlin", work=WORK)) for one in (engine, spark)
    )
    assert here.tables.keys() == there.tables.keys()
    for table, other in zip(here.tables.values(), there.tables.values(), strict=True):
        assert table.frame.height or table.name in NEEDS_MORE, table.name
        assert table.frame.schema == other.frame.schema, table.name
        assert table.frame.equals(other.frame), table.name
