"""What people show of themselves to somebody they choose (DESIGN, leaving tendency, tier "shared")."""

from __future__ import annotations

from typing import Any

from django.db import models

from fairwatch.governance.models.directory import Person


class Share(models.Model):
    """Some rows of one purpose, ticked one by one. The rows are gone as soon as the share ends; that it was stays."""

    key = models.CharField(max_length=16, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="shares")
    recipient = models.CharField(max_length=128)
    purpose = models.CharField(max_length=64)
    items: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField()
    pushed_at = models.DateTimeField()
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
