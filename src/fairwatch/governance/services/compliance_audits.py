"""The audit calendar (R44; PIPL art. 54): yearly, by somebody independent; findings stop what they are about."""

from __future__ import annotations

import datetime as dt

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import clock
from fairwatch.governance.clock import moment
from fairwatch.governance.compliance_files import AuditRecord
from fairwatch.governance.models import AuditFinding, ComplianceAudit, PurposeVersion, RoleGrant, State
from fairwatch.governance.models.purposes import LIVE
from fairwatch.governance.services import directory, purpose_reviews
from fairwatch.governance.services.acting import acting
from fairwatch.text import Text

FINDING = "audit finding"


def record(audit: AuditRecord, *, by: str, now: dt.datetime | None = None) -> ComplianceAudit:
    """The auditor puts an audit on record. Active purposes with a finding go under review; a finding about no purpose
    in particular is about all."""
    at = moment(now)
    with acting(by, "record compliance audit", role="auditor", now=now) as act:
        _is_independent(by)
        if audit.audited_on > clock.local_day(at, directory.person(by).time_zone):
            raise ConfigError(Text("审计日期在将来", "the audit is in the future"), where="audited_on")
        made: ComplianceAudit = ComplianceAudit.objects.create(
            audited_on=audit.audited_on,
            auditor=by,
            organisation=audit.organisation,
            report_sha256=audit.report_sha256,
            recorded_at=at,
        )
        for finding in audit.findings:
            AuditFinding.objects.create(audit=made, purpose=finding.purpose, text=finding.text, opened_at=at)
        concerned = {finding.purpose for finding in audit.findings}
        active = set(PurposeVersion.objects.filter(state=State.ACTIVE).values_list("purpose__key", flat=True))
        sent = purpose_reviews.send(active if "" in concerned else concerned, FINDING, by=by, now=now)
        act.counts = {"findings": len(audit.findings), "under review": len(sent)}
    return made


def close_finding(number: int, remedy: str, *, by: str, now: dt.datetime | None = None) -> None:
    """An auditor finds that it has been put right. Nobody else can say so."""
    with acting(by, "close audit finding", role="auditor", now=now) as act:
        act.changed = False
        _is_independent(by)
        finding = AuditFinding.objects.filter(pk=number, closed_at=None).first()
        if finding is None:
            raise ConfigError(
                Text("没有这条未关闭的发现", "there is no such open finding"),
                where=str(number),
                next_step=Text("见 fairwatch duties", "see `fairwatch duties`"),
            )
        if not remedy.strip():
            raise ConfigError(Text("须写明如何整改", "say how it was put right"), where=str(number))
        finding.remedy, finding.closed_by, finding.closed_at = remedy.strip(), by, moment(now)
        finding.save()


def _is_independent(person: str) -> None:
    """An auditor of the directory who holds no other office and proposed none of the purposes that are live."""
    offices = set(RoleGrant.objects.filter(person__key=person, person__left_at=None).values_list("role", flat=True))
    if offices != {"auditor"} or PurposeVersion.objects.filter(state__in=LIVE, sponsor=person).exists():
        raise Refused("E_AUDITOR_DEPENDENT")
