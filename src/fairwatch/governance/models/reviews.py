"""Reports about a person: reviewed by a named human and heard by the person before anybody acts on them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from fairwatch.governance.models.cases import Case
from fairwatch.governance.models.directory import Person


class ReportState(models.TextChoices):
    """Where a report stands."""

    DRAFT = "DRAFT"
    REVIEWED = "REVIEWED"
    OVERTURNED = "OVERTURNED"
    HEARING = "HEARING"
    FINAL = "FINAL"


class Report(ConcurrentTransitionMixin, models.Model):
    """One report about one person, with the review and the person's comment, which belong to it for ever."""

    key = models.CharField(max_length=16, unique=True)
    subject = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reports")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="reports")
    requester = models.CharField(max_length=128)
    reviewer = models.CharField(max_length=128)
    text = models.TextField()
    lineage: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField()
    """The stored rows that the report rests on (``governance.lineage.StoredRows``)."""
    drafted_at = models.DateTimeField()
    review_begun_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reasons = models.TextField(blank=True)
    hearing_opened_on: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)
    comment = models.TextField(blank=True)
    commented_at = models.DateTimeField(null=True)
    dpo_signed_by = models.CharField(max_length=128, blank=True)
    """The DPO's signature where the person is protected because they complained (R38)."""
    dpo_reasons = models.TextField(blank=True)
    final_at = models.DateTimeField(null=True)
    state = FSMField(default=ReportState.DRAFT.value, choices=ReportState.choices, protected=True)

    class Meta:
        indexes = (models.Index(fields=["reviewer", "reviewed_at"]),)

    # The moves alone; ``services.reviews`` holds the guards and is the only caller.

    @transition(state, source=ReportState.DRAFT.value, target=ReportState.REVIEWED.value)
    def uphold(self) -> None: ...

    @transition(state, source=ReportState.DRAFT.value, target=ReportState.OVERTURNED.value)
    def overturn(self) -> None: ...

    @transition(state, source=ReportState.REVIEWED.value, target=ReportState.HEARING.value)
    def open_hearing(self) -> None: ...

    @transition(state, source=ReportState.HEARING.value, target=ReportState.FINAL.value)
    def finalise(self) -> None: ...


class Reinstatement(models.Model):
    """A reviewer who had been suspended for only nodding reviews again; the measure begins anew."""

    reviewer = models.CharField(max_length=128)
    by = models.CharField(max_length=128)
    reasons = models.TextField()
    at = models.DateTimeField()
