"""What must never leave except through the leaving-tendency purposes themselves (R25–R29)."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from fairwatch.findings import Table

GROUP, SELF = "departure-group", "departure-self"
KINDS = frozenset({GROUP, SELF})
"""Purpose kinds; the purposes as installed have the same ids."""
OFF = "E_LEAVING_OFF"
"""Refusal while such a purpose is not active (R26)."""

JOB_CATEGORIES = ("recruitment",)
JOB_ACTIONS = ("job_search", "posting_view", "resume_submission")


def shows_job_search(table: Table) -> bool:
    """Whether a table of another purpose has cells about job search.

    The gate lets no recruitment host into any other purpose; a table that has one all the same would be the leaving
    analysis by another name (LAW section 5, circumvention a), so the door does not trust the gate.
    """
    signs = JOB_CATEGORIES + JOB_ACTIONS
    return any(
        table.frame.get_column(column.name).cast(pl.String).is_in(signs).any()
        for column in table.columns
        if column.role in ("dimension", "detail") and column.unit == "text"
    )


def mixes(kinds: Collection[str]) -> bool:
    """Whether a result joins leaving data with anything else: then all of it is tainted (R29)."""
    return bool(KINDS & set(kinds)) and not set(kinds) <= KINDS
