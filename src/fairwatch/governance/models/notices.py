"""Individual notices: served, and acknowledged as read, which is not consent (R08)."""

from __future__ import annotations

from django.db import models

from fairwatch.governance.models.directory import Person


class Notice(models.Model):
    """One notice of one purpose to one person. Never deleted: it is the proof (PIPL art. 69)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices")
    purpose = models.CharField(max_length=64)
    """Key of the purpose; a notice may be served before the version is in force."""
    language = models.CharField(max_length=8)
    served_on = models.DateField()
    acknowledged_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "purpose", "served_on"], name="one_notice_per_serving"),
        )
        indexes = (models.Index(fields=["purpose", "served_on"]),)
