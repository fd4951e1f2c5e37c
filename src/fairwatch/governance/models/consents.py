"""Consents: one person, one purpose, one act (R09…R13)."""

from __future__ import annotations

from django.db import models

from fairwatch.governance.models.directory import Person


class Consent(models.Model):
    """One decision of one person. A later one does not overwrite it; a withdrawal is written beside it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=64)
    scope_hash = models.CharField(max_length=64)
    """The wording that was consented to; another wording needs another consent."""
    decision = models.CharField(max_length=8)
    """granted | refused"""
    act = models.CharField(max_length=16)
    """How the person expressed it; never a default, never silence."""
    requested_by = models.CharField(max_length=8)
    """subject | system; never a manager"""
    decided_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    ask_again_from = models.DateTimeField(null=True)
    """Nobody may ask the person again before this (R11)."""

    class Meta:
        indexes = (models.Index(fields=["purpose", "person"]),)
