"""Who outside may get personal data, on what papers, and who consented to that (R34; PIPL art. 21, 23, 38-40)."""

from __future__ import annotations

import datetime as dt

from django.db import models

from fairwatch.governance.models.directory import Person
from fairwatch.governance.models.held import Held


class Recipient(Held):
    """A processor, another handler or an authority outside the installation, with the hashes of its papers."""

    key = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)
    """processor | handler | authority"""
    territory = models.CharField(max_length=2)
    """ISO 3166-1 code of the country in which it keeps the data."""
    purposes: models.JSONField[list[str], list[str]] = models.JSONField()
    contract_sha256 = models.CharField(max_length=64)
    """The contract; for an authority its written order."""
    notice_sha256 = models.CharField(max_length=64)
    """What people were told: name, contact, aim, method, kinds of data."""
    consent_sha256 = models.CharField(max_length=64, blank=True)
    """The form of the separate consent, where one is needed."""
    route = models.CharField(max_length=32, blank=True)
    """How it may leave the territory (PIPL art. 38): assessment | certification | standard_contract | approval."""
    route_sha256 = models.CharField(max_length=64, blank=True)
    until: models.DateField[dt.date, dt.date] = models.DateField()
    recorded_by = models.CharField(max_length=128)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class TransferConsent(models.Model):
    """One person's separate consent that one recipient gets their data. Given and withdrawn by the person alone."""

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="consents")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="transfer_consents")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["recipient", "person"],
                condition=models.Q(withdrawn_at=None),
                name="one_transfer_consent_at_a_time",
            ),
        )
