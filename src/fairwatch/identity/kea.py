"""Lease file of Kea's memfile backend (``kea-leases4.csv``, ``kea-leases6.csv``): a line at every change.

A lease runs from ``expire − valid_lifetime`` (the client's last transmission) to ``expire``. A line with
``valid_lifetime`` 0 deletes a lease and repeats its start as ``expire``: when it was given up is then unknown, so that
it counts for nothing, unless it had been reclaimed (state 2), that is, run to its end. State 1 is a declined address,
which nobody holds.
"""

from __future__ import annotations

from pathlib import Path

from fairwatch.errors import ConfigError
from fairwatch.identity import names
from fairwatch.text import Text

_NEEDED = ("address", "hwaddr", "valid_lifetime", "expire", "state")
_DECLINED, _RECLAIMED = "1", "2"
_LONGEST = 2**32 - 1  # RFC 2131: the lease time that means infinity
_MAX_SECONDS = 10**12


def looks_like(line: str) -> bool:
    """Whether a line is the header of a Kea lease file."""
    return line.startswith("address,") and "valid_lifetime" in line


def statements(lines: list[str], path: Path) -> list[tuple[str, str | None, int, int]]:
    """The leases in file order; without a hardware address (IPv6 by DUID alone) the device stays unknown."""
    header, *body = lines or [""]
    columns = header.split(",")
    if missing := [name for name in _NEEDED if name not in columns]:
        raise ConfigError(
            Text(f"缺少列 {'、'.join(missing)}", f"missing columns {', '.join(missing)}"),
            where=f"{path}:1",
            next_step=Text("第一行应为 Kea 租约文件的列名", "the first line should be the header of a Kea lease file"),
        )
    found: list[tuple[str, str | None, int, int]] = []
    ran_out: set[tuple[str, int]] = set()
    for number, line in enumerate(body, start=2):
        if not line.strip():
            continue
        row = dict(zip(columns, line.split(","), strict=False))  # Kea quotes nothing; it writes a comma as &#x2c
        if "state" not in row:  # the server is writing this line
            if number == len(lines):
                break
            raise _malformed(path, number)
        address, device, start_us, end_us = _statement(row, path, number)
        if row["state"] == _RECLAIMED:
            ran_out.add((address, start_us))
        if start_us < end_us or (address, start_us) not in ran_out:
            found.append((address, device, start_us, end_us))
    return found


def _statement(row: dict[str, str], path: Path, number: int) -> tuple[str, str | None, int, int]:
    try:
        lifetime, expire = int(row["valid_lifetime"]), int(row["expire"])
    except ValueError:
        raise _malformed(path, number) from None
    if not (0 <= lifetime <= _LONGEST and 0 <= expire <= _MAX_SECONDS):
        raise _malformed(path, number)
    device = None if row["state"] == _DECLINED else names.mac(row["hwaddr"])
    start = expire - lifetime
    return (names.address(row["address"]), device, start * 1_000_000, expire * 1_000_000)


def _malformed(path: Path, number: int) -> ConfigError:
    return ConfigError(
        Text("Kea 租约行的写法不对", "a lease line of Kea is malformed"),
        where=f"{path}:{number}",
        next_step=Text("valid_lifetime、expire 应为秒数", "valid_lifetime and expire must be seconds"),
    )
