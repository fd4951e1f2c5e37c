"""The directory part of a policy, indexed for look-ups: login name -> person, device -> owner and ownership."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch import columns
from fairwatch.identity import names
from fairwatch.policy import PolicySnapshot

NOBODY = -1
"""Row number of a person or device that is not known."""

UNKNOWN = columns.OWNERSHIPS.index("unknown")


@dataclass(frozen=True)
class Directory:
    """Persons are row numbers of ``policy.people``; devices are row numbers here."""

    logins: pl.DataFrame
    """``login`` -> ``person``; NOBODY for a name that the directory gives to two people."""
    devices: pl.DataFrame
    """``device`` -> ``machine``, the row number into the arrays below."""
    owner: npt.NDArray[np.int32]
    """Per device its person or NOBODY. One entry more than devices, so that NOBODY finds itself."""
    ownership: npt.NDArray[np.uint8]
    """Per device its place in OWNERSHIPS; likewise one entry more."""
    company_devices: pl.Series
    """Ids of company-owned devices, shared ones included."""

    def persons(self, login_names: pl.Series) -> pl.DataFrame:
        r"""``name`` -> ``person`` of distinct names; ``DOMAIN\user`` and ``user@REALM`` first as a whole, then bare."""
        asked = pl.DataFrame({"name": login_names, "whole": names.login(login_names)})
        asked = asked.with_columns(bare=names.bare_login(asked["whole"]))
        found = asked.join(self.logins, left_on="whole", right_on="login", how="left").join(
            self.logins, left_on="bare", right_on="login", how="left", suffix="_bare"
        )
        return found.select("name", pl.coalesce("person", "person_bare").fill_null(NOBODY))

    def machines(self, ids: pl.Series) -> npt.NDArray[np.int32]:
        """Row numbers of devices (in the spelling of ``names.device``), NOBODY where unknown."""
        found = pl.DataFrame({"device": ids}).join(self.devices, on="device", how="left", maintain_order="left")
        return found["machine"].fill_null(NOBODY).to_numpy()


_latest: dict[str, Directory] = {}
"""By policy hash, at most one: ingest asks once per batch, and a policy changes seldom."""


def directory_of(policy: PolicySnapshot) -> Directory:
    """The directory of a policy, indexed once."""
    found = _latest.get(policy.hash)
    if found is None:
        found = _index(policy)
        _latest.clear()
        _latest[policy.hash] = found
    return found


def _index(policy: PolicySnapshot) -> Directory:
    rows = policy.people.select("person", row=pl.int_range(pl.len(), dtype=pl.Int32))
    accounts = policy.accounts.join(rows, on="person")
    logins = (
        accounts.select("row", login=names.login(accounts["account"]))
        .group_by("login")
        .agg(person=pl.when(pl.col("row").n_unique() == 1).then(pl.col("row").first()).otherwise(NOBODY))
    )
    devices = _devices(policy, rows)
    shared = (devices["ownership"] == "shared").to_numpy()
    owner = devices["row"].fill_null(NOBODY).to_numpy()
    return Directory(
        logins=logins,
        devices=devices.select("device", machine=pl.int_range(pl.len(), dtype=pl.Int32)),
        owner=np.append(np.where(shared, NOBODY, owner), NOBODY).astype(np.int32),
        ownership=np.append(devices["ownership"].to_physical(), UNKNOWN).astype(np.uint8),
        company_devices=devices.filter(pl.col("ownership") != "personal")["device"],
    )


def _devices(policy: PolicySnapshot, rows: pl.DataFrame) -> pl.DataFrame:
    """``device``, ``row`` of the owner and ``ownership``, one row per device.

    Where the directory says several things of one device the most careful counts: personal (as is any word that it
    should not contain) before shared before company, and a company device of two people is shared.
    """
    ownership, row = pl.col("ownership"), pl.col("row")
    entries = policy.devices.join(rows, on="person", how="left", maintain_order="left")
    return (
        entries.with_columns(device=pl.Series([names.device(name) for name in entries["device"]], dtype=pl.String))
        .group_by("device", maintain_order=True)
        .agg(
            row.min(),
            company=ownership.is_in(["company", "shared"]).fill_null(value=False).all(),
            shared=(ownership == "shared").any() | (row.drop_nulls().n_unique() > 1),
        )
        .select(
            "device",
            "row",
            ownership=pl.when(~pl.col("company"))
            .then(pl.lit("personal"))
            .when("shared")
            .then(pl.lit("shared"))
            .otherwise(pl.lit("company"))
            .cast(columns.OWNERSHIP),
        )
    )
