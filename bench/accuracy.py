"""What ``fairwatch evaluate`` says over three simulated weeks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from bench import workload
from bench.figures import Figure
from fairwatch.pipeline.evaluation import compare
from fairwatch.simulate import generate

SEEDS = (11, 12, 13)


def figures() -> Iterator[Figure]:
    for seed in SEEDS:
        folder = workload.FOLDER / f"week-{seed}"
        shutil.rmtree(folder, ignore_errors=True)
        generate(folder, people=200, days=5, seed=seed)
        for name, value in compare(folder).items():
            if isinstance(value, int | float):
                yield Figure(f"{name}_seed_{seed}", round(float(value), 4), "")
