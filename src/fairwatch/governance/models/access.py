"""Personal access codes, with which a person proves who they are on the command line."""

from __future__ import annotations

from django.db import models

from fairwatch.governance.models.directory import Person


class AccessCode(models.Model):
    """The one valid code of a person, as a salted scrypt hash."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="access_code")
    code_hash = models.CharField(max_length=255)
    issued_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
