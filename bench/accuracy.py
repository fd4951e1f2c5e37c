"""What ``fairwatch evaluate`` says over three simulated fortnights and the real recording."""

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
        folder = workload.FOLDER / f"fortnight-{seed}"
        shutil.rmtree(folder, ignore_errors=True)
        generate(folder, people=200, days=10, seed=seed)
        for name, value in compare(folder).items():
            yield Figure(f"{name}_seed_{seed}", round(value, 4), "")
    for name, value in compare(RECORDING).items():
        yield Figure(f"{name}_recording", round(value, 4), "")
