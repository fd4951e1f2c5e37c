"""The union's step before a dismissal (LCL art. 43), and the packs that were let out (R29, R33)."""

from __future__ import annotations

import datetime as dt

from django.db import models

from fairwatch.governance.models.reviews import Report


class DismissalNotice(models.Model):
    """The reasons that rest on one final report, as the union was told them, and what it replied."""

    key = models.CharField(max_length=16, unique=True)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="dismissal_notices")
    notified_by = models.CharField(max_length=128)
    reasons = models.TextField()
    notified_on: models.DateField[dt.date, dt.date] = models.DateField()
    reply = models.TextField(blank=True)
    replied_by = models.CharField(max_length=128, blank=True)
    replied_at = models.DateTimeField(null=True)


class DismissalPack(models.Model):
    """The final report of a notice, let out for a dismissal after every step."""

    notice = models.ForeignKey(DismissalNotice, on_delete=models.PROTECT, related_name="packs")
    requester = models.CharField(max_length=128)
    released_at = models.DateTimeField()
