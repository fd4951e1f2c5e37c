"""Whose activity, and whose device."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.identity.directory import (
    KIOSK,
    LAPTOP,
    OTHER_LAPTOP,
    PHONE,
    STRANGER,
    leases_of,
    log,
    policy_of,
)

from fairwatch import columns
from fairwatch.identity import resolve
from fairwatch.policy import PolicySnapshot

NO_LEASES = leases_of()
P0001, P0002, P0003 = range(3)


def who(frame: pl.DataFrame, policy: PolicySnapshot, leases: pl.DataFrame = NO_LEASES) -> list[tuple[int | None, str]]:
    """Person and ownership of each line."""
    return resolve(frame, policy, leases).select("person", "ownership").rows()


@pytest.mark.parametrize(
    ("account", "person"),
    [
        ("p0001", P0001),
        ("P0001", P0001),
        ("CORP\\p0002", P0002),
        ("p0002@ELSEWHERE.EXAMPLE", P0002),
        ("corp\\anna", P0001),  # registered with its domain …
        ("anna", None),  # … and so unknown without it
        ("p0003@corp.example", P0003),
        ("p0003", None),
        ("nobody", None),
        (None, None),
    ],
)
def test_login_names(policy: PolicySnapshot, account: str | None, person: int | None) -> None:
    assert who(log({"account": account}), policy) == [(person, "unknown")]


@pytest.mark.parametrize(
    ("device", "expected"),
    [
        (LAPTOP, (P0001, "company")),
        ("02-00-00-00-00-01", (P0001, "company")),
        ("pc-0001", (P0001, "company")),
        (PHONE, (P0001, "personal")),
        (KIOSK, (None, "shared")),
        (STRANGER, (None, "unknown")),
        ("pc-0001.home.example", (None, "unknown")),
    ],
)
def test_devices(policy: PolicySnapshot, device: str, expected: tuple[int | None, str]) -> None:
    assert who(log({"device": device}), policy) == [expected]


def test_a_fixed_address_is_a_device(policy: PolicySnapshot) -> None:
    addresses = [{"address": text} for text in ("10.0.0.7", "::ffff:10.0.0.7", "2001:0DB8::0007", "10.0.0.8", None)]
    found = who(log(*addresses), policy)
    assert found == [(P0001, "company"), (P0001, "company"), (P0002, "company"), (None, "unknown"), (None, "unknown")]


def test_a_lease_counts_from_its_start_to_before_its_end(policy: PolicySnapshot) -> None:
    leases = leases_of(("10.0.0.5", LAPTOP, 10, 20), ("10.0.0.5", OTHER_LAPTOP, 20, 30))
    times = [{"address": "10.0.0.5", "at": minute} for minute in (9, 10, 19, 20, 29, 30)]
    assert [person for person, _ in who(log(*times), policy, leases)] == [None, P0001, P0001, P0002, P0002, None]


def test_a_lease_of_a_fixed_address_wins_while_it_lasts(policy: PolicySnapshot) -> None:
    leases = leases_of(("10.0.0.7", OTHER_LAPTOP, 10, 20), ("10.0.0.7", STRANGER, 20, 30))
    times = [{"address": "10.0.0.7", "at": minute} for minute in (9, 10, 20, 30)]
    assert who(log(*times), policy, leases) == [
        (P0001, "company"),
        (P0002, "company"),
        (None, "unknown"),
        (P0001, "company"),
    ]


def test_a_device_that_the_log_names_is_not_overruled_by_a_lease(policy: PolicySnapshot) -> None:
    leases = leases_of(("10.0.0.5", LAPTOP, 0, 60))
    lines = log({"device": STRANGER, "address": "10.0.0.5"}, {"device": None, "address": "10.0.0.5"})
    assert who(lines, policy, leases) == [(None, "unknown"), (P0001, "company")]


def test_the_login_name_wins_over_the_owner_and_ownership_stays_the_devices(policy: PolicySnapshot) -> None:
    lines = log(
        {"device": LAPTOP, "account": "p0002"},
        {"device": LAPTOP, "account": "nobody"},  # a login that nobody knows is not the owner's
        {"device": KIOSK, "account": "p0003@corp.example"},
        {"device": PHONE, "account": "p0002"},
    )
    assert who(lines, policy) == [(P0002, "company"), (None, "company"), (P0003, "shared"), (P0002, "personal")]


def test_r19_a_private_phone_on_the_office_wifi_stays_unknown(policy: PolicySnapshot) -> None:
    """Its lease was never stored, so nothing connects it with anybody."""
    assert who(log({"address": "10.0.0.99"}), policy, leases_of(("10.0.0.5", LAPTOP, 0, 60))) == [(None, "unknown")]


def test_what_the_directory_gives_to_two_people_is_nobodys() -> None:
    laptop = [(LAPTOP, "p0001", "company"), (LAPTOP.upper(), "p0002", "company")]
    phone = [(PHONE, None, "shared"), (PHONE, "p0001", "personal")]
    accounts = pl.DataFrame({"account": ["anna", "ANNA"], "person": ["p0001", "p0002"]})
    policy = replace(policy_of(["p0001", "p0002"], devices=laptop + phone), accounts=accounts)
    lines = log({"account": "anna"}, {"account": "CORP\\anna"}, {"device": LAPTOP}, {"device": PHONE})
    assert who(lines, policy) == [(None, "unknown"), (None, "unknown"), (None, "shared"), (P0001, "personal")]


def test_r19_before_a_handover_the_former_owner_counts_and_the_former_ownership() -> None:
    handed_over = policy_of(
        ["p0001", "p0002"],
        accounts={"ann": "p0002"},
        devices=[(LAPTOP, "p0002", "company"), (PHONE, "p0002", "company"), (KIOSK, None, "personal")],
        former=[
            ("device", LAPTOP.upper(), "p0001", "company", 10),
            ("device", PHONE, "p0002", "personal", 10),
            ("device", KIOSK, None, "company", 10),
            ("account", "ANN", "p0001", "", 10),
            ("account", "ann", None, "", 5),
        ],
    )
    lines = [{"at": at, "device": device} for device in (LAPTOP, PHONE, KIOSK) for at in (9, 10)]
    lines += [{"at": at, "account": "ann"} for at in (4, 5, 10)]
    assert who(log(*lines), handed_over) == [
        (P0001, "company"),
        (P0002, "company"),
        (P0002, "personal"),
        (P0002, "company"),
        (None, "personal"),  # what turns out to be private was private before
        (None, "personal"),
        (None, "unknown"),
        (P0001, "unknown"),
        (P0002, "unknown"),
    ]


def test_an_empty_directory_knows_nobody() -> None:
    lines = log({"account": "p0001", "device": LAPTOP}, {"address": "10.0.0.7"})
    assert who(lines, policy_of([])) == [(None, "unknown")] * 2


def test_types_are_those_of_the_contract_and_nothing_else_changes(policy: PolicySnapshot) -> None:
    for frame in (log(), log({"account": "p0001"}, {"address": "10.0.0.7"})):
        resolved = resolve(frame, policy, NO_LEASES)
        assert resolved.schema == {**columns.ACTIVITY, **columns.IDENTITY}
        assert resolved.select(columns.ACTIVITY.keys()).equals(frame)


line = st.fixed_dictionaries(
    {
        "at": st.integers(0, 30),
        "account": st.sampled_from([None, "p0001", "corp\\p0002", "nobody"]),
        "device": st.sampled_from([None, None, None, LAPTOP, STRANGER]),
        "address": st.sampled_from([None, "10.0.0.5", "10.0.0.6", "10.0.0.7"]),
    }
)
interval = st.tuples(st.integers(0, 25), st.integers(1, 8), st.sampled_from([LAPTOP, OTHER_LAPTOP, KIOSK, STRANGER]))


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(line, max_size=25), intervals=st.lists(interval, max_size=6))
def test_property_a_batch_is_resolved_line_by_line(
    lines: list[dict[str, Any]], intervals: list[tuple[int, int, str]]
) -> None:
    """Against a look at the directory for each line alone."""
    owner = {LAPTOP: P0001, OTHER_LAPTOP: P0002, "10.0.0.7": P0001, KIOSK: None}
    ownership = {LAPTOP: "company", OTHER_LAPTOP: "company", "10.0.0.7": "company", KIOSK: "shared"}
    logins = {"p0001": P0001, "corp\\p0002": P0002}
    policy = policy_of(
        ["p0001", "p0002"],
        accounts={"p0001": "p0001", "p0002": "p0002"},
        devices=[(name, f"p000{row + 1}" if row is not None else None, ownership[name]) for name, row in owner.items()],
    )
    free, rows = 0, []
    for start, length, holder in sorted(intervals):
        rows.append(("10.0.0.5", holder, max(free, start), max(free, start) + length))
        free = rows[-1][3]

    def expected(one: dict[str, Any]) -> tuple[int | None, str]:
        leased = [mac for address, mac, start, end in rows if address == one["address"] and start <= one["at"] < end]
        machine = one["device"] or next(iter(leased), one["address"])
        person = logins.get(one["account"]) if one["account"] else owner.get(machine)
        return person, ownership.get(machine, "unknown")

    assert who(log(*lines), policy, leases_of(*rows)) == [expected(one) for one in lines]
