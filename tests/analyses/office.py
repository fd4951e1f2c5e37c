"""An invented office: people, purposes, and roll-ups built by hand as the activity room would make them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from fairwatch import activity
from fairwatch.analyses import Inputs
from fairwatch.analyses.rollup_columns import schemas
from fairwatch.engine import Engine
from fairwatch.policy import NOTICES, PEOPLE, Limits, PolicySnapshot, Purpose
from fairwatch.text import Text

MONDAY = dt.date(2026, 9, 7)
PERIOD = (dt.date(2026, 9, 1), dt.date(2026, 9, 30))
KINDS = ("traffic", "work-time", "departure-group", "departure-self", "leak", "violations")


def us(day: dt.date, time: str = "09:00") -> int:
    """UTC microseconds of a wall-clock time in UTC."""
    return int(dt.datetime.combine(day, dt.time.fromisoformat(time), dt.UTC).timestamp()) * 1_000_000


def rows(kind: str, table: str, given: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """A roll-up; whoever is not named is p0001 of sales on Monday at nine."""
    usual = {"day": MONDAY, "subject": "p0001", "department": "sales", "bucket_us": us(MONDAY)}
    return pl.DataFrame([usual | dict(row) for row in given], schema=schemas()[kind, table])


def purpose(kind: str) -> Purpose:
    return Purpose(
        id=kind,
        kind=kind,
        version=1,
        version_hash="1",
        title=Text("", ""),
        categories=frozenset(),
        actions=frozenset(),
        columns=(),
        grain="event",
        needs_consent=False,
        individual=True,
        departments=None,
        active_from_us=0,
        active_until_us=2**62,
        raw_hours=48,
        rollup_days=30,
        min_group=10,
        key=kind.encode(),
    )


def policy(
    people: Sequence[Mapping[str, Any]] = (),
    served_on: dt.date = dt.date(2026, 8, 1),
    kinds: Sequence[str] = KINDS,
    **changes: Any,
) -> PolicySnapshot:
    """Purposes of these kinds active; everybody under notice from ``served_on`` on."""
    usual = {"department": "sales", "time_zone": "UTC", "shift": "day", "roles": [], "excluded": False}
    directory = pl.DataFrame([usual | dict(person) for person in people], schema=PEOPLE)
    notices = [
        {"person": person, "purpose": kind, "effective_us": us(served_on)}
        for person in directory["person"]
        for kind in KINDS
    ]
    given = {"purposes": tuple(purpose(kind) for kind in kinds), "notices": pl.DataFrame(notices, schema=NOTICES)}
    usual_limits = {"limits": Limits(law="cn", pack_version="1")}
    return PolicySnapshot(people=directory, **(usual_limits | given | changes))


def inputs(
    engine: Engine, tables: Mapping[tuple[str, str], pl.DataFrame], rules: PolicySnapshot | None = None, **changes: Any
) -> Inputs:
    """What an analysis is given."""
    bound = {key: engine.memory(frame) for key, frame in tables.items()}
    return replace(Inputs(engine=engine, tables=bound, policy=rules or policy(), period=PERIOD), **changes)


def rolled_up(engine: Engine, kind: str, raw: pl.DataFrame) -> dict[tuple[str, str], pl.DataFrame]:
    """The roll-ups of raw rows, made by the activity room itself."""
    made = activity.roll_up(engine.memory(raw), replace(purpose(kind), columns=tuple(raw.columns)))
    return {(kind, name): engine.execute(table) for name, table in made.items()}
