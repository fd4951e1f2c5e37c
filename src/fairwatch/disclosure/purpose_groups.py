"""All group tables of a purpose on their way out: together, and in view of everything that was shown before."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from fairwatch.disclosure import leaving
from fairwatch.disclosure.absent import possible, with_empty_cells, without_unshown
from fairwatch.disclosure.decide import Decision
from fairwatch.disclosure.groups import protect
from fairwatch.disclosure.matrix import OF_GROUPS
from fairwatch.disclosure.noisy import NOTE as NOISE
from fairwatch.disclosure.noisy import draw, release_with_noise
from fairwatch.disclosure.persons import headcount
from fairwatch.disclosure.released import ReleasedTable
from fairwatch.disclosure.standing import compare, settle
from fairwatch.errors import Refused
from fairwatch.findings import Result, Table
from fairwatch.ledgers import Ledgers
from fairwatch.policy import Limits, PolicySnapshot, Purpose
from fairwatch.text import Text

MEMBERSHIP_KINDS = frozenset({leaving.GROUP, "violations"})
"""Where being in a cell is the sensitive fact, whatever the figures in it."""

REPEATS = Text(
    "分组结果发布后即保存：在足够多的人的数据发生变化之前，重复原来的结果，使任何两次结果之差都不涉及少数人（R28）。",
    "What was shown of a group is kept and repeated until the data of enough people has changed, so that no difference"
    " between two answers is about few people (R28).",
)
"""Always the same: to say which figures are repeated would say where few people's data has changed."""


def release_groups(
    analysis: str, decisions: Sequence[Decision], policy: PolicySnapshot, ledgers: Ledgers | None, now: dt.datetime
) -> tuple[dict[str, ReleasedTable], list[Decision]]:
    """The tables that are shown as cells, by name, and the decisions, changed where a ledger says no."""
    of_purpose: dict[str, list[Table]] = defaultdict(list)
    for decision in decisions:
        if decision.word in OF_GROUPS:
            of_purpose[decision.table.purpose].append(decision.table)
    shown: dict[str, ReleasedTable] = {}
    refused: dict[str, str] = {}
    for purpose_id, tables in of_purpose.items():
        try:
            released = _of_purpose(analysis, tables, policy.purpose(purpose_id), policy, ledgers, now)
        except Refused as refusal:
            if refusal.code == "E_LOG_DOWN":
                raise
            refused[purpose_id] = refusal.code
        else:
            shown |= {table.name: table for table in released}
    return shown, [
        Decision(decision.table, refused[decision.table.purpose], decision.purpose)
        if decision.word in OF_GROUPS and decision.table.purpose in refused
        else decision
        for decision in decisions
    ]


def draw_noise(result: Result, policy: PolicySnapshot, ledgers: Ledgers, now: dt.datetime) -> int:
    """Draw the noisy counts of every quarter that is over, before its rows expire; returns how many there are.

    Shows nothing to anybody. Without noise there is nothing to draw. Raises ``Refused("E_DP_BUDGET")``.
    """
    groups = [table for table in result.tables.values() if table.grain == "group"]
    purposes = [rule for rule in policy.purposes if with_noise(rule, policy.limits)]
    return sum(
        draw([table for table in groups if table.purpose == purpose.id], purpose, ledgers.budget, now)
        for purpose in purposes
    )


def notes(decisions: Sequence[Decision], limits: Limits) -> tuple[Text, ...]:
    """What the reader of groups must know about how they are shown; depends on nobody's rows."""
    purposes = [decision.purpose for decision in decisions if decision.word in OF_GROUPS and decision.purpose]
    found = {NOISE if with_noise(purpose, limits) else REPEATS for purpose in purposes}
    return tuple(text for text in (REPEATS, NOISE) if text in found)


def smallest_group(purpose: Purpose, limits: Limits) -> int:
    """The fewest people of whom a cell of the purpose may tell."""
    law = limits.min_group_departure if purpose.kind in leaving.KINDS else limits.min_group
    return max(law, purpose.min_group)


def with_noise(purpose: Purpose, limits: Limits) -> bool:
    """Whether the purpose's groups are shown with noise only."""
    return purpose.kind == leaving.GROUP and limits.departure_noise


def _of_purpose(
    analysis: str,
    tables: Sequence[Table],
    purpose: Purpose,
    policy: PolicySnapshot,
    ledgers: Ledgers | None,
    now: dt.datetime,
) -> list[ReleasedTable]:
    if ledgers is None:
        raise Refused("E_LOG_DOWN", where=purpose.id)
    if with_noise(purpose, policy.limits):
        return release_with_noise(tables, purpose, ledgers.budget, now)
    people = headcount(policy, purpose)
    known = possible(purpose, policy, people)
    tables = with_empty_cells(tables, known)
    k = smallest_group(purpose, policy.limits)
    everybody = people if purpose.kind in MEMBERSHIP_KINDS else None
    with ledgers.releases.exclusive(purpose.id, now) as book:
        standings = [
            compare(table, series, purpose, k, book.answers(series))
            for table in tables
            for series in [f"{analysis}/{table.name}"]
        ]
        settled = []
        of_table = {table.name: standing for table, standing in zip(tables, standings, strict=True)}
        for released in protect(tables, k, policy.limits, everybody, standings):
            standing = of_table[released.name]
            table, new = settle(released, standing, purpose, k, now)
            book.keep(standing.series, new)
            settled.append(without_unshown(table, known))
    return settled
