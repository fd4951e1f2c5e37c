"""Which policies were ever in force: what proves that a stored row was collected under one of them (R33)."""

from __future__ import annotations

from django.db import models


class CompiledPolicy(models.Model):
    """The hash of one compiled snapshot. Never deleted."""

    hash = models.CharField(max_length=64, primary_key=True)
    compiled_at = models.DateTimeField()
