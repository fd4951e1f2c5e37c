"""Cases: the only way to read records of one named person (R35)."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from fairwatch.governance.models.directory import Person


class CaseState(models.TextChoices):
    """Where a case stands."""

    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    REFUSED = "REFUSED"
    EXPIRED = "EXPIRED"


RUNNING = (CaseState.REQUESTED, CaseState.APPROVED, CaseState.OPEN)
ENDED = (CaseState.CLOSED, CaseState.REFUSED, CaseState.EXPIRED)


class Case(ConcurrentTransitionMixin, models.Model):
    """One suspicion about one person, for some days and some columns.

    The file goes when its time is over (``services.case_files``); that there was a case, who signed it and who looked
    stays in the access log.
    """

    key = models.CharField(max_length=16, unique=True)
    """Random, so that it does not tell how many cases there are."""
    subject = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    requester = models.CharField(max_length=128)
    requester_department = models.CharField(max_length=128)
    """The requester's line at that time; moving to another department does not make one another line."""
    investigator = models.CharField(max_length=128)
    suspicion = models.TextField()
    facts: models.JSONField[list[str], list[str]] = models.JSONField()
    suspected_at = models.DateTimeField()
    requested_at = models.DateTimeField()
    first_day: models.DateField[dt.date, dt.date] = models.DateField()
    last_day: models.DateField[dt.date, dt.date] = models.DateField()
    fields: models.JSONField[dict[str, list[str]], dict[str, list[str]]] = models.JSONField()
    """Purpose -> the columns that may be read of it."""
    registered_file_day: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)
    """Day of the finding about a registered file, without which no case asks for job search."""
    expires_at = models.DateTimeField()
    union_informed_at = models.DateTimeField(null=True)
    union_representative = models.CharField(max_length=128, blank=True)
    named_to_union = models.BooleanField(default=False)
    """Whether the person agreed that the union learns who it is; until then it learns a number."""
    opened_at = models.DateTimeField(null=True)
    first_query_at = models.DateTimeField(null=True)
    queries = models.PositiveIntegerField(default=0)
    """How often somebody was let in to look."""
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)
    founded = models.BooleanField(default=False)
    """Whether the suspicion proved true; it decides how long the file is kept."""
    tell_by = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    state = FSMField(default=CaseState.REQUESTED.value, choices=CaseState.choices, protected=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(suspected_at__lt=models.F("requested_at")), name="suspicion_before_request"
            ),
            models.CheckConstraint(
                condition=models.Q(first_query_at=None) | models.Q(first_query_at__gte=models.F("opened_at")),
                name="no_query_before_opening",
            ),
        )

    # The moves alone; ``services.cases`` holds the guards and is the only caller.

    @transition(state, source=CaseState.REQUESTED.value, target=CaseState.APPROVED.value)
    def approve(self) -> None: ...

    @transition(state, source=CaseState.REQUESTED.value, target=CaseState.REFUSED.value)
    def refuse(self) -> None: ...

    @transition(state, source=CaseState.APPROVED.value, target=CaseState.OPEN.value)
    def open(self) -> None: ...

    @transition(state, source=CaseState.OPEN.value, target=CaseState.CLOSED.value)
    def close(self) -> None: ...

    @transition(state, source=[state.value for state in RUNNING], target=CaseState.EXPIRED.value)
    def expire(self) -> None: ...


class CaseApproval(models.Model):
    """One of the two signatures under a case: the DPO's and counsel's."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="approvals")
    role = models.CharField(max_length=16)
    person = models.CharField(max_length=128)
    department = models.CharField(max_length=128)
    finding = models.TextField(blank=True)
    """Counsel's, in a case that asks for job search: why the file events do not suffice."""
    signed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "role"], name="one_case_approval_per_role"),
            models.UniqueConstraint(fields=["case", "department"], name="one_case_approval_per_line"),
        )
