"""Lease file of ISC dhcpd, ``dhcpd.leases(5)``: blocks appended at every change, the last one of an address counts.

```
lease 10.0.0.5 {
  starts 4 2026/09/03 00:01:02;
  ends never;
  binding state active;
  hardware ethernet 02:00:00:00:00:05;
}
```
Times are UTC; with ``db-time-format local`` they read ``starts epoch 1788393662; # …``.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from fairwatch.errors import ConfigError
from fairwatch.identity import names
from fairwatch.identity.leases import FOREVER
from fairwatch.text import Text

_LEASE = re.compile(r"lease\s+(\S+)\s*\{")
_EPOCH = re.compile(r"epoch (\d{1,12})\s*;")
_DATE = "%w %Y/%m/%d %H:%M:%S;"
_OTHER_FIRST_WORDS = ("authoring-byte-order", "server-duid", "failover peer", "host ", "group ", "subgroup ")
_HOLDERLESS = frozenset({"abandoned", "reset"})
"""States in which nobody holds the address, whatever hardware the block still names."""


@dataclass
class _Block:
    """One ``lease`` block while it is read."""

    address: str
    start_us: int | None = None
    end_us: int = FOREVER
    device: str | None = None
    state: str = "active"

    def statement(self) -> tuple[str, str | None, int, int] | None:
        """None where the block says nothing about time, as for an address that was never leased."""
        if self.start_us is None:
            return None
        return (self.address, None if self.state in _HOLDERLESS else self.device, self.start_us, self.end_us)


def looks_like(line: str) -> bool:
    """Whether a line may open a lease file of ISC dhcpd."""
    return bool(_LEASE.match(line)) or line.startswith(_OTHER_FIRST_WORDS)


def statements(lines: list[str], path: Path) -> list[tuple[str, str | None, int, int]]:
    """The lease blocks in file order. Other blocks (host, failover state) and unknown statements are skipped."""
    found: list[tuple[str, str | None, int, int]] = []
    block: _Block | None = None
    depth = 0  # of blocks inside the lease block, or of other blocks
    for number, line in enumerate(map(str.strip, lines), start=1):
        opened = _LEASE.match(line)
        if opened and block:
            raise _unclosed(f"{path}:{number}")
        if opened and not depth:
            block = _Block(names.address(opened[1]))
        elif block and not depth and line == "}":
            if statement := block.statement():
                found.append(statement)
            block = None
        elif line.startswith("}") or line.endswith("{"):  # not any brace: uids and host names may hold some
            depth = max(0, depth + line.endswith("{") - line.startswith("}"))
        elif block and not depth:
            _read(line, block, f"{path}:{number}")
    return found


def _read(line: str, block: _Block, where: str) -> None:
    """One statement inside a lease block."""
    word, _, rest = line.partition(" ")
    if word == "starts":
        block.start_us = _instant(rest, where)
    elif word == "ends":
        block.end_us = _instant(rest, where)
    elif word == "hardware":
        block.device = names.mac(rest.removeprefix("ethernet").rstrip("; "))
    elif line.startswith("binding state "):
        block.state = line.removeprefix("binding state ").rstrip("; ")


def _unclosed(where: str) -> ConfigError:
    return ConfigError(
        Text("上一个租约块没有结束", "the lease block before this one is not closed"),
        where=where,
        next_step=Text("取一份完整的租约文件", "take a complete copy of the lease file"),
    )


def _instant(text: str, where: str) -> int:
    """A date of dhcpd.leases in µs."""
    text = text.strip()
    if text == "never;":
        return FOREVER
    if epoch := _EPOCH.match(text):
        return int(epoch[1]) * 1_000_000
    try:
        return int(dt.datetime.strptime(text, _DATE).replace(tzinfo=dt.UTC).timestamp()) * 1_000_000
    except ValueError:
        raise ConfigError(
            Text("租约时间的写法不对", "a lease time is malformed"),
            where=where,
            next_step=Text("应为 starts 4 2026/09/03 00:01:02;", "expected: starts 4 2026/09/03 00:01:02;"),
        ) from None
