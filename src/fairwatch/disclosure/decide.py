"""The decision about one table: what the matrix says, and what must hold before its word is followed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from fairwatch.disclosure import groups, leaving
from fairwatch.disclosure.matrix import OF_GROUPS, is_shown, verdict
from fairwatch.errors import Refused
from fairwatch.findings import Table
from fairwatch.policy import PolicySnapshot, Purpose
from fairwatch.viewer import Viewer

IN_CASE = "case"
"""The word that lets a table through under a grant; the matrix never says it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one table: a word of the matrix, or the code of the refusal."""

    table: Table
    word: str
    purpose: Purpose | None = None
    """The active purpose behind the table; None for open tables of no purpose."""

    @property
    def shown(self) -> bool:
        return self.word == IN_CASE or is_shown(self.word)


def decide(table: Table, viewer: Viewer, policy: PolicySnapshot, now: dt.datetime) -> Decision:
    """How ``viewer`` may see ``table`` now. Looks at other people's rows for nothing but the checks of group tables.

    The answer about a person table is the same whether or not anybody else has rows in it, so that asking says
    nothing about who consented (R12).
    """
    purpose = active(table.purpose, policy, now)
    if table.purpose and purpose is None:
        return Decision(table, leaving.OFF if table.purpose in leaving.KINDS else "E_PURPOSE_INACTIVE")
    if not holds_role(viewer, policy):
        return Decision(table, "E_DISCLOSURE", purpose)
    word = verdict(purpose.kind if purpose else "", table.grain, viewer.role)
    return Decision(table, _checked(word, table, purpose, viewer), purpose)


def decide_preview(table: Table) -> Decision:
    """How anybody may see ``table`` where there is no policy: the purpose's id stands for its kind."""
    word = verdict(table.purpose, table.grain, "preview")
    if word == "cells" and leaving.shows_job_search(table):
        word = "E_CATEGORY_TOO_FINE"
    return Decision(table, _complete(word, table))


def _checked(word: str, table: Table, purpose: Purpose | None, viewer: Viewer) -> str:
    """The word, or the code of what forbids to follow it for this table."""
    if not is_shown(word) or purpose is None:
        return _complete(word, table)
    if table.grain == "person" and not purpose.individual:
        return "E_DISCLOSURE"
    if table.subject_only and word not in ("own", "self"):
        return "E_CATEGORY_TOO_FINE"
    if purpose.kind not in leaving.KINDS and word in ("alias", *OF_GROUPS) and leaving.shows_job_search(table):
        return "E_LEAVING_INDIVIDUAL" if word == "alias" else "E_CATEGORY_TOO_FINE"
    if word == "self" and viewer.role != "employee" and not _has_rows(table, purpose, viewer):
        return "E_LEAVING_INDIVIDUAL"
    return _complete(word, table)


def _complete(word: str, table: Table) -> str:
    """Refuse a table whose columns do not say what the word needs to know, or say more than its grain allows."""
    roles = {column.role for column in table.columns}
    if word == "open" and roles & {"subject", "persons", "top1", "top2"}:
        return "E_DISCLOSURE"
    if word in ("own", "self", "alias") and "subject" not in roles:
        return "E_DISCLOSURE"
    if word in OF_GROUPS and not groups.can_be_protected(table):
        return "E_GROUP_TOO_SMALL"
    return word


def active(purpose_id: str, policy: PolicySnapshot, now: dt.datetime) -> Purpose | None:
    """The purpose, if it is active at this moment; the snapshot may be older than the end of a purpose."""
    try:
        purpose = policy.purpose(purpose_id)
    except Refused:
        return None
    return purpose if purpose.active_from_us <= now.timestamp() * 1e6 < purpose.active_until_us else None


def holds_role(viewer: Viewer, policy: PolicySnapshot) -> bool:
    """Everybody in the directory is an employee; any other role must be given by it."""
    roles = policy.people.filter(pl.col("person") == viewer.person).get_column("roles")
    return len(roles) == 1 and (viewer.role == "employee" or viewer.role in (roles[0] if roles[0] is not None else ()))


def _has_rows(table: Table, purpose: Purpose, viewer: Viewer) -> bool:
    subject = table.column("subject")
    return subject is not None and purpose.pseudonym(viewer.person) in table.frame.get_column(subject)
