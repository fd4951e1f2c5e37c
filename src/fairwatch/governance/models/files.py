"""Registered confidential files (R23)."""

from __future__ import annotations

import datetime as dt

from django.db import models


class RegisteredFile(models.Model):
    """What is known of a confidential file: that it is one. Neither its name nor anything of its contents is here."""

    name_hash: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    """HMAC-SHA-256 of the name as the gate compares it, under the workspace's secret."""
    sha256_hash: models.CharField[str, str] = models.CharField(max_length=64, blank=True)
    """HMAC-SHA-256 of the SHA-256 of the contents; empty for a file of which only the name was given, and of an empty
    one. So are the two after it: sensors log one digest or another."""
    sha1_hash: models.CharField[str, str] = models.CharField(max_length=64, blank=True)
    md5_hash: models.CharField[str, str] = models.CharField(max_length=64, blank=True)
    fingerprint = models.BinaryField(default=bytes)
    """The keyed fuzzy fingerprint of its text, sealed; empty where it has none."""
    version_of: models.ForeignKey[RegisteredFile | None, RegisteredFile | None] = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="versions"
    )
    """The file registered first of which this one is another version."""
    label = models.BinaryField()
    """Its label, sealed with the workspace's secret: the name of a folder may itself be confidential."""
    registered_at: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField()
