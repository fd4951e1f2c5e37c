"""The YAML files that are filled in for the periodic duties: an audit with its findings, the outcome of a review."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from fairwatch.governance import documents, dossier, scope
from fairwatch.governance.documents import Section
from fairwatch.governance.records import AssessmentRecord


@dataclass(frozen=True, slots=True)
class FindingRecord:
    """Something an audit found wrong; ``purpose`` is empty when it is about all of them."""

    purpose: str
    text: str


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One compliance audit (R44). The auditor is whoever records it."""

    audited_on: dt.date
    organisation: str
    report_sha256: str
    findings: tuple[FindingRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """What a review of a purpose found, and the two who agree that it goes on."""

    effect: str
    effect_met: bool
    assessment: AssessmentRecord
    union_statement: str
    dpo: str
    union: str


def read_audit(path: Path) -> AuditRecord:
    """``audited_on``, ``organisation``, ``report_sha256`` and, if any, ``findings`` of ``purpose`` and ``text``."""
    document = documents.read(path)
    document.only("audited_on", "organisation", "report_sha256", "findings")
    findings = document.sections("findings") if document.has("findings") else ()
    return AuditRecord(
        audited_on=document.day("audited_on"),
        organisation=document.text("organisation"),
        report_sha256=document.sha256("report_sha256"),
        findings=tuple(_finding(item) for item in findings),
    )


def read_review(path: Path) -> ReviewRecord:
    """``effect``, ``effect_met``, ``assessment`` as in a dossier, ``union_statement`` and ``keys`` of two people."""
    document = documents.read(path)
    document.only("effect", "effect_met", "assessment", "union_statement", "keys")
    keys = document.section("keys")
    keys.only("dpo", "union")
    return ReviewRecord(
        effect=document.text("effect"),
        effect_met=document.flag("effect_met"),
        assessment=dossier.assessment(document.section("assessment")),
        union_statement=document.text("union_statement"),
        dpo=keys.text("dpo"),
        union=keys.text("union"),
    )


def _finding(item: Section) -> FindingRecord:
    item.only("purpose", "text")
    purpose = scope.template(item.text("purpose")).id if item.has("purpose") else ""
    return FindingRecord(purpose, item.text("text"))
