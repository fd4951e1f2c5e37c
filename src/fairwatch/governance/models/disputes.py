"""Rows that a person says are wrong (R37)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from fairwatch.governance.models.directory import Person
from fairwatch.governance.models.rights import RightsRequest


class DisputeState(models.TextChoices):
    """OPEN and CORRECTED keep the rows out of every result; a correction ends with APPLIED."""

    OPEN = "OPEN"
    RELEASED = "RELEASED"
    CORRECTED = "CORRECTED"
    APPLIED = "APPLIED"


class Dispute(ConcurrentTransitionMixin, models.Model):
    """The rows of one person under one purpose: of a day or all, of a site or all."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="disputes")
    request = models.OneToOneField(RightsRequest, on_delete=models.PROTECT, related_name="dispute")
    purpose = models.CharField(max_length=64)
    day: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)
    site = models.CharField(max_length=64, blank=True)
    state: Any = FSMField(default=DisputeState.OPEN.value, choices=DisputeState.choices, protected=True)
    category = models.CharField(max_length=64, blank=True)
    """What the use really was, when it was corrected; empty: the rows are simply wrong."""
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["state"]),)

    # The moves alone; ``services.disputes`` holds the guards and is the only caller.

    @transition(state, source=DisputeState.OPEN.value, target=DisputeState.RELEASED.value)
    def release(self) -> None: ...

    @transition(state, source=DisputeState.OPEN.value, target=DisputeState.CORRECTED.value)
    def correct(self) -> None: ...

    @transition(state, source=DisputeState.CORRECTED.value, target=DisputeState.APPLIED.value)
    def apply(self) -> None: ...
