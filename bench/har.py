"""What ``fairwatch evaluate`` says of HTTP Archives that a real Chromium writes while it opens pages in many ways."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from bench import workload
from bench.accuracy import compared
from bench.figures import Figure, measure

SEEDS = (1, 2, 3)
BROWSE = Path("samples/browse.py")


def figures() -> Iterator[Figure]:
    for seed in SEEDS:
        folder = workload.FOLDER / f"har_{seed}"
        measure([sys.executable, BROWSE, "--out", folder, "--seed", str(seed)])
        yield from compared(f"har_{seed}", folder)
