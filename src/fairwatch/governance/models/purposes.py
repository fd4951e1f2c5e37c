"""Purposes, their versions and the life cycle of a version (LAW section 6)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMField, transition


class State(models.TextChoices):
    """Where a version stands in its procedure."""

    DRAFT = "DRAFT"
    PIA = "PIA"
    CONSULTATION = "CONSULTATION"
    NOTICE = "NOTICE"
    ACTIVE = "ACTIVE"
    REVIEW = "REVIEW"
    REJECTED = "REJECTED"
    SUSPENDED = "SUSPENDED"
    EXPIRED = "EXPIRED"
    PURGING = "PURGING"
    CLOSED = "CLOSED"


LIVE = (State.ACTIVE, State.REVIEW, State.SUSPENDED)
"""States in which the purpose's data exists under this version."""
UNDECIDED = (State.DRAFT, State.PIA, State.CONSULTATION, State.NOTICE)


class Purpose(models.Model):
    """Something data may be processed for. What exactly is said by its versions."""

    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=32)


class PseudonymKey(models.Model):
    """32 random bytes per purpose, bare or wrapped (``key_wrapping``). In a table of its own, so that deleting the row
    makes the data nobody's."""

    purpose = models.OneToOneField(Purpose, on_delete=models.PROTECT, related_name="pseudonym_key")
    key = models.BinaryField(max_length=64)
    created_at = models.DateTimeField()


class PurposeVersion(ConcurrentTransitionMixin, models.Model):
    """One wording of a purpose. Its hash covers every field of the scope, and each record names that hash (R06)."""

    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    scope: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    scope_hash = models.CharField(max_length=64)
    sponsor = models.CharField(max_length=128)
    submitted_on = models.DateField(null=True)
    published_on = models.DateField(null=True)
    published_where = models.TextField(blank=True)
    active_from = models.DateTimeField(null=True)
    active_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    state = FSMField(default=State.DRAFT.value, choices=State.choices, protected=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["purpose", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["purpose"], condition=models.Q(state=State.ACTIVE.value), name="one_active_version"
            ),
        )

    # The moves alone; ``services.procedure`` and ``services.lifecycle`` hold the guards and are the only callers.

    @transition(state, source=State.DRAFT.value, target=State.PIA.value)
    def submit(self) -> None: ...

    @transition(state, source=State.PIA.value, target=State.CONSULTATION.value)
    def open_consultation(self) -> None: ...

    @transition(state, source=State.CONSULTATION.value, target=State.NOTICE.value)
    def conclude_consultation(self) -> None: ...

    @transition(state, source=State.NOTICE.value, target=State.ACTIVE.value)
    def activate(self) -> None: ...

    @transition(state, source=State.ACTIVE.value, target=State.REVIEW.value)
    def open_review(self) -> None: ...

    @transition(state, source=State.REVIEW.value, target=State.ACTIVE.value)
    def pass_review(self) -> None: ...

    @transition(state, source=[State.ACTIVE.value, State.REVIEW.value], target=State.SUSPENDED.value)
    def suspend(self) -> None: ...

    @transition(state, source=State.SUSPENDED.value, target=State.REVIEW.value)
    def review_suspension(self) -> None: ...

    @transition(state, source=[state.value for state in UNDECIDED], target=State.REJECTED.value)
    def reject(self) -> None: ...

    @transition(state, source=[state.value for state in LIVE], target=State.EXPIRED.value)
    def expire(self) -> None: ...

    @transition(state, source=[state.value for state in LIVE], target=State.CLOSED.value)
    def supersede(self) -> None: ...

    @transition(state, source=State.EXPIRED.value, target=State.PURGING.value)
    def purge(self) -> None: ...

    @transition(state, source=State.PURGING.value, target=State.CLOSED.value)
    def close(self) -> None: ...
