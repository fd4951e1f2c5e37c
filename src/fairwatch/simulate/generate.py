"""Make a labelled organisation: logs that look like real ones, the operator's files, and the truth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from fairwatch.simulate import (
    background,
    browsing,
    connections,
    network,
    passers_by,
    planted,
    posting,
    registers,
    roster,
    squid,
    traffic,
    world,
)
from fairwatch.simulate.organisation import Department, Organisation, departments, organise
from fairwatch.simulate.shifts import TIME_ZONE, latest_ordinary_weeks, midnight_ms
from fairwatch.simulate.witness import Witness

_HOUR = 3_600_000
_FIRST_HOUR = 5
"""Local hour at which a day begins: before the earliest shift."""
_HOURS_OF_A_DAY = 48
"""A night shift's evening ends well within this many hours after the day began."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was made."""

    folder: Path
    start: dt.date
    days: int
    people: int
    seed: int
    lines: int
    page_views: int
    cases: int


def generate(
    out: Path,
    *,
    people: int = 200,
    days: int = 5,
    seed: int = 1,
    start: dt.date | None = None,
    format: squid.Format = "squid-fairwatch",  # noqa: A002 - the CLI's word
    departments: Sequence[Department] = departments(),
    https_visible: float = 0.85,
    progress: Callable[[float], None] | None = None,
) -> Summary:
    """Simulate ``people`` for ``days`` days into the folder ``out``; the same arguments give the same bytes.

    Writes ``access.log``, ``people.csv``, ``schedule.csv``, ``notices.csv``, ``consents.csv``, ``dhcpd.leases``,
    ``truth.json`` and its tables (see ``truth``). ``start`` defaults to the latest Monday from which all days are over
    and ordinary working weeks. ``https_visible``: share of sites whose HTTPS the proxy decrypts; the others are seen
    as CONNECT tunnels. ``progress`` is called with the share done. Memory holds the page views of two days and the
    requests of one hour. Raises ``ConfigError`` for an organisation too small or days without work.
    """
    if start is None:
        start = latest_ordinary_weeks(days, dt.datetime.now(ZoneInfo(TIME_ZONE)).date())
    dates = [start + dt.timedelta(days=number) for number in range(days)]
    web = world.build(https_visible, planted.CASED_CATEGORIES, _luck(seed, "world"))
    organisation = organise(people, departments, dates, _luck(seed, "people"))
    cases = planted.plant(organisation, web, dates, _luck(seed, "cases"))
    out.mkdir(parents=True, exist_ok=True)
    _write_registers(out, organisation, start)
    witness = Witness(out, organisation, web)
    simulation = _Simulation(organisation, web, cases, dates=dates, seed=seed)
    with (out / "access.log").open("wb") as file:
        log = squid.Log(file, format)
        for share in simulation.run(log, witness):
            if progress is not None:
                progress(share)
    registers.write_leases(out / "dhcpd.leases", simulation.leases)
    parameters = {"people": people, "days": days, "seed": seed, "start": start, "format": format}
    witness.testify(
        cases.cases,
        parameters=parameters | {"https_visible": https_visible},
        lines=log.written,
        passers_by=simulation.passers_by.truth,
    )
    return Summary(out, start, days, people, seed, log.written, witness.counts["page_views"], len(cases.cases))


class _Simulation:
    """The days of one organisation, made when their time comes and dropped when it is over."""

    def __init__(
        self,
        organisation: Organisation,
        web: world.World,
        cases: planted.Planted,
        *,
        dates: Sequence[dt.date],
        seed: int,
    ) -> None:
        self._organisation = organisation
        self._world = web
        self._cases = cases
        self._dates = dates
        self._seed = seed
        self._habits = _habits(organisation, web, _luck(seed, "habits"))
        visitors = np.zeros(organisation.actors - len(organisation.people), dtype=np.bool_)
        self._logs_in = np.append([person.logs_in for person in organisation.people], visitors)
        self.passers_by = passers_by.PassersBy(organisation, web, self._habits, dates, _luck(seed, "passers-by"))
        self.leases: list[registers.Lease] = []

    def run(self, log: squid.Log, witness: Witness) -> Iterator[float]:
        """Write hour by hour from the first morning; yields the share done."""
        first = midnight_ms(self._dates[0]) + _FIRST_HOUR * _HOUR
        hours = (len(self._dates) - 1) * 24 + _HOURS_OF_A_DAY
        present: dict[int, tuple[traffic.Day, traffic.Day, squid.Actors]] = {}
        for hour in range(hours):
            if hour % 24 == 0 and hour // 24 < len(self._dates):
                present[hour // 24] = self._dawn(hour // 24, witness)
            present.pop(hour // 24 - 2, None)
            begin = first + hour * _HOUR
            for number, (day, beside, actors) in present.items():
                for events, purpose in ((day, "hour"), (beside, "passing hour")):
                    luck = _luck(self._seed, purpose, hour, number)
                    log.add(traffic.requests(self._world, events, begin, begin + _HOUR, luck), self._world, actors)
            log.write(begin + _HOUR - squid.LATE_MS)
            yield (hour + 1) / hours
        log.write()
        self.leases += network.leases(self._organisation, self._dates[-1] + dt.timedelta(days=1), [])

    def _dawn(self, number: int, witness: Witness) -> tuple[traffic.Day, traffic.Day, squid.Actors]:
        """Everything that will happen on a day, and what passers-by do beside it."""
        date, rng = self._dates[number], _luck(self._seed, "day", number)
        blocks = roster.blocks(self._organisation, date, rng)
        pages, posts, streams = (
            table.filter(pl.col("day") == number).drop("day")
            for table in (self._cases.pages, self._cases.posts, self._cases.streams)
        )
        views = browsing.page_views(self._world, self._habits, blocks, planted=pages, day=number, rng=rng)
        day = traffic.Day(
            pages=connections.with_referers(connections.with_connections(views), self._world, rng),
            posts=pl.concat([posting.uploads(self._world, views, rng), posts]),
            streams=pl.concat([background.streams(self._organisation, self._world, blocks, views, rng), streams]),
            logs_in=self._logs_in,
        )
        beside = traffic.Day(
            pages=self.passers_by.pages(number, views, blocks),
            posts=day.posts.clear(),
            streams=day.streams.clear(),
            logs_in=self._logs_in,
        )
        everything = pl.concat([day.pages, beside.pages]).sort("actor", "ts_ms", maintain_order=True)
        witness.see(date, replace(day, pages=everything), roster.working(blocks))
        moves = network.swaps(self._organisation, date, rng)
        self.leases += network.leases(self._organisation, date, moves)
        return day, beside, network.actors(self._organisation, date, moves, rng)


def _habits(organisation: Organisation, web: world.World, rng: np.random.Generator) -> browsing.Habits:
    recruiters = [index for index, person in enumerate(organisation.people) if person.recruiter]
    cased = [index for index, person in enumerate(organisation.people) if person.case]
    return browsing.personal_habits(web, organisation.actors, recruiters, cased, rng)


def _write_registers(out: Path, organisation: Organisation, start: dt.date) -> None:
    registers.write_people(out / "people.csv", organisation)
    registers.write_schedule(out / "schedule.csv", organisation)
    registers.write_notices(out / "notices.csv", organisation, start)
    registers.write_consents(out / "consents.csv", organisation)


def _luck(seed: int, purpose: str, *more: int) -> np.random.Generator:
    """An own stream of random numbers for each purpose, so that one part's draws never shift another's."""
    return np.random.default_rng([seed, *purpose.encode(), *more])
