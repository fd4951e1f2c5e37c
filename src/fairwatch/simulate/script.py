"""The behaviour of one planted person, written as a script of visits, uploads and connections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from fairwatch.simulate.shifts import WORK, midnight_ms, shifts
from fairwatch.simulate.wire import CONNECT, FORBIDDEN, MISS, PATHS, POST
from fairwatch.simulate.world import World

SECOND = 1_000
MINUTE = 60_000
_SLOT = 20 * MINUTE

Truth = dict[str, Any]
"""One entry of a case in ``truth.json``."""


@dataclass
class Script:
    """Writes the behaviour of one planted person."""

    actor: int
    world: World
    days: Sequence[dt.date]
    rng: np.random.Generator
    case: Truth
    pages: list[Truth] = field(default_factory=list)
    posts: list[Truth] = field(default_factory=list)
    streams: list[Truth] = field(default_factory=list)

    def blocks(self, kind: int) -> list[tuple[int, int, int]]:
        """Day number, start and end (ms) of the person's blocks of this kind on working days."""
        shift = shifts()["day"]
        return [
            (number, midnight_ms(day) + start * MINUTE, midnight_ms(day) + end * MINUTE)
            for number, day in enumerate(self.days)
            if shift.works(day)
            for what, start, end in shift.blocks(day)
            if what == kind
        ]

    def slots(self, count: int) -> list[tuple[int, int]]:
        """Day number and start of ``count`` slots of 20 minutes of working time, evenly over the days."""
        every = [
            (number, at) for number, start, end in self.blocks(WORK) for at in range(start, end - _SLOT + 1, _SLOT)
        ]
        return [every[round(index)] for index in np.linspace(0, len(every) - 1, count)]

    def place(self, category: str, turn: int | None = None) -> int:
        """One of the category's six most popular places; whose turn it is, or the person's favourite."""
        places = self.world.places_of[category][:6]
        return places[(self.actor if turn is None else turn) % len(places)]

    def visit(self, day: int, start: int, place: int, paths: Sequence[str], dwell_s: tuple[int, int]) -> Truth:
        """One session of page views with a dwell between the two bounds each; returns it as a truth."""
        where, at = self.world.places[place], start
        habit = [habit.category for habit in self.world.habits].index(where.category)
        session = -10 - len(self.pages) - 10_000 * self.actor
        for path in paths:
            page = {
                "day": day,
                "actor": self.actor,
                "session": session,
                "ts_ms": at,
                "dwell_ms": int(self.rng.integers(dwell_s[0] * SECOND, dwell_s[1] * SECOND)),
                "place": place,
                "host": where.pages[0],
                "habit": habit,
                "path": PATHS[path],
                "number": -1 if path == "home" else int(self.rng.integers(1, 90_000)),
            }
            self.pages.append(page)
            at += page["dwell_ms"]
        searches = sum(path in ("search", "job") for path in paths)
        return self._event(place, start, end_us=at * 1000, views=len(paths), searches=searches)

    def post(self, path: str, *, bytes_up: int, after_ms: int = 5_000, number: int = 1) -> Truth:
        """One request sent from the latest page; returns it as a truth."""
        page = self.pages[-1]
        at = page["ts_ms"] + after_ms
        self.posts.append(
            {
                "day": page["day"],
                "actor": self.actor,
                "ts_ms": at,
                "took_ms": 300 + bytes_up // 4_000,
                "host": page["host"],
                "path": PATHS[path],
                "number": number,
                "method": POST,
                "result": MISS,
                "bytes_up": bytes_up,
                "place": page["place"],
                "planted": True,
                **_referer(page),
            }
        )
        return self._event(page["place"], at, bytes_up=bytes_up)

    def refused(self, day: int, at: int, place: int) -> Truth:
        """A connection that the proxy denies; returns it as a truth."""
        self.posts.append(
            {
                "day": day,
                "actor": self.actor,
                "ts_ms": at,
                "took_ms": 1,
                "host": self.world.places[place].pages[0],
                "path": PATHS["connect"],
                "number": -1,
                "method": CONNECT,
                "result": FORBIDDEN,
                "bytes_up": 0,
                "place": place,
                "planted": True,
                **_referer(None),
            }
        )
        return self._event(place, at, blocked=True)

    def tunnel(self, day: int, start: int, minutes: int, place: int) -> Truth:
        """A long connection that is not HTTP; returns it as a truth."""
        end = start + minutes * MINUTE
        stream = {"start_ms": start, "end_ms": end, "path": PATHS["connect"], "number": -1, "tunnel": True}
        self._stream(day, self.world.places[place].pages[0], stream | _referer(None))
        return self._event(place, start, end_us=end * 1000, blocked=False)

    def tab(self, hours: int) -> None:
        """The latest page stays open and refreshes itself every minute."""
        page = self.pages[-1]
        left = page["ts_ms"] + page["dwell_ms"]
        stream = {"start_ms": left, "end_ms": left + hours * 60 * MINUTE, "path": PATHS["refresh"], "number": 1}
        self._stream(page["day"], page["host"], stream | {"tunnel": False} | _referer(page))

    def _stream(self, day: int, host: int, rest: Truth) -> None:
        every = {"interval_ms": MINUTE, "jitter_ms": 300, "post": False, "machine": -1, "bytes_up": 0}
        self.streams.append({"day": day, "actor": self.actor, "host": host} | every | rest)

    def _event(self, place: int, at_ms: int, **more: object) -> Truth:
        what = self.world.places[place]
        host = self.world.hosts[what.pages[0]]
        return {"site": what.site, "category": what.category, "host": host, "ts_us": at_ms * 1000} | more


def _referer(page: Truth | None) -> Truth:
    """The page behind a request, or none."""
    return {f"ref_{name}": page[name] if page else -1 for name in ("host", "path", "number")}
