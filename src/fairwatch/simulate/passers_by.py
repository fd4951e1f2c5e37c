"""People who look at recruitment sites and search for nothing: curious ones, campus helpers, newcomers.

Nothing else moves with them. They are ordinary people whose days stay as they are: their visits lie in the gaps between
the pages of their working time, are drawn from random numbers of their own, and become requests of their own.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from fairwatch.simulate import connections
from fairwatch.simulate.browsing import PAGES, Habits
from fairwatch.simulate.organisation import NOTICED, Organisation
from fairwatch.simulate.script import MINUTE, Script
from fairwatch.simulate.shifts import PAUSE, WORK, shifts
from fairwatch.simulate.tables import rows
from fairwatch.simulate.world import World

_PATHS = ("home", "search", "job")
_DWELL_S = (15, 40)
_GAP_MS = 8 * MINUTE
"""Room for a visit of two minutes, far from the pages before and after."""
_SHIFT = "day"
_CATEGORY = "recruitment"


class PassersBy:
    """Chooses them; then ask for their visits day by day. ``truth`` says what they did so far."""

    def __init__(
        self,
        organisation: Organisation,
        world: World,
        habits: Habits,
        days: Sequence[dt.date],
        rng: np.random.Generator,
    ) -> None:
        self._world, self._rng = world, rng
        self._scripts: list[tuple[Script, set[int], list[int]]] = []
        wanted = [row for row in rows("passers_by") for _ in range(int(row["count"]))]
        working = [number for number, day in enumerate(days) if shifts()[_SHIFT].works(day)]
        for row, actor in zip(wanted, _eligible(organisation, world, habits), strict=False):
            case = {"kind": row["kind"], "why": row["why"], "person": organisation.people[actor].id, "visits": []}
            count = int(row["days"]) or len(working)
            chosen = {int(number) for number in rng.permutation(working)[:count]}
            places = [
                place
                for place in world.places_of.get(_CATEGORY, ())
                if world.places[place].campus is (row["campus"] == "yes")
            ]
            self._scripts.append((Script(actor, world, days, rng, case), chosen, places[:6]))

    @property
    def truth(self) -> list[dict[str, Any]]:
        """Kind, why, person and visits of each of them."""
        return [script.case for script, _, _ in self._scripts]

    def pages(self, number: int, views: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
        """The pages (as in ``traffic.Day``) of their visits on a day, beside everybody's ``views`` of it."""
        pages: list[dict[str, Any]] = []
        for script, days, places in self._scripts:
            gaps = _gaps(views, blocks, script.actor) if number in days and places else []
            if gaps:
                before = len(script.pages)
                place, start = places[(script.actor + number) % len(places)], gaps[int(self._rng.integers(len(gaps)))]
                script.case["visits"].append(script.visit(number, start, place, _PATHS, _DWELL_S))
                pages += script.pages[before:]
        made = pl.DataFrame(pages, schema={"day": pl.Int32, **PAGES}).drop("day").sort("actor", "ts_ms")
        return connections.with_referers(connections.with_connections(made), self._world, self._rng)


def _eligible(organisation: Organisation, world: World, habits: Habits) -> list[int]:
    """Ordinary people of the day shift who are there all the time; first who hardly go to such sites by themselves."""
    absent = {absence.person for absence in organisation.absences}
    people = [
        index
        for index, person in enumerate(organisation.people)
        if (person.case, person.shift, person.notice, person.excluded) == (None, _SHIFT, NOTICED, False)
        and person.device
        and not person.recruiter
        and index not in absent
    ]
    return sorted(people, key=lambda index: _inclination(world, habits, index))


def _inclination(world: World, habits: Habits, actor: int) -> float:
    """Share of the person's sessions that go to recruitment sites by chance."""
    names = [habit.category for habit in world.habits]
    if _CATEGORY not in names:
        return 0.0
    column = names.index(_CATEGORY)
    return sum(
        float(shares[actor, column] - (shares[actor, column - 1] if column else 0.0))
        for shares in (habits.shares[WORK], habits.shares[PAUSE])
    )


def _gaps(views: pl.DataFrame, blocks: pl.DataFrame, actor: int) -> list[int]:
    """Instants in the middle of the times of work in which the person looks at nothing for long enough."""
    seen = views.filter(actor=actor).sort("ts_ms").select("ts_ms", end_ms=pl.col("ts_ms") + pl.col("dwell_ms")).rows()
    found = []
    for start, end in blocks.filter(actor=actor, kind=WORK).select("start_ms", "end_ms").iter_rows():
        busy = [(start, start), *((one, two) for one, two in seen if two > start and one < end), (end, end)]
        free = [(two, one) for (_, two), (one, _) in itertools.pairwise(busy)]
        found += [(low + high) // 2 - MINUTE for low, high in free if high - low >= _GAP_MS]
    return found
