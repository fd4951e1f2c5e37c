"""The records of a version's procedure. Each names the hash of the wording it was made for (R06)."""

from __future__ import annotations

import datetime as dt

from django.db import models

from fairwatch.governance.models.held import Held
from fairwatch.governance.models.purposes import PurposeVersion


class BasisProof(Held):
    """The legal basis and its evidence: a basis is proven, not asserted (R02, R03)."""

    version = models.OneToOneField(PurposeVersion, on_delete=models.PROTECT, related_name="basis")
    scope_hash = models.CharField(max_length=64)
    basis = models.CharField(max_length=16)
    documents: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField(default=list)
    """Evidence: title and SHA-256 of each document."""
    rulebook_sha256 = models.CharField(max_length=64, blank=True)
    rulebook_published_on = models.DateField(null=True)
    collective_contract = models.CharField(max_length=128, blank=True)
    collective_contract_until: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)
    """Last day of the contract as it was proven; ``ContractRenewal`` moves it on."""
    recorded_at = models.DateTimeField()


class Assessment(Held):
    """The impact assessment (PIPL art. 55, 56), signed by the DPO before the consultation."""

    version = models.ForeignKey(PurposeVersion, on_delete=models.PROTECT, related_name="assessments")
    scope_hash = models.CharField(max_length=64)
    signed_by = models.CharField(max_length=128)
    signed_on = models.DateField()
    residual_risk = models.CharField(max_length=8)
    answers: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField()
    recorded_at = models.DateTimeField()


class Consultation(Held):
    """Discussion with all staff and negotiation with the union (LCL art. 4)."""

    version = models.OneToOneField(PurposeVersion, on_delete=models.PROTECT, related_name="consultation")
    scope_hash = models.CharField(max_length=64)
    opened_on = models.DateField()
    closed_on = models.DateField()
    discussion = models.TextField()
    proposals: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    union_result = models.CharField(max_length=16)
    represented_by = models.CharField(max_length=128)
    objections: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField(default=list)
    """Objection and written reply, one by one."""
    recorded_at = models.DateTimeField()


class ActivationKey(Held):
    """One of the two signatures that activate a version: the DPO's and the union's."""

    version = models.ForeignKey(PurposeVersion, on_delete=models.PROTECT, related_name="keys")
    scope_hash = models.CharField(max_length=64)
    role = models.CharField(max_length=16)
    person = models.CharField(max_length=128)
    signed_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["version", "role"], name="one_key_per_role"),)


class StateChange(Held):
    """Each move of a version, for the register that everybody may read (R22)."""

    version = models.ForeignKey(PurposeVersion, on_delete=models.PROTECT, related_name="changes")
    source = models.CharField(max_length=16)
    target = models.CharField(max_length=16)
    actor = models.CharField(max_length=128)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
