"""The invented organisation: people, their shifts, computers, phones, kiosks and addresses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fairwatch.errors import ConfigError
from fairwatch.simulate.shifts import WORK, shifts
from fairwatch.simulate.tables import rows, weights
from fairwatch.text import Text

FEWEST_PEOPLE = 30
KIOSKS = 4

NOTICED, UNNOTICED, UNREAD, RECENT = "noticed", "unnoticed", "unread", "recent"
"""State of a person's notices: acknowledged long ago; never served; served but not read; read too recently."""

_Vacant = tuple[set[str], list[str]]
"""Departments without a manager yet, and the other roles that nobody has yet."""

_SERVED_ROLES = ("analyst", "dpo", "counsel", "union", "auditor", "operator")


@dataclass(frozen=True, slots=True)
class Department:
    """One department: its share of the people, shares of its shifts, share of people who use kiosks."""

    name: str
    share: float
    shifts: dict[str, float]
    kiosk: float = 0.0
    recruiting: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person. ``device`` is a MAC or fixed address, None for users of a kiosk; ``case`` is planted."""

    id: str
    account: str
    department: str
    shift: str
    roles: tuple[str, ...]
    device: str | None
    leased: bool
    logs_in: bool
    phone: str | None
    excluded: bool
    notice: str
    case: str | None

    @property
    def recruiter(self) -> bool:
        return "recruiter" in self.roles


@dataclass(frozen=True, slots=True)
class Absence:
    """One day's leave or approved overtime of a person, in minutes after the local midnight of the day."""

    person: int
    kind: str
    day: dt.date
    start: int
    end: int


@dataclass(frozen=True)
class Organisation:
    """Everybody. Actors are who sends requests: people first, then their phones, then kiosks (machine traffic only)."""

    people: tuple[Person, ...]
    absences: tuple[Absence, ...]

    @cached_property
    def phone_owners(self) -> list[int]:
        """The person behind each phone, in the order of the actors."""
        return [index for index, person in enumerate(self.people) if person.phone]

    @cached_property
    def kiosks(self) -> list[str]:
        """Device ids of the shared computers: the first has a fixed address, the others have a MAC."""
        return [self.addresses[self.first_kiosk], *(f"02:fa:99:00:00:{number:02x}" for number in range(1, KIOSKS))]

    @property
    def first_phone(self) -> int:
        return len(self.people)

    @property
    def first_kiosk(self) -> int:
        return len(self.people) + len(self.phone_owners)

    @property
    def actors(self) -> int:
        return self.first_kiosk + KIOSKS

    @cached_property
    def addresses(self) -> list[str]:
        """The usual address of each actor: computers in 10.20/16, phones in 10.30/16, kiosks in 10.21.0/24."""
        computers = [f"10.20.{number >> 8}.{number & 255}" for number in range(10, 10 + len(self.people))]
        phones = [f"10.30.{number >> 8}.{number & 255}" for number in range(10, 10 + len(self.phone_owners))]
        return computers + phones + [f"10.21.0.{number}" for number in range(10, 10 + KIOSKS)]

    def planted(self, case: str) -> list[int]:
        """The people with this planted habit."""
        return [index for index, person in enumerate(self.people) if person.case == case]


def departments() -> tuple[Department, ...]:
    """The departments of ``departments.tsv``."""
    return tuple(
        Department(
            row["department"],
            float(row["share"]),
            weights(row["shifts"]),
            float(row["kiosk"]),
            row["recruiting"] == "yes",
        )
        for row in rows("departments")
    )


def organise(
    people: int, parts: Sequence[Department], days: Sequence[dt.date], rng: np.random.Generator
) -> Organisation:
    """Invent an organisation. Raises ``ConfigError`` when it is too small to hold the planted cases."""
    if people < FEWEST_PEOPLE:
        raise ConfigError(
            Text(f"至少需要 {FEWEST_PEOPLE} 人", f"at least {FEWEST_PEOPLE} people are needed"),
            where="people",
            next_step=Text(f"把 people 设为 {FEWEST_PEOPLE} 或以上", f"set people to {FEWEST_PEOPLE} or more"),
        )
    share = np.array([part.share for part in parts])
    choice = np.sort(rng.choice(len(parts), size=people, p=share / share.sum()))
    cases = _planted(people, [not parts[index].recruiting for index in choice], rng)
    vacant = {part.name for part in parts}, list(_SERVED_ROLES)
    everybody = [_person(index, parts[choice[index]], cases.get(index), vacant, rng) for index in range(people)]
    return Organisation(tuple(everybody), tuple(_absences(everybody, days, rng)))


def _planted(people: int, eligible: list[bool], rng: np.random.Generator) -> dict[int, str]:
    """Person -> planted case, each person at most one."""
    wanted = [row["kind"] for row in rows("cases") for _ in range(int(row["count"]))]
    pool = rng.permutation(np.flatnonzero(eligible) if sum(eligible) >= len(wanted) else np.arange(people))
    return dict(zip((int(index) for index in pool), wanted, strict=False))


def _person(index: int, part: Department, case: str | None, vacant: _Vacant, rng: np.random.Generator) -> Person:
    # Every number is drawn for everybody, so that one person's case does not move the next person's luck.
    draw = rng.random(8)
    names = list(part.shifts)
    shift = names[int(np.searchsorted(np.cumsum(list(part.shifts.values())), draw[0]).clip(0, len(names) - 1))]
    kiosk = case is None and draw[1] < part.kiosk
    leased = draw[2] < 0.95
    mac = f"02:fa:17:{index >> 16:02x}:{index >> 8 & 255:02x}:{index & 255:02x}"
    fixed = f"10.20.{(index + 10) >> 8}.{(index + 10) & 255}"
    excluded = case is None and draw[3] < 0.02
    return Person(
        id=f"p{index + 1:04d}",
        account=f"u{index + 1:04d}",
        department=part.name,
        shift="day" if case else shift,
        roles=() if case or excluded else _roles(part, vacant),
        device=None if kiosk else mac if leased else fixed,
        leased=leased and not kiosk,
        logs_in=bool(kiosk or draw[4] < 0.7),
        phone=f"da:fa:42:{index >> 16:02x}:{index >> 8 & 255:02x}:{index & 255:02x}" if draw[5] < 0.25 else None,
        excluded=excluded,
        notice=NOTICED if case else _notice(draw[6]),
        case=case,
    )


def _roles(part: Department, vacant: _Vacant) -> tuple[str, ...]:
    """The first of a department leads it; those of a recruiting one are HR; the next ones take the served roles."""
    without_manager, served = vacant
    leads = part.name in without_manager
    without_manager.discard(part.name)
    if part.recruiting:
        return ("manager", "hr", "recruiter") if leads else ("hr", "recruiter")
    if leads:
        return ("manager",)
    return (served.pop(0),) if served else ()


def _notice(draw: float) -> str:
    return UNNOTICED if draw < 0.05 else UNREAD if draw < 0.08 else RECENT if draw < 0.10 else NOTICED


def _absences(people: Sequence[Person], days: Sequence[dt.date], rng: np.random.Generator) -> list[Absence]:
    """Some leave (the whole shift, or from the main break on) and some approved overtime; never for planted people."""
    found: list[Absence] = []
    for day in days:
        luck = rng.random((len(people), 2))
        for index, person in enumerate(people):
            shift = shifts()[person.shift]
            if person.case or luck[index, 0] > 0.06 or not shift.works(day):
                continue
            start, end = shift.span
            if luck[index, 0] < 0.03:
                whole = luck[index, 1] < 0.6
                found.append(Absence(index, "leave", day, start if whole else _afternoon(person.shift, day), end))
            elif end < 24 * 60:  # overtime belongs to the day on which it begins, so a night shift has none here
                found.append(Absence(index, "overtime", day, end + 30, end + 150))
    return found


def _afternoon(shift: str, day: dt.date) -> int:
    """The start of the last block of work."""
    return max(start for kind, start, _ in shifts()[shift].blocks(day) if kind == WORK)
