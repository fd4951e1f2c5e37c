"""Before a report may be used for a dismissal: untainted rows, and the union heard (R29, R33; LCL art. 43).

Taint is permanent: nothing that was learnt from leaving-tendency data, and no row that cannot prove the policy it was
collected under, ever enters a pack, whoever asks and whatever is agreed later. At every step the rows are found and
passed through the gate's rules of their day again (``lineage.Trace``): what was put into the lake by hand, changed
since the report, or lies outside the case, refuses the pack.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from fairwatch.errors import Refused
from fairwatch.governance import calendars, lineage
from fairwatch.governance.clock import local_day, moment
from fairwatch.governance.lineage import StoredRows, Trace
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


def notify_union(report: str, reasons: str, *, trace: Trace, by: str, now: dt.datetime | None = None) -> str:
    """Tell the union the reasons of an intended dismissal that rests on a final report; returns the notice's key.

    ``trace``: finds the rows of a case as they are stored now.
    """
    at, key = moment(now), secrets.token_hex(6)
    with acting(by, "notify union of dismissal", now=now) as act:
        act.changed = False
        row = reviews.find(report)
        act.concerning.add(row.subject.key)
        _refuse_unusable(row, trace, by)
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


def assemble(notice: str, *, trace: Trace, by: str, now: dt.datetime | None = None) -> Pack:
    """The pack for a dismissal, or refused: not final, tainted, or the union not heard."""
    at = moment(now)
    with acting(by, "assemble dismissal pack", now=now) as act:
        act.changed = False
        row = DismissalNotice.objects.select_related("report__subject", "report__case").filter(key=notice).first()
        if row is None:
            raise Refused("E_UNION_NOTICE", where="notice")
        act.concerning.add(row.report.subject.key)
        _refuse_unusable(row.report, trace, by)
        _refuse_unheard_union(row, at)
        DismissalPack.objects.create(notice=row, requester=by, released_at=at)
    return Pack(reviews.view(row.report), row.key, row.notified_on, row.reply)


def refuse_tainted(report: Report, trace: Trace) -> None:
    """Raise ``Refused("E_TAINTED")`` unless the report rests on rows of its case, and every one of them is in order."""
    if report.case is None:
        # Nobody reads of one person but in a case (R35), so what this rests on was not read lawfully.
        raise Refused("E_TAINTED", where="case")
    recorded = lineage.from_json(report.lineage)
    if not recorded:
        raise Refused("E_TAINTED", where="lineage")
    _refuse_leaving_data({*report.case.fields, *(rows.purpose for rows in recorded)})
    present = {(rows.purpose, rows.table, rows.day): rows for rows in trace(report.case.key)}
    for rows in recorded:
        if rows.purpose not in report.case.fields or not report.case.first_day <= rows.day <= report.case.last_day:
            raise Refused("E_TAINTED", where=f"{rows.purpose} case")
        _refuse_unproven(rows, present.pop((rows.purpose, rows.table, rows.day), None))
    if present:
        # Rows of the case that nobody reviewed: they came after the report.
        raise Refused("E_TAINTED", where="rows")


def _refuse_leaving_data(purposes: set[str]) -> None:
    """Who has read of job search in the case cannot unread it; and an unknown purpose proves nothing (R29)."""
    kinds = dict(Purpose.objects.filter(key__in=purposes).values_list("key", "kind"))
    for purpose in sorted(purposes):
        if kinds.get(purpose) in {None, *DEPARTURE}:
            raise Refused("E_TAINTED", where=purpose)


def _refuse_unproven(recorded: StoredRows, present: StoredRows | None) -> None:
    """The rows are still there as they were, of known policies, and the gates of their day would let them in again."""
    if present is None or (present.rows, present.digest) != (recorded.rows, recorded.digest):
        raise Refused("E_TAINTED", where=f"{recorded.purpose} {recorded.day} rows")
    for rows in (recorded, present):
        if not rows.files or not all(policy_proofs.are_known(hashes) for hashes in rows.files):
            raise Refused("E_TAINTED", where=f"{recorded.purpose} {recorded.day} policy")
        if rows.refused:
            raise Refused("E_TAINTED", where=f"{recorded.purpose} {recorded.day} {rows.refused[0]}")


def _refuse_unusable(report: Report, trace: Trace, by: str) -> None:
    """HR alone, with a final report by a reviewer who does not only nod, and nothing tainted in it."""
    if not directory.holds(by, "hr") or by == report.subject.key:
        raise Refused("E_DISCLOSURE", where="dismissal")
    if report.state in ("DRAFT", "OVERTURNED"):
        raise Refused("E_HUMAN_REVIEW", where=report.key)
    if report.state != "FINAL":
        raise Refused("E_HEARING", where=report.key)
    rubber_stamp.refuse_suspended(report.reviewer)
    refuse_tainted(report, trace)


def _refuse_unheard_union(notice: DismissalNotice, at: dt.datetime) -> None:
    """The union has replied, or its working days after the day of the notice are over."""
    pack = laws.current(at)
    last_day = calendars.working_day_after(
        pack.word("procedure.calendar"), notice.notified_on, pack.number("dismissals.union_working_days")
    )
    replied = notice.replied_at is not None and notice.replied_at <= at
    if not replied and local_day(at, notice.report.subject.time_zone) <= last_day:
        raise Refused("E_UNION_NOTICE", where="reply")
