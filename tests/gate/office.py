"""A small invented office to write gate tests with: people, their hours, what they were told, and lines of a log."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from fairwatch import columns
from fairwatch.file_register import FileRegister
from fairwatch.policy import (
    CONSENTS,
    EXCEPTIONS,
    NOTICES,
    PEOPLE,
    Calendar,
    Limits,
    PolicySnapshot,
    Purpose,
    Shift,
)
from fairwatch.text import Text

EVENT = ("ts_us", "span_start_us", "span_end_us", "site", "category", "action", "duration_us", "bytes_down", "grade")
SUMS = ("site", "category", "action", "bytes_up", "bytes_down", "requests", "blocked")
LEAK = ("category", "action", "bytes_up", "requests", "registered", "file")
LONG_AGO, FAR_AHEAD = 0, 4_000_000_000_000_000

DAY_SHIFT = Shift("day", (((540, 720), (780, 1080)),) * 5 + ((),) * 2, "cn")
"""Monday to Friday 09:00-18:00 with a break 12:00-13:00, on the calendar below."""
NIGHT_SHIFT = Shift("night", (((1320, 1560), (1590, 1800)),) * 7)
"""Every night 22:00-06:00 with a break 02:00-02:30, on public holidays as well."""
CALENDAR = Calendar(
    name="cn",
    off=frozenset({dt.date(2026, 10, 1)}),
    worked=frozenset({dt.date(2026, 9, 27)}),  # a Sunday
    first_day=dt.date(2024, 1, 1),
    last_day=dt.date(2026, 12, 31),
)


def register(*names: str) -> FileRegister:
    """A register of these files: F0001, F0002 …"""
    register = FileRegister(b"key of the register")
    return FileRegister(register.key, {register.hash_of(name): f"F{at:04d}" for at, name in enumerate(names, start=1)})


def us(text: str) -> int:
    """``2026-09-01T09:00+08:00`` as µs since 1970."""
    return int(dt.datetime.fromisoformat(text).timestamp() * 1_000_000)


def purpose(name: str, kind: str = "", **changes: Any) -> Purpose:
    """A purpose that keeps ordinary categories and most actions as events, for everybody; change what matters."""
    usual = Purpose(
        id=name,
        kind=kind or name,
        version=1,
        version_hash="v1",
        title=Text("目的", "a purpose"),
        categories=frozenset({"news", "work", "games"}),
        actions=frozenset(columns.ACTIONS) - {"machine", "job_search", "resume_submission"},
        columns=EVENT,
        grain="event",
        needs_consent=False,
        individual=True,
        departments=None,
        active_from_us=LONG_AGO,
        active_until_us=FAR_AHEAD,
        raw_hours=48,
        rollup_days=30,
        min_group=10,
        key=f"key of {name}".encode(),
    )
    return replace(usual, **changes)


@dataclass
class Office:
    """Collects what a policy consists of. People are known by name; their row number is the order of arrival."""

    people: list[dict[str, Any]] = field(default_factory=list)
    purposes: list[Purpose] = field(default_factory=list)
    notices: list[tuple[str, str, int]] = field(default_factory=list)
    consents: list[tuple[str, str, int, int]] = field(default_factory=list)
    exceptions: list[tuple[str, int, int, str]] = field(default_factory=list)
    shifts: dict[str, Shift] = field(default_factory=lambda: {"day": DAY_SHIFT, "night": NIGHT_SHIFT})
    calendars: dict[str, Calendar] = field(default_factory=lambda: {"cn": CALENDAR})
    more: dict[str, Any] = field(default_factory=dict)
    """Further fields of the policy."""

    def person(self, name: str, **changes: Any) -> int:
        """Somebody on day shift in Shanghai; returns the row number."""
        usual = {"department": "Research", "time_zone": "Asia/Shanghai", "shift": "day", "roles": [], "excluded": False}
        self.people.append({"person": name, **usual, **changes})
        return len(self.people) - 1

    def active(self, name: str, kind: str = "", **changes: Any) -> Purpose:
        """Put a purpose into force, all people being told long ago."""
        self.purposes.append(purpose(name, kind, **changes))
        self.notices += [(person["person"], name, LONG_AGO) for person in self.people]
        return self.purposes[-1]

    def notice(self, person: str, name: str, at: str) -> None:
        """This person may be observed for this purpose only from ``at``."""
        self.notices = [one for one in self.notices if one[:2] != (person, name)] + [(person, name, us(at))]

    def consent(self, person: str, name: str, since: str, until: str) -> None:
        self.consents.append((person, name, us(since), us(until)))

    def leave(self, person: str, start: str, end: str) -> None:
        self.exceptions.append((person, us(start), us(end), "leave"))

    def overtime(self, person: str, start: str, end: str) -> None:
        self.exceptions.append((person, us(start), us(end), "overtime"))

    def policy(self) -> PolicySnapshot:
        return PolicySnapshot(
            people=pl.DataFrame(self.people, schema=PEOPLE),
            notices=pl.DataFrame(self.notices, schema=NOTICES, orient="row"),
            consents=pl.DataFrame(self.consents, schema=CONSENTS, orient="row"),
            exceptions=pl.DataFrame(self.exceptions, schema=EXCEPTIONS, orient="row"),
            shifts=self.shifts,
            calendars=self.calendars,
            purposes=tuple(self.purposes),
            **{
                "limits": Limits("cn", "test"),
                "protected_categories": frozenset({"health", "union_legal"}),
                "private_categories": frozenset({"webmail", "network_drive"}),
                "exempt_roles": frozenset({"recruiter", "hr"}),
                **self.more,
            },
        )


_USUAL_LINE: dict[str, Any] = {
    "person": 0,
    "ownership": "company",
    "site": "news-site",
    "category": "news",
    "asset": False,
    "action": "page_view",
    "grade": "full_url",
    "source": "squid",
}


def line(at: str | int = "2026-09-01T10:00+08:00", **changes: Any) -> dict[str, Any]:
    """One log line: somebody reads the news at ten on a Tuesday. Change what matters."""
    return {**_USUAL_LINE, "ts_us": us(at) if isinstance(at, str) else at, **changes}


def batch(*lines: dict[str, Any]) -> pl.DataFrame:
    """Lines as the frame that the gate gets, with byte offsets 0, 100, 200 …"""
    schema = {**columns.ACTIVITY, **columns.IDENTITY, **columns.SITE, **columns.RECOGNISED}
    rows = [{"line": 100 * number, **one} for number, one in enumerate(lines)]
    return pl.DataFrame(rows, schema=schema)


def codes(admission: Any) -> dict[str, int]:
    """Lines per refusal code."""
    by_code = admission.refusals.group_by("code").agg(pl.col("lines").sum())
    return dict(by_code.sort("code").rows())


def lines_of(admission: Any, name: str) -> list[int]:
    """Which lines a purpose got, by their number in the batch."""
    [frame] = [one.frame for one in admission.admitted if one.purpose_id == name]
    return sorted(offset // 100 for offset in frame["line"])
