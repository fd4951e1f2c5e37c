"""The logs and workspaces that the benches measure on, made once and kept in the bench's own folder."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from fairwatch.pipeline.trial_workspace import prepare
from fairwatch.simulate import generate

FOLDER = Path(os.environ.get("FAIRWATCH_BENCH_DIR", ".bench"))
PEOPLE = 2_000
LINES = 5_000_000
LARGE_PEOPLE = 5_000
LARGE_DAYS = 10


def organisation() -> Path:
    """A simulated organisation with a Squid file of exactly five million lines in its native format."""
    folder = FOLDER / "organisation"
    log = folder / "bench.log"
    if log.exists():
        return folder
    print(f"simulating {LINES:,} log lines in {folder} (once)", file=sys.stderr)
    days = 5
    while True:
        shutil.rmtree(folder, ignore_errors=True)
        lines = generate(folder, people=PEOPLE, days=days, seed=5, format="squid").lines
        if lines >= LINES:
            break
        days = days * LINES // lines + 1
    whole, part = folder / "access.log", folder / "bench.log.part"
    with whole.open("rb") as source, part.open("wb") as target:
        target.writelines(islice(source, LINES))
    whole.unlink()
    part.rename(log)
    return folder


def large_organisation() -> Path:
    """5,000 simulated people over ten days, 41 million log lines in ``access.log``."""
    folder = FOLDER / "large-organisation"
    if not (folder / "truth.json").exists():
        print(f"simulating {LARGE_PEOPLE:,} people over {LARGE_DAYS} days in {folder} (once)", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        apart(generate, folder, people=LARGE_PEOPLE, days=LARGE_DAYS, seed=5, format="squid")
    return folder


def apart(function: Callable[..., object], *arguments: object, **options: object) -> None:
    """Call it in a process of its own: what this process has once held would count as memory of those it starts."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        processes.submit(_quietly, function, arguments, options).result()


def _quietly(function: Callable[..., object], arguments: tuple[object, ...], options: dict[str, object]) -> None:
    """The result stays behind: not every one can be sent."""
    function(*arguments, **options)


def four_times(log: Path) -> Path:
    """The same log four times in a row: 20 million lines, to see whether memory grows."""
    long = log.with_name("bench-20m.log")
    if not long.exists():
        part = long.with_suffix(".part")
        with part.open("wb") as target:
            for _ in range(4):
                with log.open("rb") as source:
                    shutil.copyfileobj(source, target, 1 << 24)
        part.rename(long)
    return long


def fresh_workspace(organisation: Path) -> Path:
    """A new workspace with this organisation's people and all purposes active, nothing ingested."""
    root = FOLDER / "workspace"
    shutil.rmtree(root, ignore_errors=True)
    apart(prepare, root, organisation)
    return root
