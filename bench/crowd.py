"""A workspace of a hundred thousand people with every purpose active, everybody told of each and nothing ingested."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from bench import workload
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.trial_workspace import prepare
from fairwatch.simulate import generate

PEOPLE = 100_000
TOLD_OF = ("traffic", "work-time", "departure-group", "leak", "violations")
DEPARTMENTS = 200

_ROOT = workload.FOLDER / "crowd"
_ORGANISATION = workload.FOLDER / "crowd-organisation"


def workspace() -> Installation:
    remove()
    print(f"importing {PEOPLE:,} people into {_ROOT}", file=sys.stderr)
    return prepare(_ROOT, _organisation(_ORGANISATION))


def remove() -> None:
    """Delete it."""
    for folder in (_ROOT, _ORGANISATION):
        shutil.rmtree(folder, ignore_errors=True)


def _organisation(folder: Path) -> Path:
    """Thirty simulated people, and many more who are only in the directory."""
    start = generate(folder, people=30, days=1, seed=1).start
    for not_needed in ("access.log", "dhcpd.leases"):
        (folder / not_needed).unlink()
    served, read = start - dt.timedelta(days=45), start - dt.timedelta(days=43)
    people = [(number, f"c{number:06}") for number in range(PEOPLE - 30)]
    _extend(
        folder / "people.csv",
        (
            (key, f"u-{key}", f"department {number % DEPARTMENTS}", "", "Asia/Shanghai", f"pc-{key}=company", "no")
            for number, key in people
        ),
    )
    _extend(folder / "schedule.csv", (("assign", "day", key, "", "", "", "", "", "") for _, key in people))
    _extend(folder / "notices.csv", ((key, purpose, "zh", served, read) for _, key in people for purpose in TOLD_OF))
    return folder


def _extend(file: Path, rows: Iterable[tuple[object, ...]]) -> None:
    with file.open("a", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows(rows)
