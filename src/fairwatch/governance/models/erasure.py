"""Orders to erase, and what may hold them up."""

from __future__ import annotations

import datetime as dt

from django.db import models

from fairwatch.governance.models.cases import Case
from fairwatch.governance.models.directory import Person


class LegalHold(models.Model):
    """A person's data must be kept although it should go: who says so, why, and until when (R42)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="legal_holds")
    purpose = models.CharField(max_length=64, blank=True)
    """Empty: under every purpose."""
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="holds")
    """The case that holds its rows; None: the DPO or counsel demanded it."""
    first_day: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)
    last_day: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)
    """The days it holds, both included; None: every day."""
    reason = models.TextField()
    placed_by = models.CharField(max_length=128)
    placed_at = models.DateTimeField()
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)


class ErasureOrder(models.Model):
    """One person's data under one purpose, or a whole purpose, is to go. The row stays as the proof that it went."""

    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="erasure_orders")
    """None: everybody's, because the purpose has ended."""
    purpose = models.CharField(max_length=64, blank=True)
    """Empty: what belongs to no purpose, the address leases of the person's devices."""
    devices: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    """The devices whose leases go: a leaver's are no longer in the directory. Emptied when it is done."""
    reason = models.CharField(max_length=16)
    """withdrawal | leaver | right | purpose_ended"""
    ordered_at = models.DateTimeField()
    due_at = models.DateTimeField()
    carried_out_at = models.DateTimeField(null=True)
    removed: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)
    """Rows removed per store."""

    class Meta:
        indexes = (models.Index(fields=["carried_out_at", "due_at"]),)
