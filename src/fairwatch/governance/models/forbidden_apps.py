"""The published list of forbidden apps (R24)."""

from __future__ import annotations

from django.db import models


class ForbiddenApp(models.Model):
    """A site of the catalogue that the rulebook forbids, in force after its notice period."""

    site = models.CharField(max_length=64, unique=True)
    published_on = models.DateField()
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
