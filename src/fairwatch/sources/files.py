"""Names of files, and digests of their contents."""

from __future__ import annotations

from typing import Final

import polars as pl

from fairwatch.file_register import ARCHIVES

_DIGEST: Final = r"^(?:[0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$"
_ARCHIVE: Final = "(?i)(?:" + "|".join(rf"\{ending}" for ending in sorted(ARCHIVES)) + ")$"
_TEMPORARY: Final = r"(?i)^~|^[0-9a-f]{8}(?:\.tmp)?$"
"""How Office calls what it writes while it saves a file: ``~WRL0002.tmp``, ``~$plan.docx``, ``3F2A1B00.tmp``."""


def is_archive(name: pl.Expr) -> pl.Expr:
    """Whether a file's name says that it is an archive."""
    return name.str.contains(_ARCHIVE)


def renamed_by_a_person(name: pl.Expr, former: pl.Expr) -> pl.Expr:
    """Whether a file got another name, and not by a program while it saves; a file that is moved keeps its name."""
    by_a_program = name.str.contains(_TEMPORARY) | former.str.contains(_TEMPORARY)
    return (~by_a_program & (name != former)).fill_null(value=False)


def base_name(path: pl.Expr) -> pl.Expr:
    """The name of a file without its folders, which say more about a person than is needed; null when there is none."""
    return path.str.extract(r"([^/\\]+)$")


def content_hash(*digests: pl.Expr) -> pl.Expr:
    """The first of a file's digests that is an MD5, SHA-1 or SHA-256, in lower case; null when none is."""
    return pl.coalesce(pl.when(one.str.contains(_DIGEST)).then(one.str.to_lowercase()) for one in digests)
