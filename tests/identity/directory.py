"""Small policies, leases and log lines to write identity tests with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from fairwatch import columns
from fairwatch.identity import LEASES
from fairwatch.policy import ACCOUNTS, DEVICES, FORMER_OWNERS, PEOPLE, Limits, PolicySnapshot

MINUTE = 60_000_000
LAPTOP, OTHER_LAPTOP, PHONE, KIOSK = (f"02:00:00:00:00:{last}" for last in ("01", "02", "0a", "0b"))
STRANGER = "02:ff:ff:ff:ff:ff"


def policy_of(
    people: Sequence[str],
    accounts: Mapping[str, str] | None = None,
    devices: Sequence[tuple[str, str | None, str]] = (),
    former: Sequence[tuple[str, str, str | None, str, int]] = (),
) -> PolicySnapshot:
    """A policy that is only a directory. ``former``: kind, name, person, ownership and until which minute."""
    return PolicySnapshot(
        limits=Limits("cn", "test"),
        people=pl.DataFrame([{"person": name, "excluded": False, "roles": []} for name in people], schema=PEOPLE),
        accounts=pl.DataFrame(list((accounts or {}).items()), schema=ACCOUNTS, orient="row"),
        devices=pl.DataFrame(list(devices), schema=DEVICES, orient="row"),
        former_owners=pl.DataFrame(
            [(*owner, until * MINUTE) for *owner, until in former], schema=FORMER_OWNERS, orient="row"
        ),
    )


def leases_of(*rows: tuple[str, str, int, int]) -> pl.DataFrame:
    """Leases with times in minutes."""
    in_us = [(address, device, start * MINUTE, end * MINUTE) for address, device, start, end in rows]
    return pl.DataFrame(in_us, schema=LEASES, orient="row")


def log(*lines: Mapping[str, Any]) -> pl.DataFrame:
    """Log lines; ``at`` is the minute."""
    rows = [{"ts_us": one.get("at", 0) * MINUTE, **{k: v for k, v in one.items() if k != "at"}} for one in lines]
    return pl.DataFrame(rows, schema=columns.ACTIVITY)
