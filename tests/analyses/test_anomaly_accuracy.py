"""How accurate the anomaly analysis is on a generated population: what it finds, what it makes up, whom it ranks first.

Over three seeds all that was planted must be found, with at most one false finding per hundred person-days, and be
among the first three per cent by score.
"""

from __future__ import annotations

import polars as pl
import pytest
from tests.analyses.anomaly_population import (
    DAYS,
    DEPARTMENTS,
    HEAVY,
    PEOPLE,
    PERIOD_OF_ALL,
    PLANTED,
    WEEKEND,
    Population,
    department,
    name,
    rules,
)
from tests.analyses.office import inputs

from fairwatch.analyses import run

FINDINGS = ("unusual", "first-seen", "beacons")
MOST_FALSE = 1.0
"""Per hundred person-days."""
FIRST_FEW = round(0.03 * PEOPLE)


@pytest.fixture(scope="module", params=(1, 2, 3))
def tables(request, engine):
    given = inputs(engine, Population(request.param).tables, rules(), period=PERIOD_OF_ALL)
    return {name: table.frame for name, table in run("anomaly", given).tables.items()}


def found(tables, kind: str) -> pl.DataFrame:
    return pl.concat([tables[f"{kind}-{one}"].select("subject", "day") for one in FINDINGS])


@pytest.mark.parametrize("kind", list(PLANTED))
def test_all_that_was_planted_is_found(tables, kind: str) -> None:
    assert {name(who) for who in PLANTED[kind]} <= set(found(tables, kind)["subject"])


def test_false_findings_are_rare(tables) -> None:
    planted = [name(who) for some in PLANTED.values() for who in some]
    false = sum(found(tables, kind).filter(~pl.col("subject").is_in(planted)).height for kind in PLANTED)
    assert 100 * false / (PEOPLE * DAYS) <= MOST_FALSE


@pytest.mark.parametrize("kind", list(PLANTED))
def test_who_did_it_is_among_the_first_by_score(tables, kind: str) -> None:
    scores = tables[f"{kind}-risk"].with_columns(place=pl.col("score").rank("max", descending=True))
    places = scores.filter(pl.col("subject").is_in([name(who) for who in PLANTED[kind]]))["place"]
    assert len(places) == len(PLANTED[kind])
    assert places.max() <= FIRST_FEW


def test_noise_people_raise_no_more_than_others(tables) -> None:
    """The night shift, steady heavy users, weekend workers, and a department on the day of its peak."""
    noise = {name(who) for who in (*HEAVY, *WEEKEND)}
    noise |= {name(who) for who in range(PEOPLE) if department(who) in (DEPARTMENTS[-1], "d3")}
    raised = tables["leak-unusual"].filter(pl.col("subject").is_in(noise))
    assert 100 * raised.height / (len(noise) * DAYS) <= MOST_FALSE / 2
