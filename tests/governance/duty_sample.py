"""An auditor, a year of the invented organisation, and the records that its periodic duties need."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.governance.sample import DIGEST, PEOPLE

from fairwatch.governance.compliance_files import AuditRecord, FindingRecord, ReviewRecord
from fairwatch.governance.records import ASSESSMENT_QUESTIONS, AssessmentRecord

DPO, UNION, AUDITOR = "p0004", "p0005", "p0008"
WITH_AUDITOR = f"{PEOPLE}{AUDITOR},qin,Audit,auditor,Asia/Shanghai,,no\n"
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)

BEGAN = dt.datetime(2026, 7, 22, 16, tzinfo=dt.UTC)
"""When the purposes of ``sample.dossier`` are in force from: midnight in Shanghai after the union's key."""
REVIEW_DUE = dt.datetime(2027, 1, 22, 16, tzinfo=dt.UTC)
LAPSES = REVIEW_DUE + 30 * DAY
AUDIT_DUE = dt.datetime(2027, 7, 22, 16, tzinfo=dt.UTC)


def audit(audited_on: dt.date, *findings: tuple[str, str]) -> AuditRecord:
    """An audit with these findings, each a purpose (empty: all) and what is wrong."""
    return AuditRecord(audited_on, "Invented Auditors", DIGEST, tuple(FindingRecord(*item) for item in findings))


def review(signed_on: dt.date, **changes: Any) -> ReviewRecord:
    """A review with a good outcome; the assessment is refreshed on ``signed_on``."""
    assessment = AssessmentRecord(DPO, signed_on, "low", dict.fromkeys(ASSESSMENT_QUESTIONS, "answered anew"))
    values: dict[str, Any] = {
        "effect": "the median fell by a tenth",
        "effect_met": True,
        "assessment": assessment,
        "union_statement": "agreed",
        "dpo": DPO,
        "union": UNION,
    }
    return ReviewRecord(**{**values, **changes})
