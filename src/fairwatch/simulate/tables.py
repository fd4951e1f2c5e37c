"""The simulator's data files: tab-separated, comments begin with ``#``, the first other line names the columns."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``data/<name>.tsv`` by column name."""
    lines = files("fairwatch.simulate").joinpath("data", f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


def weights(cell: str) -> dict[str, float]:
    """``"day:2 late:1"`` as names with shares that sum to one."""
    pairs = [part.split(":") for part in cell.split()]
    total = sum(float(weight) for _, weight in pairs)
    return {name: float(weight) / total for name, weight in pairs}
