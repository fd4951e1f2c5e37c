"""Who works when: shifts, their assignment, and what deviates from them."""

from __future__ import annotations

from django.db import models

from fairwatch.governance.models.directory import Person


class Shift(models.Model):
    """A weekly pattern; breaks are already cut out of the spans."""

    name = models.CharField(max_length=64, unique=True)
    calendar = models.CharField(max_length=16, blank=True)
    """Public holidays that apply; empty for continuous operation."""
    spans: models.JSONField[list[list[list[int]]], list[list[list[int]]]] = models.JSONField()
    """Per weekday from Monday: [start, end] in minutes after local midnight; end may exceed 1440."""


class ShiftAssignment(models.Model):
    """The shift a person works. Without one the schedule is unknown and nothing is admitted (R14)."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="assignment")
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="assignments")


class TimeException(models.Model):
    """Leave, or approved overtime, in UTC microseconds since 1970."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="exceptions")
    kind = models.CharField(max_length=16)
    start_us = models.BigIntegerField()
    end_us = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "kind", "start_us", "end_us"], name="one_record_per_exception"),
        )
