"""The door out: the one place where a result becomes something that a person can see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import polars as pl

from fairwatch.disclosure import leaving
from fairwatch.disclosure.absent import with_empty_cells, without_unshown
from fairwatch.disclosure.case import decide_in_case, narrowed
from fairwatch.disclosure.decide import IN_CASE, Decision, decide, decide_preview
from fairwatch.disclosure.entries import entries, write
from fairwatch.disclosure.groups import protect
from fairwatch.disclosure.own_department import narrow, only_own
from fairwatch.disclosure.persons import aliased, of_one
from fairwatch.disclosure.purpose_groups import notes, release_groups
from fairwatch.disclosure.released import DOOR, Released, ReleasedTable
from fairwatch.errors import Refused
from fairwatch.findings import Result
from fairwatch.ledgers import Ledgers
from fairwatch.policy import Limits, PolicySnapshot
from fairwatch.text import Text
from fairwatch.viewer import AccessLog, Grant, Viewer

PREVIEW_LIMITS = Limits(law="preview", pack_version="")
"""Without an installation there is no law pack; the defaults are those of the strictest."""


def release(
    result: Result,
    viewer: Viewer,
    policy: PolicySnapshot,
    access_log: AccessLog,
    *,
    grant: Grant | None = None,
    ledgers: Ledgers | None = None,
    own_department: bool = False,
    now: dt.datetime | None = None,
) -> Released:
    """What ``viewer`` may see of ``result``. ``now`` is the present unless a test says otherwise.

    With a ``grant`` it is the case's look at one person and nothing else: every other table is ``E_NO_CASE``.
    ``own_department`` narrows groups to the viewer's department, for whoever may see more than that.
    Without ``ledgers`` no group is shown (``E_LOG_DOWN``): what was shown of it before cannot be known.

    Every decision is in ``access_log`` before anything is returned, refusals too; if it cannot be written, nothing is
    shown (R41). Raises ``Refused``, with the code for the first table, when no table at all may be shown.
    """
    now = now or dt.datetime.now(dt.UTC)
    if grant:
        decisions = [decide_in_case(table, grant, viewer, policy, now) for table in result.tables.values()]
    else:
        decisions = [decide(table, viewer, policy, now) for table in result.tables.values()]
    if leaving.mixes({decision.purpose.kind for decision in decisions if decision.purpose}):
        decisions = [Decision(decision.table, "E_TAINTED", decision.purpose) for decision in decisions]
    if own_department:
        decisions = only_own(decisions)
    tables, decisions = release_groups(result.analysis, decisions, policy, ledgers, now)
    tables, decisions = narrow(decisions, tables, viewer, policy)
    tables |= _person_tables(decisions, viewer, policy, now) | _open_tables(decisions)
    tables |= _case_tables(decisions, grant, policy)
    decisions = _left_out(decisions, tables)
    write(access_log, entries(result.analysis, decisions, tables, viewer, policy.hash, grant))
    _refuse_if_empty(result, decisions)
    zone = policy.people.filter(pl.col("person") == viewer.person).get_column("time_zone")[0]
    return _released(
        result,
        decisions,
        tables,
        notes=notes(decisions, policy.limits),
        viewer=viewer,
        policy_hash=policy.hash,
        now=now,
        time_zone=zone or "UTC",
    )


def preview(
    result: Result, limits: Limits = PREVIEW_LIMITS, *, time_zone: str = "UTC", now: dt.datetime | None = None
) -> Released:
    """What anybody may see of a log file without an installation: suppressed traffic groups and open tables.

    There is no purpose, so a table's ``purpose`` is read as its kind; there is no access log, because nothing that is
    about a person or a small group is shown, whoever asks.
    """
    decisions = [decide_preview(table) for table in result.tables.values()]
    _refuse_if_empty(result, decisions)
    cells = [decision.table for decision in decisions if decision.word == "cells"]
    shown = protect(with_empty_cells(cells, {}), limits.min_group, limits) if cells else []
    tables = _open_tables(decisions) | _by_name(without_unshown(table, {}) for table in shown)
    decisions = _left_out(decisions, tables)
    now = now or dt.datetime.now(dt.UTC)
    return _released(result, decisions, tables, viewer=None, policy_hash="", now=now, time_zone=time_zone)


def _person_tables(
    decisions: Iterable[Decision], viewer: Viewer, policy: PolicySnapshot, now: dt.datetime
) -> dict[str, ReleasedTable]:
    shown = []
    for decision in decisions:
        if decision.purpose and decision.word in ("own", "self"):
            pseudonym = decision.purpose.pseudonym(viewer.person)
            shown.append(of_one(decision.table, decision.purpose, policy, pseudonym))
        elif decision.purpose and decision.word == "alias":
            shown.append(aliased(decision.table, decision.purpose, policy, viewer, now.date()))
    return _by_name(shown)


def _case_tables(
    decisions: Iterable[Decision], grant: Grant | None, policy: PolicySnapshot
) -> dict[str, ReleasedTable]:
    return _by_name(
        of_one(narrowed(decision.table, grant, policy.limits), decision.purpose, policy, granted.subject)
        for decision in decisions
        if grant and decision.word == IN_CASE and decision.purpose and (granted := grant.of(decision.purpose.id))
    )


def _open_tables(decisions: Iterable[Decision]) -> dict[str, ReleasedTable]:
    return _by_name(
        ReleasedTable(
            table.name,
            table.title,
            "open",
            table.purpose,
            table.columns,
            table.frame.select(column.name for column in table.columns),
            table.main,
        )
        for table in (decision.table for decision in decisions if decision.word == "open")
    )


def _left_out(decisions: Sequence[Decision], tables: dict[str, ReleasedTable]) -> list[Decision]:
    """The decisions after suppression, which may have found that a table cannot be shown beside the others."""
    return [
        decision
        if not decision.shown or decision.table.name in tables
        else Decision(decision.table, "E_GROUP_TOO_SMALL", decision.purpose)
        for decision in decisions
    ]


def _by_name(tables: Iterable[ReleasedTable]) -> dict[str, ReleasedTable]:
    return {table.name: table for table in tables}


def _refuse_if_empty(result: Result, decisions: Sequence[Decision]) -> None:
    if not any(decision.shown for decision in decisions):
        code, where = (decisions[0].word, decisions[0].table.name) if decisions else ("E_DISCLOSURE", "")
        raise Refused(code, where=f"{result.analysis} {where}".strip())


def _released(
    result: Result,
    decisions: Iterable[Decision],
    tables: dict[str, ReleasedTable],
    *,
    notes: tuple[Text, ...] = (),
    viewer: Viewer | None,
    policy_hash: str,
    now: dt.datetime,
    time_zone: str,
) -> Released:
    return Released(
        analysis=result.analysis,
        title=result.title,
        viewer=viewer,
        tables={decision.table.name: tables[decision.table.name] for decision in decisions if decision.shown},
        withheld={decision.table.name: decision.word for decision in decisions if not decision.shown},
        notes=result.notes + notes,
        policy_hash=policy_hash,
        time=now,
        time_zone=time_zone,
        door=DOOR,
    )
