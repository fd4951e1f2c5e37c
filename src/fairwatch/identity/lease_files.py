"""``read_leases``: the lease file of a DHCP server, whichever server wrote it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from fairwatch.errors import ConfigError
from fairwatch.identity import dnsmasq, isc, kea
from fairwatch.identity.leases import LEASES, timeline
from fairwatch.text import Text

Statement = tuple[str, str | None, int, int]
"""Address, device (None: nobody's), start and end in µs."""

READERS: dict[str, Callable[[list[str], Path], list[Statement]]] = {
    "isc": isc.statements,
    "dnsmasq": dnsmasq.statements,
    "kea": kea.statements,
}


def read_leases(path: Path, format: str = "auto") -> pl.DataFrame:  # noqa: A002 - the word of the contract
    """Leases of an ISC dhcpd, dnsmasq or Kea lease file; columns LEASES, sorted by address and start.

    Raises ConfigError with ``file:line`` where the file is not what it should be. An unfinished last block or line
    (the server is writing) is left out.
    """
    lines = _lines(path)
    reader = READERS.get(sniff(lines) if format == "auto" else format)
    if reader is None:
        raise ConfigError(
            Text("无法识别的租约文件格式", "not a lease file of a known DHCP server"),
            where=str(path),
            next_step=Text(f"用 --format 指定：{'、'.join(READERS)}", f"name it with --format: {', '.join(READERS)}"),
        )
    rows = reader(lines, path)
    return timeline(pl.DataFrame(rows, schema=LEASES, orient="row"))


def sniff(lines: list[str]) -> str:
    """The format of a lease file by its first telling line; empty when none is telling."""
    for line in lines:
        if kea.looks_like(line):
            return "kea"
        if isc.looks_like(line):
            return "isc"
        if dnsmasq.looks_like(line):
            return "dnsmasq"
        if line.strip() and not line.startswith("#"):
            return ""
    return "isc"  # a server without leases yet: an empty file, or only ISC's comments


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError as error:
        raise ConfigError(
            Text("租约文件无法读取", "the lease file cannot be read"),
            where=str(path),
            next_step=Text(f"检查路径和权限（{error.strerror}）", f"check the path and permissions ({error.strerror})"),
        ) from error
