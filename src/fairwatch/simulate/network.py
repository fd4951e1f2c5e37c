"""Addresses of one day: fixed and leased ones, kiosks that people share, and changes of address at mid-day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from fairwatch.simulate.organisation import KIOSKS, Organisation
from fairwatch.simulate.registers import Lease
from fairwatch.simulate.shifts import midnight_ms
from fairwatch.simulate.squid import Actors
from fairwatch.simulate.tables import rows

_HOUR = 3_600_000
_MOVING_SHARE = 0.06


@dataclass(frozen=True, slots=True)
class Swap:
    """Two computers that have each other's address from an instant (ms) until midnight: the trap for whoever
    takes an address for a person."""

    one: int
    other: int
    at_ms: int


def swaps(organisation: Organisation, day: dt.date, rng: np.random.Generator) -> list[Swap]:
    """The day's changes of address, in pairs of leased computers of people with the day shift."""
    leased = [index for index, person in enumerate(organisation.people) if person.leased and person.shift == "day"]
    order = rng.permutation(leased)
    pairs = max(1, int(len(leased) * _MOVING_SHARE / 2))
    times = midnight_ms(day) + 13 * _HOUR + rng.integers(0, 3 * _HOUR, pairs) // 1000 * 1000
    return [
        Swap(int(one), int(other), int(at))
        for one, other, at in zip(order[:pairs], order[pairs : 2 * pairs], times, strict=False)
    ]


def actors(organisation: Organisation, day: dt.date, moves: list[Swap], rng: np.random.Generator) -> Actors:
    """What the proxy sees of everybody on this day."""
    address = list(organisation.addresses)
    kiosk = rng.integers(0, KIOSKS, len(organisation.people))
    for index, person in enumerate(organisation.people):
        if person.device is None:
            address[index] = organisation.addresses[organisation.first_kiosk + int(kiosk[index])]
    moved_at: list[int | None] = [None] * organisation.actors
    moved_to: list[str | None] = [None] * organisation.actors
    for move in moves:
        for one, other in ((move.one, move.other), (move.other, move.one)):
            moved_at[one], moved_to[one] = move.at_ms, organisation.addresses[other]
    midnight = midnight_ms(day + dt.timedelta(days=1))
    return Actors(
        address=pl.Series(address),
        moved_at=pl.Series(moved_at, dtype=pl.Int64),
        moved_back=pl.Series([None if at is None else midnight for at in moved_at], dtype=pl.Int64),
        moved_to=pl.Series(moved_to, dtype=pl.String),
        account=pl.Series(_accounts(organisation)),
        user_agent=pl.Series(_user_agents(organisation)),
    )


def leases(organisation: Organisation, day: dt.date, moves: list[Swap]) -> Iterator[Lease]:
    """The day's leases, renewed at midnight; a change of address ends one lease and begins another."""
    start, end = midnight_ms(day) // 1000, midnight_ms(day + dt.timedelta(days=1)) // 1000
    partner = {
        one: (other, move.at_ms // 1000)
        for move in moves
        for one, other in ((move.one, move.other), (move.other, move.one))
    }
    for index, mac, name in _clients(organisation):
        address = organisation.addresses[index]
        if index in partner:
            other, at = partner[index]
            yield Lease(address, mac, name, start, at)
            yield Lease(organisation.addresses[other], mac, name, at, end)
        else:
            yield Lease(address, mac, name, start, end)


def _clients(organisation: Organisation) -> Iterator[tuple[int, str, str]]:
    """Actor, MAC and host name of everything that asks for a lease."""
    for index, person in enumerate(organisation.people):
        if person.leased and person.device:
            yield index, person.device, f"pc-{index + 1:04d}"
    for number, owner in enumerate(organisation.phone_owners):
        yield organisation.first_phone + number, str(organisation.people[owner].phone), "phone"
    for number, device in enumerate(organisation.kiosks[1:], start=1):
        yield organisation.first_kiosk + number, device, f"kiosk-{number}"


def _accounts(organisation: Organisation) -> list[str]:
    known = [person.account if person.logs_in else "-" for person in organisation.people]
    return known + ["-"] * (organisation.actors - len(known))


def _user_agents(organisation: Organisation) -> list[str]:
    agents = {
        kind: [row["user_agent"] for row in rows("user_agents") if row["device"] == kind]
        for kind in ("computer", "phone")
    }
    computers = [agents["computer"][index * 7 % 5] for index in range(organisation.first_phone)]
    phones = [agents["phone"][index % 2] for index in range(len(organisation.phone_owners))]
    return computers + phones + [agents["computer"][0]] * KIOSKS
