"""How long the file of a case is kept (LAW section 7): a month when the suspicion was unfounded, a year when founded.

Then everything of it goes: the suspicion, the reports, what the union was told. The access log keeps that there was a
case, who signed it and who looked. A file stays as long as its person has not been told (R35), and as long as the DPO
or counsel hold that person's data (a suit is pending).
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from fairwatch.governance.clock import moment
from fairwatch.governance.models import Case, DismissalNotice, DismissalPack, LegalHold, Report
from fairwatch.governance.models.cases import ENDED
from fairwatch.governance.services import laws
from fairwatch.governance.services.acting import OPERATOR, acting

FILES = "case-files"
"""Store name of the files in the record of what expired."""


def expire(now: dt.datetime | None = None) -> int:
    """Destroy every file whose time is over; returns how many. Run daily."""
    at = moment(now)
    files, reports = list(_over(at)), list(_reports_over(at))
    for case in files:
        with acting(OPERATOR, f"case {case.key}: destroy file", now=now) as act:
            act.changed = False
            act.concerning = {case.subject.key}
            act.counts = {"reports": _destroy(case.reports.all())}
            case.approvals.all().delete()
            case.delete()
    if reports:
        with acting(OPERATOR, "destroy reports", now=now) as act:
            act.changed = False
            act.concerning = {report.subject.key for report in reports}
            act.counts = {"reports": _destroy(Report.objects.filter(pk__in=[report.pk for report in reports]))}
    return len(files) + len(reports)


def kept_until(case: Case) -> dt.datetime | None:
    """When the file of an ended case goes at the earliest; None while the case runs."""
    return case.ended_at + _kept(case.ended_at, founded=case.founded) if case.ended_at else None


def _over(at: dt.datetime) -> QuerySet[Case]:
    ended = Q(founded=False, ended_at__lte=at - _kept(at, founded=False))
    ended |= Q(founded=True, ended_at__lte=at - _kept(at, founded=True))
    files: QuerySet[Case] = Case.objects.filter(ended, state__in=ENDED, told_at__isnull=False).select_related("subject")
    return files.exclude(subject__in=_held_people(at)).order_by("pk")


def _reports_over(at: dt.datetime) -> QuerySet[Report]:
    """Reports that belong to no case: a final one is kept as a founded file, any other as an unfounded one."""
    over = Q(state="FINAL", final_at__lte=at - _kept(at, founded=True))
    over |= Q(drafted_at__lte=at - _kept(at, founded=False), state__in=("DRAFT", "OVERTURNED"))
    reports: QuerySet[Report] = Report.objects.filter(over, case=None).select_related("subject")
    return reports.exclude(subject__in=_held_people(at)).order_by("pk")


def _held_people(at: dt.datetime) -> QuerySet[LegalHold, int]:
    return LegalHold.objects.filter(case=None, until__gt=at, lifted_at=None).values_list("person", flat=True)


def _destroy(reports: QuerySet[Report]) -> int:
    """The reports, and what was told the union because of them; returns the number of reports."""
    notices = DismissalNotice.objects.filter(report__in=reports)
    DismissalPack.objects.filter(notice__in=notices).delete()
    notices.delete()
    number = reports.count()
    reports.delete()
    return number


def _kept(at: dt.datetime, *, founded: bool) -> dt.timedelta:
    return dt.timedelta(days=laws.current(at).number(f"retention.case_days.{'founded' if founded else 'unfounded'}"))
