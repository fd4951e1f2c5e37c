"""Names of values in both languages, and the fixed texts of the report, read from the TSV files of this folder."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from fairwatch.refusals import refusals
from fairwatch.text import Text

Labels = Mapping[str, Text]
"""Names of sites and categories by key, as the catalogue gives them, and of detection rules by id."""

LABELLED = ("site", "category", "detection", "limited")
"""Columns that hold such keys. A department may be called like a site and is none."""


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one of our TSV files; lines that begin with ``#`` are comments."""
    text = files("fairwatch.reports").joinpath(name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def words() -> dict[tuple[str, str], Text]:
    """(kind, key) -> name."""
    return {(row["kind"], row["key"]): Text(row["zh"], row["en"]) for row in rows("words.tsv")}


@cache
def intros() -> dict[str, Text]:
    """Analysis -> what its section answers, in the order of the report."""
    return {row["analysis"]: Text(row["zh"], row["en"]) for row in rows("sections.tsv")}


@cache
def grades() -> dict[str, Text]:
    """Evidence grade -> what it can and cannot show, best first."""
    return {row["grade"]: Text(row["zh"], row["en"]) for row in rows("grades.tsv")}


def name_of(column: str, value: Any, labels: Labels) -> Text:
    """What people call a value of a text column; a value without a name is shown as it is."""
    if value is None:
        return words().get((column, "none"), Text("（未知）", "(unknown)"))
    if isinstance(value, bool):
        return words()["boolean", str(value).lower()]
    key = str(value)
    if column == "code" and key in refusals():
        return refusals()[key].text
    named = labels.get(key) if column in LABELLED else None
    return words().get((column, key)) or named or Text(key, key)
