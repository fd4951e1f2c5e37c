"""The TSV data files of this room."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources.abc import Traversable


def rows(table: Traversable) -> Iterator[dict[str, str]]:
    """The rows of one of our own TSV files by column name. Lines that begin with ``#`` are comments."""
    lines = (line for line in table.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    # A logformat string is full of quotes, so the cells are taken as they are.
    yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
