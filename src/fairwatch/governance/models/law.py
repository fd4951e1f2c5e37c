"""Which law pack has been in force since when, and whose packs from outside the workspace believes (R46)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models


class LawAdoption(models.Model):
    """One adoption of a pack, with its values as they were. The first began the workspace."""

    law = models.CharField(max_length=32)
    version = models.CharField(max_length=32)
    effective: models.DateField[dt.date, dt.date] = models.DateField()
    time_zone = models.CharField(max_length=64, default="UTC")
    parent = models.CharField(max_length=32, blank=True)
    """The pack it was laid over."""
    values: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    added: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    """Values of fields that the program has had only since the adoption, from its own pack at that time."""
    own: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    """What the pack itself named: with it, the signature can be checked again at any time."""
    pack_hash = models.CharField(max_length=64)
    publisher = models.CharField(max_length=64, blank=True)
    """Fingerprint of the key that signed it; empty for a pack of the program."""
    signature = models.CharField(max_length=128, blank=True)
    adopted_at = models.DateTimeField()
    in_force_from = models.DateTimeField()
    """The later of adoption and the beginning of its effective day; it is in force until the next one is."""


class LawPublisher(models.Model):
    """A publisher's public key. It counts once DPO and union have both turned theirs, until either takes it back."""

    fingerprint = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=128)
    public_key = models.TextField()
    """PEM."""
    revoked_at = models.DateTimeField(null=True)


class LawPublisherKey(models.Model):
    """One office's trust in a publisher."""

    publisher = models.ForeignKey(LawPublisher, on_delete=models.CASCADE, related_name="keys")
    role = models.CharField(max_length=16)
    person = models.CharField(max_length=128)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["publisher", "role"], name="one_trust_per_office"),)
