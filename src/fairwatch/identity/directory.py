"""The directory part of a policy, indexed for look-ups: login name -> person, device -> owner and ownership."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch import columns, periods
from fairwatch.identity import names
from fairwatch.policy import PolicySnapshot

NOBODY = -1
"""Row number of a person or device that is not known."""

UNKNOWN = columns.OWNERSHIPS.index("unknown")


@dataclass(frozen=True)
class Directory:
    """Persons are row numbers of ``policy.people``; login names and devices are row numbers here.

    Of both, the present ones come first and then those of former times (``periods``).
    """

    logins: pl.DataFrame
    """``login`` -> ``number``, the row number into ``holder``."""
    holder: npt.NDArray[np.int32]
    """Per login name its person; NOBODY for one that the directory gives to two people. One entry more than names."""
    former_logins: pl.DataFrame
    """Columns ``periods.FORMER``."""
    former_devices: pl.DataFrame
    """Likewise."""
    devices: pl.DataFrame
    """``device`` -> ``machine``, the row number into the arrays below."""
    owner: npt.NDArray[np.int32]
    """Per device its person or NOBODY. One entry more than devices, so that NOBODY finds itself."""
    ownership: npt.NDArray[np.uint8]
    """Per device its place in OWNERSHIPS; likewise one entry more."""
    company_devices: pl.Series
    """Ids of company-owned devices, shared ones included."""

    def accounts(self, login_names: pl.Series) -> pl.DataFrame:
        r"""``name`` -> ``number`` of distinct names; ``DOMAIN\user`` and ``user@REALM`` first as a whole, then bare."""
        asked = pl.DataFrame({"name": login_names, "whole": names.login(login_names)})
        asked = asked.with_columns(bare=names.bare_login(asked["whole"]))
        found = asked.join(self.logins, left_on="whole", right_on="login", how="left").join(
            self.logins, left_on="bare", right_on="login", how="left", suffix="_bare"
        )
        return found.select("name", pl.coalesce("number", "number_bare").fill_null(NOBODY))

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
    logins, former_logins = _logins(policy, rows)
    devices, former_devices = _devices(policy, rows)
    every = pl.concat([devices.drop("device"), former_devices.select("row", "ownership")])
    shared = (every["ownership"] == "shared").to_numpy()
    owner = every["row"].fill_null(NOBODY).to_numpy()
    holders = pl.concat([logins["row"], former_logins["row"]]).fill_null(NOBODY).to_numpy()
    return Directory(
        logins=logins.select("login", number=pl.int_range(pl.len(), dtype=pl.Int32)),
        holder=np.append(holders, NOBODY).astype(np.int32),
        devices=devices.select("device", machine=pl.int_range(pl.len(), dtype=pl.Int32)),
        owner=np.append(np.where(shared, NOBODY, owner), NOBODY).astype(np.int32),
        ownership=np.append(every["ownership"].to_physical(), UNKNOWN).astype(np.uint8),
        company_devices=devices.filter(pl.col("ownership") != "personal")["device"],
        former_logins=_former(former_logins, logins, "login"),
        former_devices=_former(former_devices, devices, "device"),
    )


def _logins(policy: PolicySnapshot, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``login`` and ``row`` of its person, null where there are two; then those of former times, with ``until_us``."""
    accounts = policy.accounts.select("person", name="account").join(rows, on="person")
    former = policy.former_owners.filter(pl.col("kind") == "account").join(rows, on="person", how="left")
    row = pl.col("row")
    only = pl.when(row.n_unique() == 1).then(row.first())
    return (
        accounts.select("row", login=names.login(accounts["name"])).group_by("login").agg(only),
        former.select("row", "until_us", login=names.login(former["name"])).group_by("login", "until_us").agg(only),
    )


def _devices(policy: PolicySnapshot, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``device``, ``row`` of the owner and ``ownership``; then those of former times, with ``until_us``.

    What turns out to be a private device is one of former times as well.
    """
    present = _careful(policy.devices, rows, ["device"])
    former = policy.former_owners.filter(pl.col("kind") == "device").rename({"name": "device"})
    private = present.filter(pl.col("ownership") == "personal")["device"]
    ownership = pl.when(pl.col("device").is_in(private.implode())).then(pl.lit("personal")).otherwise("ownership")
    then = _careful(former, rows, ["device", "until_us"])
    return present, then.with_columns(ownership.cast(columns.OWNERSHIP).alias("ownership"))


def _careful(entries: pl.DataFrame, rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """One row per device, or per device and end.

    Where the directory says several things of one device the most careful counts: personal (as is any word that it
    should not contain) before shared before company, and a company device of two people is shared.
    """
    ownership, row = pl.col("ownership"), pl.col("row")
    entries = entries.join(rows, on="person", how="left", maintain_order="left")
    return (
        entries.with_columns(device=pl.Series([names.device(name) for name in entries["device"]], dtype=pl.String))
        .group_by(keys, maintain_order=True)
        .agg(
            row.min(),
            company=ownership.is_in(["company", "shared"]).fill_null(value=False).all(),
            shared=(ownership == "shared").any() | (row.drop_nulls().n_unique() > 1),
        )
        .select(
            *keys,
            "row",
            ownership=pl.when(~pl.col("company"))
            .then(pl.lit("personal"))
            .when("shared")
            .then(pl.lit("shared"))
            .otherwise(pl.lit("company"))
            .cast(columns.OWNERSHIP),
        )
    )


def _former(former: pl.DataFrame, present: pl.DataFrame, key: str) -> pl.DataFrame:
    """Columns ``periods.FORMER``; former rows are counted on from the present ones."""
    numbered = former.select(key, "until_us", then=pl.int_range(pl.len(), dtype=pl.Int32) + present.height)
    known = present.select(key, row=pl.int_range(pl.len(), dtype=pl.Int32))
    return numbered.join(known, on=key).select(periods.FORMER.keys())
