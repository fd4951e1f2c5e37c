"""What ``fairwatch evaluate`` says of simulated organisations and of the real recording.

Three simulated months (20 working days) with decrypted HTTPS, one where 15 % of the sites are seen as host names only.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from bench import workload
from bench.figures import Figure
from fairwatch.pipeline.evaluation import compare
from fairwatch.simulate import generate

SEEDS = (11, 12, 13)
RECORDING = Path("samples/recording")


def figures() -> Iterator[Figure]:
    for seed in SEEDS:
        yield from _simulated(f"seed_{seed}", seed, https_visible=1.0)
    yield from _simulated("host_names", SEEDS[0], https_visible=0.85)
    yield from _compared("recording", RECORDING)


def _simulated(name: str, seed: int, *, https_visible: float) -> Iterator[Figure]:
    folder = workload.FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    generate(folder, people=200, days=20, seed=seed, https_visible=https_visible)
    yield from _compared(name, folder)


def _compared(name: str, organisation: Path) -> Iterator[Figure]:
    for figure, value in compare(organisation).items():
        yield Figure(f"{figure}_{name}", round(value, 4), "")
