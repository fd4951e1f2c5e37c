"""What people prove with who they are: access codes, second factors, and sign-ins that last a little (R40)."""

from __future__ import annotations

from django.db import models

from fairwatch.governance.models.directory import Person


class AccessCode(models.Model):
    """The one valid code of a person, as a salted scrypt hash."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="access_code")
    code_hash = models.CharField(max_length=255)
    issued_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    """Of code and second factor together."""
    locked_until = models.DateTimeField(null=True)


class SecondFactor(models.Model):
    """The secret that a person's authenticator app shares with us, sealed with the workspace's own secret."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="second_factor")
    secret = models.BinaryField(null=True)
    """In use; null until the first one is confirmed."""
    pending = models.BinaryField(null=True)
    """Shown to the person, who has not confirmed yet that their app has it."""
    last_step = models.BigIntegerField(default=0)
    """Time step of the last one-time code that was used: this one and all before are worth nothing."""
    confirmed_at = models.DateTimeField(null=True)


class RecoveryCode(models.Model):
    """One way in when the app is lost. Its row goes when it is used."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)


class SignIn(models.Model):
    """A sign-in that several commands in a row may use: one person, one role, a short time."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_ins")
    role = models.CharField(max_length=16)
    token_hash = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()
