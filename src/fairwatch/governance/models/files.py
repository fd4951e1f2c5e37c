"""Registered confidential files (R23)."""

from __future__ import annotations

from django.db import models


class RegisteredFile(models.Model):
    """The name of a confidential file, lower case."""

    name = models.CharField(max_length=255, unique=True)
    registered_at = models.DateTimeField()
