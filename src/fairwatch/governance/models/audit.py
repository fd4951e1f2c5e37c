"""The access log: append-only and hash-chained (R41)."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class AuditEntry(models.Model):
    """One act or answer. The hash covers every column and the hash before it. Nothing in it is content."""

    index = models.PositiveBigIntegerField(primary_key=True)
    """1, 2, 3 … without gaps."""
    time_us = models.BigIntegerField()
    actor = models.CharField(max_length=32, blank=True)
    """Pseudonym of ``AuditIdentity``; empty when nobody was authenticated."""
    role = models.CharField(max_length=16)
    action = models.CharField(max_length=128)
    purpose = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=16)
    """done | released | refused"""
    code = models.CharField(max_length=64, blank=True)
    policy_hash = models.CharField(max_length=64, blank=True)
    subjects = models.TextField(blank=True)
    """Pseudonyms of the people the entry is about, sorted, separated by blanks."""
    counts = models.TextField()
    """Canonical JSON of the counts."""
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Append only."""
        if not self._state.adding:
            raise TypeError("entries of the access log are never changed")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, using: Any = None, keep_parents: bool = False) -> NoReturn:  # noqa: ARG002 - Django's signature
        """Never."""
        raise TypeError("entries of the access log are never deleted")


class AuditHead(models.Model):
    """The end of the chain, in its own row: it shows truncation, and its lock makes writers queue."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    entries = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)


class AuditIdentity(models.Model):
    """Who a pseudonym of the log is. Deleting the row makes the log's entries nobody's, and the chain stays whole."""

    pseudonym = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=128, unique=True)
    """Id of a person, or the local account that runs the commands."""
