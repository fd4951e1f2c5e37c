"""The plain words at the head of a report: what it says, how certain that is, and what is not in it.

Every sentence is made of released figures alone; where they are hidden it is not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fairwatch.disclosure import Released
from fairwatch.reports import plain_findings, plain_limits, plain_own, plain_time, plain_traffic
from fairwatch.reports.figures import Tables, tables_of
from fairwatch.reports.scopes import Scope
from fairwatch.reports.words import Labels
from fairwatch.text import Text


@dataclass(frozen=True, slots=True)
class Plain:
    """Sentences in both languages, in reading order."""

    says: tuple[Text, ...]
    certain: tuple[Text, ...]
    absent: tuple[Text, ...]


def plain(released: Sequence[Released], labels: Labels, scope: Scope) -> Plain:
    """The words for a report of this scope."""
    tables = tables_of(released)
    return Plain(
        says=_present(_SAYS[scope](tables, labels, _zone(released))),
        certain=_present(plain_limits.certain(tables)),
        absent=_present(plain_limits.absent(released)),
    )


def _of_organisation(tables: Tables, labels: Labels, _: str) -> list[Text | None]:
    return [
        *plain_findings.findings(tables),
        plain_time.period(tables, "by-day"),
        plain_time.weeks(tables, "by-day"),
        plain_time.categories(tables, "by-category", labels),
        plain_traffic.weeks(tables),
        plain_traffic.busiest(tables),
        plain_traffic.line(tables),
        plain_traffic.new_sites(tables, labels),
    ]


def _of_department(tables: Tables, labels: Labels, _: str) -> list[Text | None]:
    return [
        *plain_findings.findings(tables),
        plain_time.period(tables, "department-weeks"),
        plain_time.weeks(tables, "department-weeks"),
        plain_time.categories(tables, "by-department", labels),
        plain_traffic.kinds(tables, labels),
    ]


def _of_oneself(tables: Tables, labels: Labels, zone: str) -> list[Text | None]:
    return [
        plain_own.trend(tables),
        plain_own.categories(tables, labels),
        plain_own.beside_department(tables),
        plain_own.beyond_tolerance(tables),
        plain_own.job_search(tables, zone),
        *plain_own.findings(tables),
    ]


def _zone(released: Sequence[Released]) -> str:
    """In which an instant belongs to a day: the viewer's."""
    return released[0].time_zone if released else "UTC"


_SAYS = {"organisation": _of_organisation, "department": _of_department, "own": _of_oneself}


def _present(found: Sequence[Text | None]) -> tuple[Text, ...]:
    return tuple(text for text in found if text is not None)
