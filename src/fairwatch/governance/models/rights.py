"""What people ask for about their own data, and what they were answered (R36, R38, R39)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from fairwatch.governance.models.directory import Person


class RequestState(models.TextChoices):
    """Where a request stands."""

    RECEIVED = "RECEIVED"
    ANSWERED = "ANSWERED"
    REFUSED = "REFUSED"


class RightsRequest(ConcurrentTransitionMixin, models.Model):
    """One request of one person. Only the person, the DPO and (where ticked) the union ever read it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="rights_requests")
    kind = models.CharField(max_length=16)
    purpose = models.CharField(max_length=64, blank=True)
    """Empty: about everything."""
    words = models.TextField(blank=True)
    """In the person's own words."""
    to_union = models.BooleanField(default=False)
    kin = models.CharField(max_length=128, blank=True)
    """Who asks in place of a deceased person, with the SHA-256 of the proof of kinship and death."""
    proof_sha256 = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField()
    reply_by: models.DateField[dt.date, dt.date] = models.DateField()
    state: Any = FSMField(default=RequestState.RECEIVED.value, choices=RequestState.choices, protected=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=128, blank=True)
    answer = models.TextField(blank=True)
    """The answer; for a refusal its reason."""
    lifted_at = models.DateTimeField(null=True)
    """When the person took back a restriction or objection that was granted."""

    class Meta:
        indexes = (models.Index(fields=["kind", "state"]),)

    # The moves alone; ``services.rights`` holds the guards and is the only caller.

    @transition(state, source=RequestState.RECEIVED.value, target=RequestState.ANSWERED.value)
    def grant(self) -> None: ...

    @transition(state, source=RequestState.RECEIVED.value, target=RequestState.REFUSED.value)
    def refuse(self) -> None: ...
