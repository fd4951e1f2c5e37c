"""What has to be done by when: reviews, ends of purposes and contracts, audits, findings, breaches, rights requests,
cases, recipients' papers, and the upkeep without which nothing is collected.

A list for those who run the procedure. It names no person and no content, and of a rights request not even its kind:
who complained is nobody's business here (R38).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from fairwatch.governance import clock
from fairwatch.governance.clock import moment
from fairwatch.governance.models import AuditFinding, Case, PurposeVersion, RequestState, RightsRequest, State
from fairwatch.governance.models.cases import RUNNING
from fairwatch.governance.services import breaches, contracts, erasure, laws, retention, standing, transfers
from fairwatch.text import Text


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done. ``about`` is a purpose, or the number or key of a record."""

    kind: str
    about: str
    due_at: dt.datetime | None
    """None: as soon as possible; something is stopped until then."""
    text: Text
    escalated: bool = False

    def is_overdue(self, at: dt.datetime) -> bool:
        """Whether its time has gone by."""
        return self.due_at is not None and self.due_at <= at


def due(within_days: int | None = None, now: dt.datetime | None = None) -> list[Duty]:
    """Every duty, the most urgent first; with ``within_days`` only those that fall due by then."""
    at = moment(now)
    duties = [*_breaches(at), *_purposes(at), *_audits(at), *_requests(), *_cases(at), *_recipients(at), *_upkeep(at)]
    last = None if within_days is None else at + dt.timedelta(days=within_days)
    wanted = [duty for duty in duties if duty.due_at is None or last is None or duty.due_at <= last]
    return sorted(wanted, key=lambda duty: (duty.due_at or at, duty.kind, duty.about))


def _breaches(at: dt.datetime) -> Iterator[Duty]:
    for breach in breaches.running():
        told, until = breaches.told(breach), breaches.deadlines(breach, at)
        urgent = breaches.is_escalated(breach, at)
        if "authority" not in told:
            yield Duty("breach", breach.key, until.authority, Text("报告监管部门", "tell the authority"), urgent)
        if "persons" not in told:
            yield Duty("breach", breach.key, until.persons, Text("通知个人", "tell the people concerned"))
        if told == {"authority", "persons"}:
            yield Duty("breach", breach.key, None, Text("关闭事件", "close the breach"))


def _purposes(at: dt.datetime) -> Iterator[Duty]:
    rows = standing.live(at)
    ticking = standing.clocks([version for version, _ in rows], at)
    for version, move in rows:
        name, state = version.purpose.key, move.target if move else version.state
        if state == State.ACTIVE:
            yield Duty("review", name, ticking.review_due(version), Text("复核", "review"))
        elif state == State.REVIEW:
            lapses = ticking.review_lapses(version)
            yield Duty("review", name, lapses, Text("完成复核，否则终止", "conclude the review, or it ends"))
        elif state == State.SUSPENDED:
            yield Duty("review", name, None, _why_suspended(version, move.reason if move else ""))
        yield Duty("end", name, version.active_until, Text("目的到期", "the purpose ends"))
        if ends := contracts.ends(version):
            yield Duty("contract", name, ends, Text("集体合同到期，须续订", "the collective contract ends; renew it"))


def _why_suspended(version: PurposeVersion, reason: str) -> Text:
    last = version.changes.filter(target=State.SUSPENDED.value).order_by("-pk").values_list("reason", flat=True).first()
    why = reason or last or ""
    return Text(f"已暂停：{why}", f"suspended: {why}")


def _audits(at: dt.datetime) -> Iterator[Duty]:
    if by := standing.audit_due(laws.current(at)):
        yield Duty("audit", "", by, Text("合规审计", "compliance audit"))
    for number, purpose in AuditFinding.objects.filter(closed_at=None).order_by("pk").values_list("pk", "purpose"):
        yield Duty("finding", str(number), None, Text(f"整改审计发现 {purpose}", f"put right a finding {purpose}"))


def _requests() -> Iterator[Duty]:
    rows = RightsRequest.objects.filter(state=RequestState.RECEIVED).select_related("person").order_by("pk")
    for request in rows:
        end = clock.midnight(request.reply_by + dt.timedelta(days=1), request.person.time_zone)
        yield Duty("request", str(request.pk), end, Text("答复权利请求", "answer a rights request"))


def _cases(at: dt.datetime) -> Iterator[Duty]:
    tell = dt.timedelta(days=laws.current(at).number("cases.tell_days"))
    for case in Case.objects.filter(told_at=None).order_by("pk"):
        if case.state in RUNNING and case.expires_at > at:
            yield Duty("case", case.key, case.expires_at, Text("案件到期", "the case ends"))
        else:
            until = case.tell_by or case.expires_at + tell
            yield Duty("case", case.key, until, Text("告知当事人", "tell the person it was about"))


def _recipients(at: dt.datetime) -> Iterator[Duty]:
    for recipient in transfers.running(at):
        end = clock.midnight(recipient.until + dt.timedelta(days=1), "UTC")
        yield Duty("recipient", recipient.key, end, Text("接收方登记到期", "the recipient's papers end"))


def _upkeep(at: dt.datetime) -> Iterator[Duty]:
    """Of what is to be erased only by when: that somebody withdrew a consent is nobody's business either (R12)."""
    if retention.has_stalled(at):
        stopped = Text("采集已停止：运行 fairwatch maintain", "collection has stopped: run fairwatch maintain")
        yield Duty("upkeep", "", None, stopped)
    if due := erasure.next_due(at):
        yield Duty("erasure", "", due, Text("删除到期数据：fairwatch maintain", "data must go: fairwatch maintain"))
