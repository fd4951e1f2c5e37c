"""Why a line is quarantined: names and texts, read from ``reasons.tsv``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fairwatch.sources.tables import rows
from fairwatch.text import Text


@cache
def reasons() -> dict[str, Text]:
    """Text of every quarantine reason, by name, in the order in which a line is judged."""
    table = files("fairwatch.sources").joinpath("reasons.tsv")
    return {row["reason"]: Text(row["zh"], row["en"]) for row in rows(table)}
