"""What no purpose may do, whatever its definition says: checked here a second time, after governance."""

from __future__ import annotations

from fairwatch import columns
from fairwatch.errors import Refused
from fairwatch.policy import Purpose
from fairwatch.rule_list import PART, kept_with

RECRUITMENT = "recruitment"
"""Category of job boards: enters departure purposes only (R26, R27)."""

JOB_SEARCH = frozenset({"job_search", "posting_view", "resume_submission"})
"""Actions that enter departure purposes only."""

_ALWAYS = {"day", "subject", "department"}
"""Columns of every row, which a purpose does not list."""

_FOR_QUOTAS = {"site", "category", "action", "bytes_up", "bytes_down"}
"""What a quota is measured by."""

MAKES: dict[str, frozenset[str]] = {
    "event": frozenset(columns.STORED) - _ALWAYS - {"bucket_us", "detection", *PART},
    "quarter_hour": frozenset(columns.STORED) - _ALWAYS - {"ts_us", "span_start_us", "span_end_us"},
    "day": frozenset(),
}
"""Columns a grain can have. An instant or a span in a 15-minute row would be finer than the row (R15); ``hit_us`` is in
rows of their own, which end when they are rolled up."""


def is_departure(purpose: Purpose) -> bool:
    """Leaving tendency, of a group or for oneself."""
    return purpose.kind.startswith("departure-")


def is_sealed(purpose: Purpose) -> bool:
    """Whether its lines are sealed evidence: no analysis reads it, so no row of it enters the lake."""
    return purpose.kind == "security-log"


def needs_consent(purpose: Purpose) -> bool:
    """The self view of leaving tendency needs consent even where its definition forgot to say so."""
    return purpose.needs_consent or purpose.kind == "departure-self"


def may_keep(purpose: Purpose, category: str, action: str) -> bool:
    """Whether lines of this category and action belong to the purpose."""
    if not is_departure(purpose) and (category == RECRUITMENT or action in JOB_SEARCH):
        return False
    return category in purpose.categories and columns.called(action, purpose.actions) in purpose.actions


def registered_only(purpose: Purpose, category: str, action: str) -> bool:
    """Whether of such lines a leak purpose keeps nothing but those of registered files (R23).

    The volume of other files counts only where they are sent outside, and only as sums per quarter of an hour and
    destination class, marked as unregistered.
    """
    if purpose.kind != "leak":
        return False
    outside = columns.called(action, ("upload",)) == "upload" and category not in columns.INSIDE
    return not outside or purpose.grain != "quarter_hour" or "registered" not in purpose.columns


def tells_forbidden(purpose: Purpose) -> bool:
    """Whether its rows tell that an app was a forbidden one (R24); sums of traffic are none the wiser."""
    return purpose.kind == "violations" or "action" in purpose.columns


def may_limit(purpose: Purpose, category: str) -> bool:
    """Whether a quota of this purpose may be about sites of this category: neither job boards nor work itself, whose
    rhythm nobody records."""
    named = category in purpose.categories
    return purpose.kind == "violations" and named and category not in columns.INSIDE | {RECRUITMENT}


def detects(purpose: Purpose) -> bool:
    """Whether it keeps hits of the published detection rules (R24)."""
    return purpose.kind == "violations" and "detection" in purpose.columns


def correlates(purpose: Purpose) -> bool:
    """Whether it keeps, until their day is rolled up, the instants of hits that published correlations count."""
    return detects(purpose) and kept_with(purpose.columns)


def kept_columns(purpose: Purpose) -> tuple[str, ...]:
    """The purpose's columns in their order; a 15-minute row has its bucket first."""
    if purpose.grain != "quarter_hour":
        return purpose.columns
    return ("bucket_us", *(name for name in purpose.columns if name != "bucket_us"))


def check(purpose: Purpose) -> None:
    """Refuse a purpose that asks for columns it can never have (R15, R16, R17)."""
    asked = set(purpose.columns)
    if not asked <= MAKES[purpose.grain]:
        raise Refused("E_METRIC_PROHIBITED", where=purpose.id)
    if purpose.kind == "leak" and "site" in asked:
        raise Refused("E_CONTENT", where=purpose.id)  # a destination is a class, never a place
    if purpose.kind != "leak" and asked & {"file", "new_name_hash"}:
        raise Refused("E_CONTENT", where=purpose.id)  # what people do with files is nobody else's question
    if purpose.kind != "violations" and asked & {"detection", *PART}:
        raise Refused("E_CONTENT", where=purpose.id)  # whatever a rule finds belongs to the purpose it is published for
    if asked & set(PART) and not asked >= {"detection", *PART}:
        raise Refused("E_NECESSITY", where=purpose.id)  # parts of which nothing can be told are kept for nothing
    if purpose.quotas and not asked >= _FOR_QUOTAS:
        raise Refused("E_NECESSITY", where=purpose.id)  # sums that can tell nothing are collected for nothing
