"""Account names that stand for no single person (R40); the list is ``generic_accounts.txt``."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

_SEPARATORS = re.compile(r"[\s._-]+")
_FINAL_DIGITS = re.compile(r"\d+$")


def is_generic(name: str, offices: frozenset[str] = frozenset()) -> bool:
    """Whether this is an account of an office, a machine or nobody, e.g. ``Admin01``, ``info@example.com``.

    ``offices`` are :func:`plain` names of the organisation's own departments, whose mailboxes are nobody's either.
    """
    found = plain(name)
    return found in _names() or found in offices


def plain(name: str) -> str:
    """The name without domain (``CORP\\name``, ``name@example.com``), case, separators and final digits."""
    folded = unicodedata.normalize("NFKC", name).casefold().rpartition("\\")[2].partition("@")[0]
    joined = _SEPARATORS.sub("", folded)
    return _FINAL_DIGITS.sub("", joined) or joined


@cache
def _names() -> frozenset[str]:
    text = files("fairwatch.governance").joinpath("generic_accounts.txt").read_text(encoding="utf-8")
    return frozenset(plain(line) for line in text.splitlines() if line and not line.startswith("#"))
