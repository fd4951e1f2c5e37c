"""The public keys of the two officers who open sealed evidence together."""

from __future__ import annotations

from django.db import models

from fairwatch.governance.models.directory import Person


class OfficerKey(models.Model):
    """One officer's public key. What was sealed for it is opened with its private half, which no workspace holds."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="officer_keys")
    role = models.CharField(max_length=16)
    """dpo | union | counsel, as which the person registered it."""
    public_pem = models.TextField()
    fingerprint = models.CharField(max_length=32, unique=True)
    registered_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    """From then on nothing is sealed for it."""
    retired_because = models.CharField(max_length=16, blank=True)
    """rotated | lost"""
    successor = models.CharField(max_length=32, blank=True)
    """Fingerprint of the key that took its place."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(retired_at=None), name="one_live_officer_key_per_person"
            ),
            models.UniqueConstraint(
                fields=["role"], condition=models.Q(retired_at=None), name="one_live_officer_key_per_role"
            ),
        )
