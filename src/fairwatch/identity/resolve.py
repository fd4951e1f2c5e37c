"""``resolve``: adds whose activity a log line is and whose device it came from."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch import columns
from fairwatch.identity import names
from fairwatch.identity.directory import NOBODY, Directory, directory_of
from fairwatch.policy import PolicySnapshot

Rows = npt.NDArray[np.int32]

_NO_LOGIN = -2
"""The line has no login name, so the device's owner counts. A login name that nobody knows is NOBODY."""


def resolve(frame: pl.DataFrame, policy: PolicySnapshot, leases: pl.DataFrame) -> pl.DataFrame:
    """Add columns.IDENTITY to a frame of columns.ACTIVITY.

    ``person``: the login name decides; without one, the owner of the device. A login name that the directory does not
    know is not the owner's. Shared devices have no owner.
    ``ownership``: of the device that the line names; else of the one that had the address at that time; else of the
    address itself where the directory registers it as a fixed one. ``leases`` has the columns LEASES.
    """
    directory = directory_of(policy)
    machine = _machines(frame, directory, leases)
    login = _logins(frame["account"], directory)
    person = np.where(login == _NO_LOGIN, directory.owner[machine], login)
    return frame.with_columns(
        pl.Series("person", person).set(pl.Series(person == NOBODY), None),
        pl.Series("ownership", directory.ownership[machine]).cat.to(columns.OWNERSHIP),
    )


def _logins(accounts: pl.Series, directory: Directory) -> Rows:
    """Person of each line by its login name; NOBODY for unknown names, _NO_LOGIN without one."""
    distinct = accounts.drop_nulls().unique()
    if distinct.is_empty():
        return np.full(len(accounts), _NO_LOGIN, np.int32)
    found = directory.persons(distinct)
    return _spread(accounts, found["name"], found["person"].to_numpy(), missing=_NO_LOGIN)


def _machines(frame: pl.DataFrame, directory: Directory, leases: pl.DataFrame) -> Rows:
    """Device of each line, as a row number of the directory or NOBODY. A named device is never overruled by a lease."""
    named = frame["device"]
    distinct = named.drop_nulls().unique()
    if distinct.is_empty():
        return _by_address(frame["address"], frame["ts_us"], directory, leases)
    ids = pl.Series([names.device(name) for name in distinct], dtype=pl.String)
    by_name = _spread(named, distinct, directory.machines(ids), missing=NOBODY)
    if not named.null_count():
        return by_name
    by_address = _by_address(frame["address"], frame["ts_us"], directory, leases)
    return np.where(named.is_null().to_numpy(), by_address, by_name)


def _by_address(addresses: pl.Series, ts_us: pl.Series, directory: Directory, leases: pl.DataFrame) -> Rows:
    """Device that had the address at that time; where no lease says so, the fixed address itself."""
    distinct = addresses.drop_nulls().unique()
    if distinct.is_empty():
        return np.full(len(addresses), NOBODY, np.int32)
    spelled = pl.Series([names.address(text) for text in distinct], dtype=pl.String)
    code = _spread(addresses, distinct, np.arange(len(distinct), dtype=np.int32), missing=len(distinct))
    machine = np.append(directory.machines(spelled), NOBODY).astype(np.int32)[code]
    ts = ts_us.to_numpy()
    for start, end, holder in _layers(spelled, ts_us, directory, leases):
        held = (start[code] <= ts) & (ts < end[code])
        machine = np.where(held, holder[code], machine)
    return machine


def _layers(
    addresses: pl.Series, ts_us: pl.Series, directory: Directory, leases: pl.DataFrame
) -> list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Rows]]:
    """Leases that reach into the batch, as arrays over its distinct addresses: the first of each, the second, …

    A batch covers minutes or hours, so there are hardly ever more than two layers, and each costs one look at every
    line. (A binary search among all leases would cost as much as ten.)
    """
    first, last = ts_us.min(), ts_us.max()
    coded = pl.DataFrame({"address": addresses, "code": pl.int_range(len(addresses), dtype=pl.Int32, eager=True)})
    near = (
        leases.filter((pl.col("end_us") > first) & (pl.col("start_us") <= last))
        .join(coded, on="address")
        .with_columns(layer=pl.int_range(pl.len()).over("code"))
    )
    near = near.with_columns(machine=pl.Series(directory.machines(near["device"])))
    layers = []
    for (_,), layer in near.group_by("layer", maintain_order=True):
        start = np.full(len(addresses) + 1, np.iinfo(np.int64).max)
        end = np.full(len(addresses) + 1, np.iinfo(np.int64).min)
        holder = np.full(len(addresses) + 1, NOBODY, np.int32)
        code = layer["code"].to_numpy()
        start[code], end[code], holder[code] = (layer[name].to_numpy() for name in ("start_us", "end_us", "machine"))
        layers.append((start, end, holder))
    return layers


def _spread(values: pl.Series, distinct: pl.Series, numbers: Rows, *, missing: int) -> Rows:
    """The number of each value, given those of the distinct ones; ``missing`` for null."""
    place = values.cast(pl.Enum(distinct)).to_physical().cast(pl.UInt32).fill_null(len(distinct))
    spread: Rows = np.append(numbers, missing).astype(np.int32)[place.to_numpy()]
    return spread
