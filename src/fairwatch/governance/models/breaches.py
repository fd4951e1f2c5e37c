"""Breaches: leaks, tampering and loss of personal data, and who was told of them (R43; PIPL art. 57)."""

from __future__ import annotations

import datetime as dt

from django.db import models

from fairwatch.governance.models.held import Held


class Breach(Held):
    """One breach. The clocks run from ``detected_at``. Nothing in it names a person whose data it is about."""

    key = models.CharField(max_length=16, unique=True)
    detected_at: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField()
    what = models.TextField()
    severity = models.CharField(max_length=16)
    """One of ``lawpack.SEVERITIES``; it only ever becomes graver."""
    purposes: models.JSONField[list[str], list[str]] = models.JSONField()
    contents: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    """What the notifications say, by the names of ``breach_contents.CONTENTS``."""
    reported_by = models.CharField(max_length=128)
    recorded_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=128, blank=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)


class BreachNotification(Held):
    """That the authority or the people concerned were told, with the hash of the text that they got."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="notifications")
    to = models.CharField(max_length=16)
    """authority | persons"""
    text_sha256 = models.CharField(max_length=64)
    sent_by = models.CharField(max_length=128)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["breach", "to"], name="one_notification_per_side"),)
