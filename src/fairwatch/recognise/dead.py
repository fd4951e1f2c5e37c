"""Rules that wait for something that can never come: a site, category or kind that the catalogue does not have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from importlib.resources import files
from pathlib import Path

from sigma.conditions import ConditionFieldEqualsValueExpression, ConditionItem
from sigma.types import SigmaString

from fairwatch.catalogue import Catalogue
from fairwatch.recognise.documents import Document, documents
from fairwatch.recognise.examples import Problem
from fairwatch.text import Text


def dead_references(catalogue: Catalogue, extra: Path | None = None) -> list[Problem]:
    """Every value of ``fairwatch.site``, ``.category`` and ``.kind`` that nothing in the catalogue has, ours first.

    Loading the rules stops at the first such value; this lists all of them, also where wildcards match nothing.
    """
    known = {
        "fairwatch.site": set(catalogue.sites()),
        "fairwatch.category": set(catalogue.categories()),
        "fairwatch.kind": {str(kind) for kind in catalogue.kinds().values()},
    }
    ours = sorted((files("fairwatch.recognise") / "rules").iterdir(), key=lambda file: file.name)
    own = sorted(extra.glob("*.yml")) if extra is not None and extra.is_dir() else []
    return [
        problem
        for file in [*ours, *own]
        if file.name.endswith(".yml")
        for document in documents(file)
        for problem in _dead(document, known)
    ]


def _dead(document: Document, known: Mapping[str, set[str]]) -> Iterator[Problem]:
    for leaf in _leaves(document.condition):
        value = leaf.value
        if leaf.field not in known or not isinstance(value, SigmaString):
            continue
        pattern = str(value)
        if not any(fnmatchcase(key, pattern) for key in known[leaf.field]):
            place = leaf.source
            where = f"{place.path}:{place.line}" if place and place.line else document.where("detection")
            yield Problem(
                where, Text(f"目录中没有 {leaf.field} {pattern}", f"the catalogue has no {leaf.field} {pattern}")
            )


def _leaves(node: object) -> Iterator[ConditionFieldEqualsValueExpression]:
    if isinstance(node, ConditionFieldEqualsValueExpression):
        yield node
    elif isinstance(node, ConditionItem):
        for part in node.args:
            yield from _leaves(part)
