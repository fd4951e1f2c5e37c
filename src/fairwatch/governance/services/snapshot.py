"""Compiling the database into the immutable ``PolicySnapshot`` that the two doors read.

Compiling 100,000 people takes seconds, so a snapshot is kept while the revision stands still and no purpose ends.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fairwatch import policy
from fairwatch.errors import WorkspaceError
from fairwatch.governance import calendars, campus_seasons, key_wrapping
from fairwatch.governance import scope as scopes
from fairwatch.governance.clock import microseconds, moment
from fairwatch.governance.lawpack import LawPack
from fairwatch.governance.models import ForbiddenApp, PurposeVersion, Shift
from fairwatch.governance.services import (
    contracts,
    frames,
    laws,
    policy_proofs,
    registered_files,
    revision,
    rule_lists,
    standing,
    transfers,
)
from fairwatch.policy import PolicySnapshot
from fairwatch.rule_list import RuleList
from fairwatch.text import Text

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class _Key:
    """What a snapshot depends on besides the law of nature."""

    revision: str
    year: int
    law: str
    """Hash of the pack, which takes force on its day without any change of the database."""
    versions: tuple[int, ...]


_latest: dict[_Key, PolicySnapshot] = {}
"""The last snapshot of this process; at most one."""


def compile_snapshot(now: dt.datetime | None = None) -> PolicySnapshot:
    """The rules in force at ``now``. The same object again while nothing changed."""
    at = moment(now)
    for _ in range(_ATTEMPTS):
        mark, pack = revision.current(), laws.current(at)
        versions = _versions_in_force(at, pack)
        key = _Key(mark, at.year, pack.hash, tuple(row.pk for row in versions))
        snapshot = _latest.get(key) or _compile(versions, at.year, pack)
        # The tables were read without a lock; only if nothing changed meanwhile are they one consistent state.
        if revision.current() == key.revision:
            _latest.clear()
            _latest[key] = snapshot
            # Each time: a transaction that was undone may have taken the record with it.
            policy_proofs.record(snapshot, at)
            return snapshot
    raise WorkspaceError(
        Text("规则正在被频繁修改", "the rules are being changed all the time"),
        next_step=Text("等导入结束后重试", "wait for the import to end, then retry"),
    )


def _versions_in_force(at: dt.datetime, pack: LawPack) -> list[PurposeVersion]:
    """None at all while the installation stands where the data may not be (R34)."""
    return standing.in_force(at, pack) if transfers.are_places_lawful(at) else []


def _compile(versions: list[PurposeVersion], year: int, pack: LawPack) -> PolicySnapshot:
    shifts = {row.name: _shift(row) for row in Shift.objects.order_by("name")}
    # Not in the database's order, which its collation decides: the order is part of the snapshot's hash.
    purposes = tuple(sorted((_purpose(row, pack) for row in versions), key=lambda purpose: purpose.id))
    return PolicySnapshot(
        limits=pack.limits,
        people=frames.people(),
        former_people=frames.former_people(),
        former_owners=frames.former_owners(),
        accounts=frames.accounts(),
        devices=frames.devices(),
        notices=frames.notices(versions, pack.limits.notice_days),
        consents=frames.consents(versions),
        exceptions=frames.exceptions(),
        shifts=shifts,
        calendars={
            name: calendars.calendar(name, year)
            for name in sorted({shift.calendar for shift in shifts.values() if shift.calendar})
        },
        purposes=purposes,
        protected_categories=pack.names("categories.protected"),
        private_categories=pack.names("categories.private"),
        forbidden_sites=_forbidden_sites(purposes),
        exempt_roles=pack.names("exempt_roles"),
        campus_months=campus_seasons.months(pack.law, pack.parent),
        registered_files=registered_files.register(),
        rule_list=_rule_list(versions, pack),
    )


def _shift(row: Shift) -> policy.Shift:
    spans = tuple(tuple((start, end) for start, end in day) for day in row.spans)
    return policy.Shift(row.name, spans, row.calendar or None)


def _purpose(row: PurposeVersion, pack: LawPack) -> policy.Purpose:
    # A pack adopted after the activation can only be tighter, and is obeyed at once.
    scope = scopes.from_json(row.scope).narrowed(pack)
    assert row.active_from is not None  # noqa: S101 - active versions have a term; this tells the type checker
    return policy.Purpose(
        id=scope.id,
        kind=scope.kind,
        version=row.number,
        version_hash=row.scope_hash,
        title=scope.title,
        categories=frozenset(scope.categories),
        actions=frozenset(scope.actions),
        columns=scope.columns,
        grain=scope.grain,
        needs_consent=scope.needs_consent,
        individual=scope.individual,
        departments=None if scope.departments is None else frozenset(scope.departments),
        active_from_us=microseconds(row.active_from),
        active_until_us=microseconds(contracts.force_ends(row)),
        raw_hours=scope.raw_hours,
        rollup_days=scope.rollup_days,
        min_group=scope.min_group,
        key=key_wrapping.unwrap(bytes(row.purpose.pseudonym_key.key), scope.id),
        methods=frozenset(scope.methods),
        opened_to_cases=scope.opened_to_cases,
        quotas=tuple(quota.compiled(row.active_from, scope.time_zone) for quota in scope.quotas),
    )


def _rule_list(versions: list[PurposeVersion], pack: LawPack) -> RuleList:
    """The detection rules that the active violations purpose was approved with."""
    named = (scopes.from_json(row.scope) for row in versions if row.purpose.kind == "violations")
    return next((rule_lists.of(scope, pack.limits.notice_days) for scope in named if scope.rule_list), RuleList())


def _forbidden_sites(purposes: tuple[policy.Purpose, ...]) -> dict[str, int]:
    """The published list, as long as the purpose that needs it is active."""
    if not any(purpose.kind == "violations" for purpose in purposes):
        return {}
    rows = ForbiddenApp.objects.order_by("site").values_list("site", "effective_at")
    return {site: microseconds(effective) for site, effective in rows}
