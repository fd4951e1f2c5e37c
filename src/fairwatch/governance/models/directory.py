"""The organisation's directory: people, their login names, devices and roles."""

from __future__ import annotations

from django.db import models


class Person(models.Model):
    """Somebody the organisation knows. Leavers stay, because notices and consents about them must be kept."""

    key = models.CharField(max_length=128, unique=True)
    """The stable id of the organisation's own directory."""
    department = models.CharField(max_length=128)
    time_zone = models.CharField(max_length=64)
    excluded = models.BooleanField(default=False)
    """Minors, guests, interns: never observed individually (R20)."""
    joined_at = models.DateTimeField()
    """When the person (last) came into the directory; a returning person starts a new notice period."""
    left_at = models.DateTimeField(null=True, db_index=True)
    returned_on = models.DateField(null=True)
    """Notices and consents before this day no longer count."""


class Account(models.Model):
    """A login name. It belongs to one person only: shared accounts identify nobody (R40)."""

    name = models.CharField(max_length=128, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="accounts")


class Device(models.Model):
    """A MAC address, host name or fixed address, and who owns the machine (R19)."""

    name = models.CharField(max_length=128, unique=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="devices")
    ownership = models.CharField(max_length=16)


class RoleGrant(models.Model):
    """A role of a person besides employee, which everybody is."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=16)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "role"], name="one_grant_per_role"),)


class FormerState(models.Model):
    """What the directory said of a person until a moment, so that a line of the morning is judged by what was true in
    the morning, however late it is read."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="former_states")
    until = models.DateTimeField()
    department = models.CharField(max_length=128)
    time_zone = models.CharField(max_length=64)
    shift = models.CharField(max_length=64, blank=True)
    """Name of the shift; empty: none was assigned, or its hours were others."""
    roles: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    excluded = models.BooleanField()


class FormerOwner(models.Model):
    """Whose a login name or a device was until a moment."""

    kind = models.CharField(max_length=8)
    """account | device"""
    name = models.CharField(max_length=128)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="former_belongings")
    """Null: nobody's, or not known."""
    ownership = models.CharField(max_length=16)
    until = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["kind", "name"]),)
