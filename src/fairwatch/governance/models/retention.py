"""Runs of the job that expires data."""

from __future__ import annotations

from django.db import models


class RetentionRun(models.Model):
    """One completed run. Ingest stops when the last one is too old (R47)."""

    ran_at = models.DateTimeField(db_index=True)
    removed: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)
    """Rows removed per table."""
