"""Which policies were ever in force, and what they said: what a stored row is checked against later (R33)."""

from __future__ import annotations

from django.db import models


class CompiledPolicy(models.Model):
    """The hash of one compiled snapshot. Never deleted."""

    hash = models.CharField(max_length=64, primary_key=True)
    compiled_at = models.DateTimeField()
    parts: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    """Part (``policy.PolicySnapshot.parts``) -> its SHA-256; the policy's hash is made of these."""


class PolicyPart(models.Model):
    """One part of a policy, which policies that agree in it share. It goes when no stored row needs it any more."""

    digest = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()
    """The part, compressed (zlib)."""
