"""Who may see what, read from ``matrix.tsv``. Deny by default: what is not written there is refused."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from fairwatch.errors import ConfigError
from fairwatch.findings import Grain
from fairwatch.refusals import refusals
from fairwatch.text import Text
from fairwatch.viewer import Role

Verdict = Literal["own", "self", "alias", "cells", "peers", "open"]
Asker = Role | Literal["preview"]

OF_GROUPS = ("cells", "peers")
"""The words that show tables of groups."""
NO_RULE = "E_DISCLOSURE"
"""The answer where the matrix has no line."""


def verdict(kind: str, grain: Grain, asker: Asker) -> str:
    """How a table of this purpose kind and grain is shown to this role: a ``Verdict``, or the code of the refusal."""
    row = _matrix().get((kind, grain)) or _matrix().get(("any", grain)) or {}
    return row.get(asker, NO_RULE)


def is_shown(word: str) -> bool:
    """Whether the word of the matrix lets anything through."""
    return word in get_args(Verdict)


@cache
def _matrix() -> dict[tuple[str, str], dict[str, str]]:
    """(kind, grain) -> role -> word. A word that is neither a verdict nor a refusal code stops everything."""
    text = files("fairwatch.disclosure").joinpath("matrix.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader((line for line in text.splitlines() if not line.startswith("#")), delimiter="\t")
    matrix = {}
    for row in rows:
        kind, grain, otherwise = row.pop("kind"), row.pop("grain"), row.pop("otherwise")
        words = {role: otherwise if word == "-" else word for role, word in row.items()}
        for word in words.values():
            if not is_shown(word) and word not in refusals():
                raise ConfigError(
                    Text(f"未知的规则 {word}", f"unknown rule {word}"), where=f"matrix.tsv: {kind} {grain}"
                )
        matrix[kind, grain] = words
    return matrix
