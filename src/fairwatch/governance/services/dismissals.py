"""Before a report may be used for a dismissal: untainted rows, and the union heard (R29, R33; LCL art. 43).

Taint is permanent: nothing that was learnt from leaving-tendency data, and no row that cannot prove the policy it was
collected under, ever enters a pack, whoever asks and whatever is agreed later.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from fairwatch.errors import Refused
from fairwatch.governance import calendars
from fairwatch.governance.clock import local_day, moment
from fairwatch.governance.models import DismissalNotice, DismissalPack, Purpose, Report
from fairwatch.governance.prohibited import DEPARTURE
from fairwatch.governance.services import directory, laws, policy_proofs, reviews, rubber_stamp
from fairwatch.governance.services.acting import acting
from fairwatch.governance.services.reviews import ReportView


@dataclass(frozen=True, slots=True)
class Pack:
    """What goes to the personnel file: the final report with the comment, and what the union was told and replied."""

    report: ReportView
    notice: str
    notified_on: dt.date
    union_reply: str
    """Empty when its time to reply went by."""


def notify_union(report: str, reasons: str, *, by: str, now: dt.datetime | None = None) -> str:
    """Tell the union the reasons of an intended dismissal that rests on a final report; returns the notice's key."""
    at, key = moment(now), secrets.token_hex(6)
    with acting(by, "notify union of dismissal", now=now) as act:
        act.changed = False
        row = reviews.find(report)
        act.concerning.add(row.subject.key)
        _refuse_unusable(row, by)
        if not reasons.strip():
            raise Refused("E_UNION_NOTICE", where="notice.reasons")
        DismissalNotice.objects.create(
            key=key,
            report=row,
            notified_by=by,
            reasons=reasons.strip(),
            notified_on=local_day(at, row.subject.time_zone),
        )
    return key


def reply(notice: str, text: str, *, by: str, now: dt.datetime | None = None) -> None:
    """The union's reply, once."""
    with acting(by, "reply to dismissal notice", role="union", now=now) as act:
        act.changed = False
        row = DismissalNotice.objects.select_related("report__subject").filter(key=notice, replied_at=None).first()
        if row is None or not directory.holds(by, "union") or not text.strip():
            raise Refused("E_UNION_NOTICE", where="reply")
        act.concerning.add(row.report.subject.key)
        row.reply, row.replied_by, row.replied_at = text.strip(), by, moment(now)
        row.save()


def assemble(notice: str, *, by: str, now: dt.datetime | None = None) -> Pack:
    """The pack for a dismissal, or refused: not final, tainted, or the union not heard."""
    at = moment(now)
    with acting(by, "assemble dismissal pack", now=now) as act:
        act.changed = False
        row = DismissalNotice.objects.select_related("report__subject", "report__case").filter(key=notice).first()
        if row is None:
            raise Refused("E_UNION_NOTICE", where="notice")
        act.concerning.add(row.report.subject.key)
        _refuse_unusable(row.report, by)
        _refuse_unheard_union(row, at)
        DismissalPack.objects.create(notice=row, requester=by, released_at=at)
    return Pack(reviews.view(row.report), row.key, row.notified_on, row.reply)


def refuse_tainted(report: Report) -> None:
    """Raise ``Refused("E_TAINTED")`` unless the report rests on rows, and every one of them proves its policy."""
    if not report.lineage:
        raise Refused("E_TAINTED", where="lineage")
    read_in_case = set(report.case.fields) if report.case else set()
    kinds = dict(Purpose.objects.filter(key__in={*report.lineage, *read_in_case}).values_list("key", "kind"))
    for purpose in sorted({*report.lineage, *read_in_case}):
        # An unknown purpose proves nothing; and who has read of job search in the case cannot unread it.
        if kinds.get(purpose) in {None, *DEPARTURE}:
            raise Refused("E_TAINTED", where=purpose)
    for purpose, files in report.lineage.items():
        if not files or not all(policy_proofs.are_known(hashes) for hashes in files):
            raise Refused("E_TAINTED", where=purpose)


def _refuse_unusable(report: Report, by: str) -> None:
    """HR alone, with a final report by a reviewer who does not only nod, and nothing tainted in it."""
    if not directory.holds(by, "hr") or by == report.subject.key:
        raise Refused("E_DISCLOSURE", where="dismissal")
    if report.state in ("DRAFT", "OVERTURNED"):
        raise Refused("E_HUMAN_REVIEW", where=report.key)
    if report.state != "FINAL":
        raise Refused("E_HEARING", where=report.key)
    rubber_stamp.refuse_suspended(report.reviewer)
    refuse_tainted(report)


def _refuse_unheard_union(notice: DismissalNotice, at: dt.datetime) -> None:
    """The union has replied, or its working days after the day of the notice are over."""
    pack = laws.current(at)
    last_day = calendars.working_day_after(
        pack.word("procedure.calendar"), notice.notified_on, pack.number("dismissals.union_working_days")
    )
    replied = notice.replied_at is not None and notice.replied_at <= at
    if not replied and local_day(at, notice.report.subject.time_zone) <= last_day:
        raise Refused("E_UNION_NOTICE", where="reply")
