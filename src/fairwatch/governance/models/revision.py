"""Marks the changes of anything a policy snapshot is compiled from."""

from __future__ import annotations

from django.db import models


class Revision(models.Model):
    """One row. Each change writes a new random mark in its own transaction, so an equal mark means an equal policy.

    A counter would not do: a number given out in a transaction that is rolled back would be given out again.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    mark = models.CharField(max_length=32)
