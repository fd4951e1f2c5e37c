"""Quotas of the published list: how much of a site or of a category is allowed on a day (R24).

They are part of the wording of a purpose: with another quota, assessment, consultation, publication and notices begin
anew (R06). A quota is never stricter than the law pack's tolerance of non-work time (R25), and never one of work.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from fairwatch import policy
from fairwatch.columns import INSIDE
from fairwatch.governance.clock import microseconds, midnight
from fairwatch.governance.documents import Section
from fairwatch.governance.lawpack import LawPack
from fairwatch.text import Text

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Quota:
    """One entry; either of ``site`` and ``category``, and at least one of the amounts, is given."""

    site: str | None
    category: str | None
    mb_per_day: int | None
    """Sent and received together, in 10⁶ bytes."""
    minutes_per_day: int | None
    effective_on: str = ""
    """First day (2026-09-01) where that is later than the purpose's own first one."""

    def compiled(self, active_from: dt.datetime, time_zone: str) -> policy.Quota:
        """The entry as the gate knows it: in force since the version is, or from its own day on."""
        day = dt.date.fromisoformat(self.effective_on) if self.effective_on else None
        begins = max(active_from, midnight(day, time_zone)) if day else active_from
        most_bytes = None if self.mb_per_day is None else self.mb_per_day * MB
        return policy.Quota(self.site, self.category, most_bytes, self.minutes_per_day, microseconds(begins))


def read_quotas(section: Section, categories: Collection[str]) -> tuple[Quota, ...]:
    """The entries under ``quotas``. ``categories``: those of the purpose, which others than work may be limited of."""
    entries = tuple(_entry(item, categories) for item in section.sections("quotas"))
    for name in ("site", "category"):
        named = [value for entry in entries if (value := getattr(entry, name)) is not None]
        if len(named) > len(set(named)):
            raise section.wrong("quotas", Text("同一站点或类别有两个限额", "two quotas of the same site or category"))
    return entries


def narrowed_quotas(entries: Collection[Quota], pack: LawPack) -> tuple[Quota, ...]:
    """The entries that the law pack allows: none of a protected category, none of less time than it tolerates."""
    tolerated = pack.limits.tolerance_minutes
    return tuple(
        entry
        if entry.minutes_per_day is None
        else dataclasses.replace(entry, minutes_per_day=max(entry.minutes_per_day, tolerated))
        for entry in entries
        if entry.category not in pack.names("categories.protected") | pack.names("categories.private")
    )


def quotas_from_json(items: Collection[dict[str, Any]]) -> tuple[Quota, ...]:
    """The entries from their JSON in the database."""
    return tuple(Quota(**item) for item in items)


def _entry(item: Section, categories: Collection[str]) -> Quota:
    item.only("site", "category", "mb_per_day", "minutes_per_day", "effective_on")
    if item.has("site") == item.has("category"):
        raise item.wrong("site", Text("应写站点或类别之一", "name either a site or a category"))
    amounts = {name: item.integer(name, minimum=1) for name in ("mb_per_day", "minutes_per_day") if item.has(name)}
    if not amounts:
        raise item.wrong("mb_per_day", Text("缺少流量或时长", "an amount of volume or of time is missing"))
    return Quota(
        site=item.text("site") if item.has("site") else None,
        category=item.word("category", tuple(sorted(set(categories) - INSIDE))) if item.has("category") else None,
        mb_per_day=amounts.get("mb_per_day"),
        minutes_per_day=amounts.get("minutes_per_day"),
        effective_on=item.day("effective_on").isoformat() if item.has("effective_on") else "",
    )
