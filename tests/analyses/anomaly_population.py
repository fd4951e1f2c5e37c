"""Three hundred invented people over forty days, noise people among them, and five that do something unusual."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from tests.analyses.office import PERIOD, policy, rows, us

from fairwatch.policy import PolicySnapshot, Shift

PEOPLE, DAYS = 300, 40
FIRST = PERIOD[0]
PERIOD_OF_ALL = (FIRST, FIRST + dt.timedelta(DAYS - 1))
DEPARTMENTS = [f"d{number}" for number in range(9)] + ["night"]
"""The last thirty people work at night."""
HEAVY, NEW, WEEKEND = range(10), range(10, 20), range(20, 30)
"""Who always sends a hundred times as much, who joins in the fifth week, and who works on Saturdays too."""
USERS = range(60)
"""Who uses apps on the list now and then."""
PEAK = ("d3", 29)
"""A department that sends everything on one day."""
PLACES = ["webmail"] * 6 + ["network_drive"] * 3 + ["messaging"]
PLANTED = {"leak": (101, 102, 18, 103), "violations": (50,)}
"""A flood, a Saturday, a newcomer, many small files; and a beacon."""


@dataclass
class Population:
    """Roll-ups by (kind, table); ``planted`` days by person."""

    seed: int
    given: dict[str, list[dict]] = field(default_factory=lambda: {"leak": [], "violations": []})

    def __post_init__(self) -> None:
        self.random = np.random.default_rng(self.seed)
        self.usual = self.random.normal(np.log(2e6), 1.0, PEOPLE) + np.isin(np.arange(PEOPLE), HEAVY) * np.log(100)
        for later in range(DAYS):
            self._ordinary(later)
        self._apps()
        self._plant()

    @property
    def tables(self) -> dict[tuple[str, str], pl.DataFrame]:
        return {(kind, "buckets"): rows(kind, "buckets", given) for kind, given in self.given.items()}

    def _ordinary(self, later: int) -> None:
        for who in np.flatnonzero(self.random.random(PEOPLE) < 0.7):
            if who in NEW and later < 30:
                continue
            if is_rest(later) and not (who in WEEKEND and later % 7 == day_of(5)):
                continue
            peak = np.log(80) if (department(who), later) == PEAK else 0.0
            for hour in (20, 22) if department(who) == "night" else (9, 14):
                size = self.random.lognormal(self.usual[who] + peak, 0.6)
                self.upload(who, later, hour, size, requests=1 + self.random.poisson(2))

    def _apps(self) -> None:
        """Everybody has two apps that they use from the beginning, and sometimes tries another one."""
        for who in USERS:
            own = self.random.zipf(1.7, 2) % 30
            for later in range(DAYS):
                if self.random.random() < 0.4 and not is_rest(later):
                    app = self.random.integers(30, 60) if self.random.random() < 0.02 else self.random.choice(own)
                    for quarter in range(self.random.integers(1, 9)):
                        size, requests = self.random.lognormal(10, 1.2), 1 + self.random.poisson(8)
                        self.use(who, later, 9 * 60 + 15 * quarter, f"app{app}", "forbidden_app", size, requests)

    def _plant(self) -> None:
        flood, saturday, newcomer, many = PLANTED["leak"]
        self.upload(flood, 34, 15, 40 * np.exp(self.usual[flood]))
        self.upload(saturday, 28 + day_of(5), 11, 3e8)
        self.upload(newcomer, 38, 10, 1e9)
        for quarter in range(8):
            self.upload(many, 36, 9 + quarter / 4, 50_000, requests=8)
        for later in (33, 34, 35, 36):
            for hour in range(9, 18):
                self.use(PLANTED["violations"][0], later, hour * 60, "cave", "tunnel", 3000, 1)

    def upload(self, who: int, later: int, hour: float, size: float, requests: int = 1) -> None:
        place = PLACES[self.random.integers(len(PLACES))]
        row = self._row(who, later, int(hour * 60), size, requests)
        self.given["leak"].append(row | {"category": place, "action": "upload", "registered": False})

    def use(self, who: int, later: int, minute: int, site: str, action: str, size: float, requests: int) -> None:
        row = self._row(who, later, minute, size, requests)
        app = {"site": site, "category": "games", "action": action, "bytes_down": 3 * int(size), "blocked": 0}
        self.given["violations"].append(row | app)

    @staticmethod
    def _row(who: int, later: int, minute: int, size: float, requests: int) -> dict:
        day = FIRST + dt.timedelta(int(later))
        who_and_when = {"subject": name(who), "department": department(who), "day": day}
        return who_and_when | {
            "bucket_us": us(day) + (minute - 540) * 60_000_000,
            "bytes_up": int(size),
            "requests": requests,
        }


def name(who: int) -> str:
    return f"p{who:04}"


def department(who: int) -> str:
    return DEPARTMENTS[-1] if who >= PEOPLE - 30 else DEPARTMENTS[who % 9]


def day_of(weekday: int) -> int:
    """How many days after the first one that weekday is."""
    return (weekday - FIRST.weekday()) % 7


def is_rest(later: int) -> bool:
    return (FIRST + dt.timedelta(later)).weekday() > 4


def rules() -> PolicySnapshot:
    """Five days a week for everybody."""
    people = [{"person": name(who), "department": department(who)} for who in range(PEOPLE)]
    return policy(people, shifts={"day": Shift("day", (((540, 1080),),) * 5 + ((),) * 2)})
