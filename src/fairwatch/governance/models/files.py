"""Registered confidential files (R23)."""

from __future__ import annotations

import datetime as dt

from django.db import models


class RegisteredFile(models.Model):
    """What is known of a confidential file: that it is one. Neither its name nor anything of its contents is here."""

    name_hash: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    """HMAC-SHA-256 of the name as the gate compares it, under the workspace's secret."""
    content_hash: models.CharField[str, str] = models.CharField(max_length=64, blank=True)
    """HMAC-SHA-256 of the SHA-256 of the contents; empty for a file of which only the name was given."""
    label = models.BinaryField()
    """Its label, sealed with the workspace's secret: the name of a folder may itself be confidential."""
    registered_at: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField()
