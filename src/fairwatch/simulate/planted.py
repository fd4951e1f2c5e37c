"""Planted cases: exact behaviour of chosen people, known in advance and written to ``truth.json``.

Every planted person has the day shift, no leave and a notice acknowledged long ago, so what is planted inside working
time can be found lawfully, and what is planted outside must not be.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from fairwatch.errors import ConfigError
from fairwatch.simulate.background import STREAMS
from fairwatch.simulate.browsing import PAGES
from fairwatch.simulate.organisation import Organisation
from fairwatch.simulate.posting import POSTS
from fairwatch.simulate.script import MINUTE, Script
from fairwatch.simulate.shifts import FREE, PAUSE, WORK, shifts
from fairwatch.simulate.tables import rows
from fairwatch.simulate.world import World
from fairwatch.text import Text

SLOW = "leak_slow"
VISITS = 23
SUBMISSIONS = 9
CONSENTING = ("leaver", "job_board_reader", "open_job_tab")
CASED_CATEGORIES = ("recruitment", "network_drive", "webmail", "work", "games")
"""Categories of sites on which something is planted that only a whole URL shows."""

OWN_HISTORY, SLOW_FOR = 70, 30
"""Days of log from which a person's sums of thirty days have earlier ones of their own to be compared with, and how
long somebody then leaks (``analyses.leak_slow``)."""
MANY_PEOPLE, SOME_DAYS = 200, 10
"""In a shorter log somebody who sends a little every day differs from others only, and only where enough people send
anything: of so many people in so many days all six were found (seeds 1 to 3), with half the days or people not."""

_MB = 1_000_000


@dataclass(frozen=True)
class Planted:
    """What was planted, with a column ``day`` (number of the day) beside the columns of each table."""

    pages: pl.DataFrame
    posts: pl.DataFrame
    streams: pl.DataFrame
    cases: tuple[dict[str, Any], ...]


def plant(organisation: Organisation, world: World, days: Sequence[dt.date], rng: np.random.Generator) -> Planted:
    """Write the behaviour of everybody with a case. Raises ``ConfigError`` without a working day."""
    if not any(shifts()["day"].works(day) for day in days):
        raise ConfigError(
            Text("所选日期没有工作日", "there is no working day among the chosen days"),
            where="start, days",
            next_step=Text("选择含工作日的日期", "choose days that hold a working day"),
        )
    scripts: list[Script] = []
    for row in rows("cases"):
        for actor in organisation.planted(row["kind"]):
            case = {name: row[name] for name in ("kind", "group", "why")} | {"person": organisation.people[actor].id}
            script = Script(actor, world, days, rng, case)
            _BEHAVIOUR[row["kind"]](script)  # drawn for everybody, so that one case does not move the next one's luck
            if row["kind"] != SLOW or _can_be_told(len(organisation.people), len(days)):
                scripts.append(script)
    return Planted(
        pl.DataFrame([row for script in scripts for row in script.pages], schema={"day": pl.Int32, **PAGES}),
        pl.DataFrame([row for script in scripts for row in script.posts], schema={"day": pl.Int32, **POSTS}),
        pl.DataFrame([row for script in scripts for row in script.streams], schema={"day": pl.Int32, **STREAMS}),
        tuple(script.case for script in scripts),
    )


def _can_be_told(people: int, days: int) -> bool:
    """Whether a log of so many people and days is long enough for a slow leak to be one: the truth claims no other."""
    return days >= OWN_HISTORY or (people >= MANY_PEOPLE and days >= SOME_DAYS)


def _leaver(script: Script) -> None:
    script.case |= {"visits": [], "submissions": []}
    sending = {round(turn) for turn in np.linspace(0, VISITS - 1, SUBMISSIONS)}
    for turn, (day, slot) in enumerate(script.slots(VISITS)):
        paths = ["home", "search", *["job"] * int(script.rng.integers(1, 4))]
        place = script.place("recruitment", turn)  # going round, so that two visits to one site are far apart
        start = slot + int(script.rng.integers(2, 6)) * MINUTE
        script.case["visits"].append(script.visit(day, start, place, paths, (12, 60)))
        if turn in sending:
            path = ("deliver", "apply")[len(script.case["submissions"]) % 2]
            sent = script.post(path, bytes_up=int(script.rng.integers(40_000, 400_000)), number=1000 + turn)
            script.case["submissions"].append(sent)


def _leak_burst(script: Script) -> None:
    day, slot = script.slots(3)[1]
    script.visit(day, slot + MINUTE, script.place("network_drive"), ["home", "list"], (200, 300))
    sizes = script.rng.integers(60 * _MB, 140 * _MB, 6)
    script.case["events"] = [
        script.post("upload", bytes_up=int(size), after_ms=4_000 + 30_000 * part, number=part)
        for part, size in enumerate(sizes, start=1)
    ]


def _leak_slow(script: Script) -> None:
    """Every day; where there is a history of one's own to compare with, in the last ``SLOW_FOR`` days only."""
    place = script.place(("network_drive", "webmail")[script.actor % 2])
    script.case["events"] = []
    first = len(script.days) - SLOW_FOR if len(script.days) >= OWN_HISTORY else 0
    for day, slot in script.slots(4 * _working_days(script)):
        if day < first:
            continue
        script.visit(day, slot + 3 * MINUTE, place, ["list"], (60, 120))
        script.case["events"].append(script.post("upload", bytes_up=int(script.rng.integers(6 * _MB, 12 * _MB))))


def _remote_control(script: Script) -> None:
    afternoons = [(day, start) for day, start, end in script.blocks(WORK) if end - start > 4 * 60 * MINUTE]
    place = script.place("remote_control")
    script.case["events"] = []
    for day, start in afternoons[:3]:
        late, minutes = script.rng.integers((5, 20), (60, 50))
        script.case["events"].append(script.tunnel(day, start + int(late) * MINUTE, int(minutes), place))


def _anonymiser(script: Script) -> None:
    place = script.place("tunnel")
    script.case["events"] = [
        script.refused(day, slot + int(script.rng.integers(1, 15)) * MINUTE, place) for day, slot in script.slots(5)
    ]


def _gamer(script: Script) -> None:
    place = script.place("games")
    script.case["events"] = [
        script.visit(day, slot + 2 * MINUTE, place, ["home", "article", "article"], (60, 200))
        for day, slot in script.slots(2 * _working_days(script))
    ]


def _job_board_reader(script: Script) -> None:
    place = script.place("recruitment")
    script.case["visits"] = [
        script.visit(day, slot + 2 * MINUTE, place, ["article"] * 3, (30, 90)) for day, slot in script.slots(4)
    ]


def _open_job_tab(script: Script) -> None:
    day, start, _ = script.blocks(WORK)[0]
    place = script.place("recruitment")
    script.case["visits"] = [script.visit(day, start + 10 * MINUTE, place, ["home", "article"], (20, 60))]
    script.tab(hours=6)


def _lunch_gamer(script: Script) -> None:
    place = script.place("games")
    script.case["events"] = [
        script.visit(day, start + 5 * MINUTE, place, ["home", "article", "article"], (60, 240))
        for day, start, _ in script.blocks(PAUSE)
    ]


def _work_uploader(script: Script) -> None:
    place = script.place("work")
    script.case["events"] = []
    for day, slot in script.slots(6):
        script.visit(day, slot + 2 * MINUTE, place, ["list"], (100, 200))
        script.case["events"].append(script.post("upload", bytes_up=int(script.rng.integers(40 * _MB, 120 * _MB))))


def _evening_remote(script: Script) -> None:
    place = script.place("remote_control")
    script.case["events"] = [
        script.tunnel(day, start + 40 * MINUTE, 60, place) for day, start, _ in script.blocks(FREE)
    ]


def _working_days(script: Script) -> int:
    return len({day for day, _, _ in script.blocks(WORK)})


_BEHAVIOUR: dict[str, Callable[[Script], None]] = {
    "leaver": _leaver,
    "leak_burst": _leak_burst,
    SLOW: _leak_slow,
    "remote_control": _remote_control,
    "anonymiser": _anonymiser,
    "gamer": _gamer,
    "job_board_reader": _job_board_reader,
    "open_job_tab": _open_job_tab,
    "lunch_gamer": _lunch_gamer,
    "work_uploader": _work_uploader,
    "evening_remote": _evening_remote,
}
