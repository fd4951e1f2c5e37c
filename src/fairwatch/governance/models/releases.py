"""What the door out has shown of groups, and what it has spent of the privacy budget (R28, LAW section 8)."""

from __future__ import annotations

from django.db import models

Value = str | int | float | bool | None


class ReleasedAnswer(models.Model):
    """One row of a group table as it was shown. It passed suppression, so it is about no few people."""

    purpose = models.CharField(max_length=64)
    series = models.CharField(max_length=128)
    """Analysis and table."""
    cell = models.CharField(max_length=32)
    """Keyed name of the cell."""
    row: models.JSONField[dict[str, Value], dict[str, Value]] = models.JSONField()
    fingerprint = models.BinaryField(null=True)
    """Keyed digests of who contributes what; nobody's without the purpose's key."""
    smallest_group = models.PositiveIntegerField()
    released_at = models.DateTimeField()
    until = models.DateField(db_index=True)

    class Meta:
        indexes = (models.Index(fields=["purpose", "series"]),)


class NoisyRelease(models.Model):
    """A noisy count of one purpose and period, which is also the charge for it: neither is there without the other."""

    purpose = models.CharField(max_length=64)
    period = models.CharField(max_length=16)
    people: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField()
    """Leaf -> how many people there were to count."""
    seen: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField()
    """Leaf -> how many were counted, with noise."""
    drawn_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["purpose", "period"], name="one_noisy_count_per_period"),)
