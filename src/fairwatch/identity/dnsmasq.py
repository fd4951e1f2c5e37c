"""Lease file of dnsmasq: ``expiry MAC address host-name client-id``, one lease a line, expiry 0 means never.

The file says until when a lease holds, not since when. Never guessed too early, the start is the earlier of the two
instants at which the lease is certain: when the file was written, and two minutes before expiry, the shortest lease
dnsmasq grants. So import the file regularly, at least once within each lease time; ``LeaseStore`` joins the pieces.
(A copy of the file should keep its time, as ``cp -p`` does.)
"""

from __future__ import annotations

import re
from pathlib import Path

from fairwatch.errors import ConfigError
from fairwatch.identity import names
from fairwatch.identity.leases import FOREVER
from fairwatch.text import Text

_LINE = re.compile(r"(\d{1,12}) (\S+) ([0-9a-f.:]+) (\S+)( \S+)?")
_SHORTEST_US = 120 * 1_000_000
_ETHERNET = "01-"  # hardware type, usually left out


def looks_like(line: str) -> bool:
    """Whether a line may open a lease file of dnsmasq."""
    return bool(_LINE.fullmatch(line.strip())) or line.startswith("duid ")


def statements(lines: list[str], path: Path) -> list[tuple[str, str | None, int, int]]:
    """The leases with a MAC; IPv6 leases name an association (IAID) instead of the device and are left out."""
    written_us = path.stat().st_mtime_ns // 1000
    found: list[tuple[str, str | None, int, int]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("duid "):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None and number == len(lines):  # the server is writing this line
            break
        if match is None:
            raise ConfigError(
                Text("不是 dnsmasq 租约行", "not a lease line of dnsmasq"),
                where=f"{path}:{number}",
                next_step=Text(
                    "每行应为：到期时间 MAC 地址 主机名 客户端标识", "expected: expiry MAC address host-name client-id"
                ),
            )
        device = names.mac(match[2].removeprefix(_ETHERNET))
        if device:
            end_us = int(match[1]) * 1_000_000 or FOREVER
            found.append((names.address(match[3]), device, min(written_us, end_us - _SHORTEST_US), end_us))
    return found
