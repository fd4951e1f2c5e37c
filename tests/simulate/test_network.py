"""Addresses and leases of one day tell the same story."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from fairwatch.simulate.network import Swap, actors, leases, swaps
from fairwatch.simulate.organisation import Organisation, departments, organise
from fairwatch.simulate.shifts import midnight_ms

DAY = dt.date(2026, 3, 2)
NOON = midnight_ms(DAY) + 12 * 3_600_000
END = midnight_ms(DAY + dt.timedelta(days=1)) // 1000


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return organise(150, departments(), [DAY], np.random.default_rng(1))


def test_two_computers_exchange_their_addresses_until_midnight(organisation: Organisation) -> None:
    one, other = [index for index, person in enumerate(organisation.people) if person.leased][:2]
    held = list(leases(organisation, DAY, [Swap(one, other, NOON)]))
    mac = organisation.people[one].device
    spans = [(lease.address, lease.start_s, lease.end_s) for lease in held if lease.mac == mac]
    first, second = organisation.addresses[one], organisation.addresses[other]
    assert spans == [(first, midnight_ms(DAY) // 1000, NOON // 1000), (second, NOON // 1000, END)]
    seen = actors(organisation, DAY, [Swap(one, other, NOON)], np.random.default_rng(2))
    assert (seen.address[one], seen.moved_to[one], seen.moved_at[one]) == (first, second, NOON)


def test_only_leased_computers_of_the_day_shift_move_and_each_once(organisation: Organisation) -> None:
    moves = swaps(organisation, DAY, np.random.default_rng(3))
    movers = [index for move in moves for index in (move.one, move.other)]
    assert len(movers) == len(set(movers)) >= 2
    assert all(organisation.people[index].leased and organisation.people[index].shift == "day" for index in movers)


def test_users_of_kiosks_have_the_address_of_a_kiosk(organisation: Organisation) -> None:
    seen = actors(organisation, DAY, [], np.random.default_rng(2))
    kiosks = set(organisation.addresses[organisation.first_kiosk :])
    users = [index for index, person in enumerate(organisation.people) if person.device is None]
    assert users
    assert {seen.address[index] for index in users} <= kiosks


def test_fixed_addresses_have_no_lease_and_phones_have_one(organisation: Organisation) -> None:
    held = {lease.mac for lease in leases(organisation, DAY, [])}
    fixed = [person.device for person in organisation.people if person.device and not person.leased]
    assert fixed
    assert not held & set(fixed)
    assert {person.phone for person in organisation.people if person.phone} <= held
