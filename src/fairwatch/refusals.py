"""The refusal codes of the law, read from ``refusals.tsv`` (code, requirement, texts in both languages)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fairwatch.errors import ConfigError
from fairwatch.text import Text


@dataclass(frozen=True, slots=True)
class Refusal:
    """One way of being refused: its code, the requirement behind it, what to tell the user, and how to proceed."""

    code: str
    requirement: str
    text: Text
    next_step: Text


@cache
def refusals() -> dict[str, Refusal]:
    """All refusal codes, by code, in the order of the requirements."""
    with files("fairwatch").joinpath("refusals.tsv").open(encoding="utf-8") as handle:
        rows = csv.DictReader((line for line in handle if not line.startswith("#")), delimiter="\t")
        return {
            row["code"]: Refusal(
                code=row["code"],
                requirement=row["requirement"],
                text=Text(row["zh"], row["en"]),
                next_step=Text(row["next_zh"], row["next_en"]),
            )
            for row in rows
        }


def refusal(code: str) -> Refusal:
    """The refusal with this code; an unknown code is a fault in the program or in a law pack."""
    try:
        return refusals()[code]
    except KeyError:
        raise ConfigError(
            Text(f"未知的拒绝代码 {code}", f"unknown refusal code {code}"), where="refusals.tsv"
        ) from None
