"""The denominator of a share."""

from __future__ import annotations

import dataclasses
import datetime as dt

from tests.analyses.office import policy, purpose

from fairwatch.analyses.under_notice import months, quarters, under_notice

PEOPLE = [
    {"person": "p0001"},
    {"person": "p0002", "department": "legal"},
    {"person": "p0003", "excluded": True},
    {"person": "p0004", "roles": ["recruiter"]},
    {"person": "p0005", "department": None},
    {"person": "p0006", "roles": ["manager"]},
]
SEPTEMBER = months((dt.date(2026, 9, 3), dt.date(2026, 9, 4)))
RULES = policy(PEOPLE, exempt_roles=frozenset({"recruiter", "hr"}))
GROUP = purpose("departure-group")


def people(rules=RULES, group=GROUP, periods=SEPTEMBER) -> list[tuple]:
    return sorted(under_notice(rules, group, periods).rows())


def test_excluded_and_exempt_people_do_not_count() -> None:
    assert people() == [("legal", "2026-09", 1), ("sales", "2026-09", 2)]


def test_a_purpose_may_cover_some_departments_only() -> None:
    assert people(group=dataclasses.replace(GROUP, departments=frozenset({"legal"}))) == [("legal", "2026-09", 1)]


def test_a_notice_counts_from_the_month_in_which_it_takes_effect() -> None:
    rules = policy(PEOPLE, served_on=dt.date(2026, 9, 30))
    both = months((dt.date(2026, 8, 31), dt.date(2026, 9, 1)))
    assert [month for _, month, _ in people(rules, periods=both)] == ["2026-09", "2026-09"]


def test_a_period_over_new_year() -> None:
    found = months((dt.date(2026, 12, 31), dt.date(2027, 2, 1)))
    ends = [dt.datetime.fromtimestamp(end / 1e6, dt.UTC).date() for _, end in found]
    assert [month for month, _ in found] == ["2026-12", "2027-01", "2027-02"]
    assert ends == [dt.date(2027, 1, 1), dt.date(2027, 2, 1), dt.date(2027, 3, 1)]


def test_quarters_end_when_their_last_month_does() -> None:
    found = quarters((dt.date(2026, 11, 30), dt.date(2027, 1, 2)))
    ends = [dt.datetime.fromtimestamp(end / 1e6, dt.UTC).date() for _, end in found]
    assert [quarter for quarter, _ in found] == ["2026-Q4", "2027-Q1"]
    assert ends == [dt.date(2027, 1, 1), dt.date(2027, 4, 1)]
