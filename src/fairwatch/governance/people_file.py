"""people.csv: ``person,accounts,department,roles,time_zone,devices,excluded``."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path

from fairwatch.columns import OWNERSHIPS
from fairwatch.errors import Refused
from fairwatch.governance import csv_rows, generic_accounts, roles
from fairwatch.governance.clock import is_time_zone
from fairwatch.governance.csv_rows import Row
from fairwatch.text import Text

COLUMNS = ("person", "accounts", "department", "roles", "time_zone", "devices", "excluded")
_MAC = re.compile(r"([0-9a-f]{2}[:-]){5}[0-9a-f]{2}")
_HOST = re.compile(r"[a-z0-9]([a-z0-9._-]{0,126}[a-z0-9])?")
_OWNERSHIPS = tuple(name for name in OWNERSHIPS if name != "unknown")


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One person as the file describes them."""

    key: str
    department: str
    time_zone: str
    excluded: bool
    roles: frozenset[str]


@dataclass(slots=True)
class Directory:
    """The whole file. ``devices`` maps a name to (person or None, ownership)."""

    people: dict[str, PersonRecord]
    accounts: dict[str, str]
    devices: dict[str, tuple[str | None, str]]


def read(path: Path) -> Directory:
    """The whole file, checked; the first bad line is a ``ConfigError``, a shared account ``E_SHARED_ACCOUNT``."""
    directory = Directory({}, {}, {})
    logins: dict[str, Row] = {}
    for row in csv_rows.read(path, COLUMNS):
        person = row.required("person") if row["person"] else None
        if person:
            _add_person(directory, row, person)
        elif any(row[column] for column in COLUMNS if column not in ("devices", "excluded")):
            raise row.wrong(
                "person", Text("没有人员编号的行只能登记共用设备", "a row without a person may only list devices")
            )
        for account in row.items("accounts"):
            if account.casefold() in logins:
                raise _shared(row, "accounts")
            logins[account.casefold()] = row
            directory.accounts[account] = str(person)
        for device in row.items("devices"):
            _add_device(directory, row, person, device)
    offices = frozenset(generic_accounts.plain(record.department) for record in directory.people.values())
    for account, row in logins.items():
        if generic_accounts.is_generic(account, offices):
            raise _shared(row, "accounts")
    return directory


def _shared(row: Row, column: str) -> Refused:
    """An account of several people, of an office or of nobody (R40)."""
    return Refused("E_SHARED_ACCOUNT", where=f"{row.file}:{row.line} {column}")


def _add_person(directory: Directory, row: Row, person: str) -> None:
    if generic_accounts.is_generic(person):
        raise _shared(row, "person")
    if person in directory.people:
        raise row.wrong("person", Text("人员编号重复", "the person occurs twice"))
    if not is_time_zone(row["time_zone"]):
        raise row.wrong(
            "time_zone",
            Text("不是有效的时区", "not a time zone"),
            Text("写成 Asia/Shanghai", "write it like Asia/Shanghai"),
        )
    directory.people[person] = PersonRecord(
        person, row.required("department"), row["time_zone"], _excluded(row), _roles(row)
    )


def _excluded(row: Row) -> bool:
    if row["excluded"] not in {"yes", "no"}:
        raise row.wrong("excluded", Text("应为 yes 或 no", "must be yes or no"))
    return row["excluded"] == "yes"


def _roles(row: Row) -> frozenset[str]:
    held = set(row.items("roles"))
    if not held <= set(roles.DIRECTORY_ROLES):
        raise row.wrong(
            "roles",
            Text("未知的角色", "unknown role"),
            Text(f"可用：{'、'.join(roles.DIRECTORY_ROLES)}", f"known: {', '.join(roles.DIRECTORY_ROLES)}"),
        )
    if pair := roles.conflict(held):
        raise row.wrong(
            "roles",
            Text(f"同一人不得兼任 {pair[0]} 与 {pair[1]}", f"one person may not be both {pair[0]} and {pair[1]}"),
            Text("由不同的人担任", "give the roles to different people"),
        )
    return frozenset(held - {"employee"})


def _add_device(directory: Directory, row: Row, person: str | None, item: str) -> None:
    name, sign, ownership = item.rpartition("=")
    if not sign or ownership not in _OWNERSHIPS:
        raise row.wrong(
            "devices",
            Text("设备格式不对", "not a device"),
            Text(
                f"写成 标识=归属，归属为 {'、'.join(_OWNERSHIPS)}",
                f"write ID=OWNERSHIP with one of {', '.join(_OWNERSHIPS)}",
            ),
        )
    if person is None and ownership != "shared":
        raise row.wrong("devices", Text("没有使用人的设备只能是 shared", "a device without a person must be shared"))
    device = device_name(name.strip())
    if device is None:
        raise row.wrong(
            "devices",
            Text("不是 MAC 地址、主机名或 IP 地址", "neither a MAC address, a host name nor an IP address"),
        )
    entry = (None if ownership == "shared" else person, ownership)
    if directory.devices.setdefault(device, entry) != entry:
        raise row.wrong(
            "devices",
            Text("设备已登记给他人或归属不同", "the device is listed for somebody else or with another ownership"),
            Text("多人使用的设备在每处都写成 shared", "a device used by several people is `shared` wherever it occurs"),
        )


def device_name(text: str) -> str | None:
    """The one spelling of a device: MAC in lower case with colons, canonical IP address, or host name in lower case."""
    name = text.lower().rstrip(".")
    if _MAC.fullmatch(name):
        return name.replace("-", ":")
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        return name if _HOST.fullmatch(name) else None
