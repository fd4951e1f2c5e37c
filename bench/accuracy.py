"""What ``fairwatch evaluate`` says of simulated organisations and of the real recording.

Twenty simulated days with decrypted HTTPS: three seeds on which the time formula was developed, and three that it was
then checked on. One of each where 15 % of the sites are seen as host names only, and one where all are.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from bench import workload
from bench.figures import Figure
from fairwatch.pipeline.evaluation import compare
from fairwatch.simulate import generate

DEVELOPED = (11, 12, 13)
CHECKED = (31, 32, 33)
RECORDING = Path("samples/recording")


def figures() -> Iterator[Figure]:
    for seed in (*DEVELOPED, *CHECKED):
        yield from _simulated(f"seed_{seed}", seed, https_visible=1.0)
    for seed in (DEVELOPED[0], CHECKED[0]):
        yield from _simulated(f"host_names_{seed}", seed, https_visible=0.85)
    yield from _simulated("no_urls", CHECKED[0], https_visible=0.0)
    yield from compared("recording", RECORDING)


def compared(name: str, organisation: Path) -> Iterator[Figure]:
    """The figures of ``fairwatch evaluate --truth organisation``."""
    for figure, value in compare(organisation).items():
        yield Figure(f"{figure}_{name}", round(value, 4), "")


def _simulated(name: str, seed: int, *, https_visible: float) -> Iterator[Figure]:
    folder = workload.FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    generate(folder, people=200, days=20, seed=seed, https_visible=https_visible)
    yield from compared(name, folder)
