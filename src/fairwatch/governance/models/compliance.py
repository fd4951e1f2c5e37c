"""The periodic duties: compliance audits and their findings (R44), reviews of purposes (LAW section 6)."""

from __future__ import annotations

import datetime as dt

from django.db import models

from fairwatch.governance.models.held import Held
from fairwatch.governance.models.procedure import BasisProof
from fairwatch.governance.models.purposes import PurposeVersion


class ComplianceAudit(Held):
    """One audit of the whole processing by somebody independent (PIPL art. 54)."""

    audited_on: models.DateField[dt.date, dt.date] = models.DateField()
    auditor = models.CharField(max_length=128)
    organisation = models.CharField(max_length=200)
    """Whom the auditor works for; the organisation itself or an outside firm."""
    report_sha256 = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()


class AuditFinding(Held):
    """Something an audit found wrong. While it is open, the purposes it is about pass no review."""

    audit = models.ForeignKey(ComplianceAudit, on_delete=models.PROTECT, related_name="findings")
    purpose = models.CharField(max_length=64, blank=True)
    """Empty: about every purpose."""
    text = models.TextField()
    opened_at = models.DateTimeField()
    remedy = models.TextField(blank=True)
    closed_by = models.CharField(max_length=128, blank=True)
    closed_at = models.DateTimeField(null=True)


class PurposeReview(Held):
    """The outcome with which a version went back from REVIEW to ACTIVE."""

    version = models.ForeignKey(PurposeVersion, on_delete=models.PROTECT, related_name="reviews")
    scope_hash = models.CharField(max_length=64)
    effect = models.TextField()
    """What the effect's measure showed since the last time."""
    union_statement = models.TextField()
    dpo = models.CharField(max_length=128)
    union = models.CharField(max_length=128)
    recorded_at = models.DateTimeField()


class BasisWithdrawal(Held):
    """The evidence of a legal basis no longer holds: a rulebook repealed, a contract ended, a document proven wrong.

    Evidence that is recorded anew afterwards, before activation, counts again; of a live version nothing does.
    """

    basis = models.ForeignKey(BasisProof, on_delete=models.PROTECT, related_name="withdrawals")
    reason = models.TextField()
    by = models.CharField(max_length=128)
    at = models.DateTimeField()


class ContractRenewal(Held):
    """The collective contract that a live basis rests on was concluded anew; from then on this one counts."""

    basis = models.ForeignKey(BasisProof, on_delete=models.PROTECT, related_name="renewals")
    contract = models.CharField(max_length=128)
    sha256 = models.CharField(max_length=64)
    until: models.DateField[dt.date, dt.date] = models.DateField()
    by = models.CharField(max_length=128)
    at = models.DateTimeField()
