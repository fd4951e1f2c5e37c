"""The months of campus recruitment under a law pack; the list is ``campus_seasons.tsv``."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

ROOT = "cn"
"""The pack that all others are laid over in the end."""


def months(law: str, parent: str) -> tuple[int, ...]:
    """The months (1-12, in order) of the pack ``law``, else of the one it is laid over."""
    listed = _listed()
    return listed.get(law) or listed.get(parent) or listed[ROOT]


@cache
def _listed() -> dict[str, tuple[int, ...]]:
    text = files("fairwatch.governance").joinpath("campus_seasons.tsv").read_text(encoding="utf-8")
    found: dict[str, set[int]] = {}
    for row in csv.DictReader((line for line in text.splitlines() if not line.startswith("#")), delimiter="\t"):
        found.setdefault(row["law"], set()).update(range(int(row["first_month"]), int(row["last_month"]) + 1))
    return {law: tuple(sorted(numbers)) for law, numbers in found.items()}
