"""A process that seals one imagined log, one line per byte, two days per batch, until it is killed.

``python append_process.py VAULT DPO.pem UNION.pem BATCH``: goes on where the vault stopped; prints ``ready`` before the
first batch.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from fairwatch.sealing import Vault, load_public

DAYS = (dt.date(2026, 9, 1), dt.date(2026, 9, 2))


def append(vault: Vault, officers, start: int, end: int) -> None:
    """The lines from ``start`` to ``end``: every third is of the first day; a week's worth of people."""
    for day, of_day in ((DAYS[0], lambda line: line % 3 == 0), (DAYS[1], lambda line: line % 3 != 0)):
        begin = max(start, vault.position(day, "log"))
        lines: dict[str, bytes] = {}
        for line in filter(of_day, range(begin, end)):
            subject = f"{line % 7:032x}"
            lines[subject] = lines.get(subject, b"") + b"%d\n" % line
        if lines:
            vault.append(day, lines, officers=officers, source="log", start=begin, end=end)


def main(folder: str, dpo: str, union: str, batch: int) -> None:
    vault = Vault(Path(folder))
    officers = load_public(Path(dpo).read_bytes()), load_public(Path(union).read_bytes())
    start = min(vault.position(day, "log") for day in DAYS)
    print("ready", flush=True)  # noqa: T201 - the parent waits for it
    while True:
        append(vault, officers, start, start + batch)
        start += batch


if __name__ == "__main__":
    main(*sys.argv[1:4], int(sys.argv[4]))
