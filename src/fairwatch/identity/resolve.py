"""``resolve``: adds whose activity a log line is and whose device it came from."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch import columns
from fairwatch.distinct import coded
from fairwatch.identity import names
from fairwatch.identity.directory import NOBODY, Directory, directory_of
from fairwatch.periods import at_that_time
from fairwatch.policy import PolicySnapshot

Rows = npt.NDArray[np.int32]

_NO_TIME = np.iinfo(np.int64).min
_NO_LOGIN = -2
"""The line has no login name, so the device's owner counts. A login name that nobody knows is NOBODY."""


def resolve(frame: pl.DataFrame, policy: PolicySnapshot, leases: pl.DataFrame) -> pl.DataFrame:
    """Add columns.IDENTITY to a frame of columns.CONTACT.

    ``person``: the login name decides; without one, the owner of the device. A login name that the directory does not
    know is not the owner's. Shared devices have no owner.
    ``ownership``: of the device that the line names; else of the one that had the address at that time; else of the
    address itself where the directory registers it as a fixed one. ``leases`` has the columns LEASES.
    Whose a login name or a device was, and what was true of the person, is decided by the line's own instant.
    """
    directory = directory_of(policy)
    ts_us = frame["ts_us"].fill_null(_NO_TIME).to_numpy()
    machine = at_that_time(_machines(frame, directory, leases), ts_us, directory.former_devices)
    login = _logins(frame["account"], ts_us, directory)
    owner = np.where(login == _NO_LOGIN, directory.owner[machine], login)
    person = at_that_time(owner, ts_us, policy.former_states)
    return frame.with_columns(
        pl.Series("person", person).set(pl.Series(person == NOBODY), None),
        pl.Series("ownership", directory.ownership[machine]).cat.to(columns.OWNERSHIP),
    )


def _logins(accounts: pl.Series, ts_us: npt.NDArray[np.int64], directory: Directory) -> Rows:
    """Person of each line by its login name; NOBODY for unknown names, _NO_LOGIN without one."""
    if accounts.null_count() == len(accounts):
        return np.full(len(accounts), _NO_LOGIN, np.int32)
    codes, distinct = _coded(accounts)
    found = pl.DataFrame({"name": distinct}).join(
        directory.accounts(distinct), on="name", how="left", maintain_order="left"
    )
    numbers = _spread(codes, found["number"].to_numpy(), missing=NOBODY)
    holders = directory.holder[at_that_time(numbers, ts_us, directory.former_logins)]
    return np.where(codes == len(distinct), np.int32(_NO_LOGIN), holders)


def _machines(frame: pl.DataFrame, directory: Directory, leases: pl.DataFrame) -> Rows:
    """Device of each line, as a row number of the directory or NOBODY. A named device is never overruled by a lease."""
    named = frame["device"]
    if named.null_count() == len(named):
        return _by_address(frame["address"], frame["ts_us"], directory, leases)
    codes, distinct = _coded(named)
    ids = pl.Series([names.device(name) for name in distinct], dtype=pl.String)
    by_name = _spread(codes, directory.machines(ids), missing=NOBODY)
    if not named.null_count():
        return by_name
    by_address = _by_address(frame["address"], frame["ts_us"], directory, leases)
    return np.where(named.is_null().to_numpy(), by_address, by_name)


def _by_address(addresses: pl.Series, ts_us: pl.Series, directory: Directory, leases: pl.DataFrame) -> Rows:
    """Device that had the address at that time; where no lease says so, the fixed address itself."""
    code, distinct = _coded(addresses)
    spelled = pl.Series([names.address(text) for text in distinct], dtype=pl.String)
    machine = _spread(code, directory.machines(spelled), missing=NOBODY)
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
    if addresses.is_empty() or first is None:
        return []
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


def _coded(values: pl.Series) -> tuple[npt.NDArray[np.int64], pl.Series]:
    """A number for each value, and the distinct values that the numbers count; null has the number after the last."""
    codes, distinct = coded(values)
    return codes.fill_null(len(distinct)).to_numpy().astype(np.int64), distinct  # numpy looks up nothing faster


def _spread(codes: npt.NDArray[np.int64], numbers: Rows, *, missing: int) -> Rows:
    """The number of each value, given those of the distinct ones; ``missing`` for null."""
    spread: Rows = np.append(numbers, missing).astype(np.int32)[codes]
    return spread
