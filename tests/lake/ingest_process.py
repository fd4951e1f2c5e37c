"""A process that ingests one imagined log, as the pipeline does: one line per byte, two purposes, then the ledger.

``python ingest_process.py LAKE SOURCE LINES BATCH``: goes on where the ledger stopped; prints ``ready`` before
the first batch.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import polars as pl

from fairwatch.lake import Lake

DAYS = (dt.date(2026, 9, 1), dt.date(2026, 9, 2))
NOTHING = {
    "refusals": pl.DataFrame(schema={"day": pl.Date, "code": pl.String, "lines": pl.Int64, "bytes": pl.Int64}),
    "rejected": pl.DataFrame(schema={"offset": pl.Int64, "reason": pl.String}),
}


def rows(start: int, end: int) -> pl.DataFrame:
    lines = pl.DataFrame({"line": range(start, end)})
    return lines.select(
        "line",
        day=pl.when(pl.col("line") % 3 == 0).then(DAYS[0]).otherwise(DAYS[1]),
        subject=pl.format("p{}", pl.col("line") % 7),
        ts_us="line",
    )


def main(root: str, head: str, lines: int, batch: int) -> None:
    lake = Lake(Path(root))
    source = lake.source(head.encode(), b"secret", format="squid")
    print("ready", flush=True)  # noqa: T201 - the parent waits for it
    for start in range(source.position, lines, batch):
        end = min(start + batch, lines)
        for purpose in ("leak", "traffic"):
            lake.append(purpose, rows(start, end), source=source.id, start=start, end=end, policy_hash="h")
        counts = {"lines": end - start, "admitted_lines": end - start, "policy_hash": "h"}
        lake.commit_batch(source.id, start=start, end=end, **counts, **NOTHING)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
