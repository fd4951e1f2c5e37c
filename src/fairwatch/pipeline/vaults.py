"""The vault of an installation: where it lies, and how long its days live under the law pack in force."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from fairwatch.pipeline.installation import Installation
from fairwatch.sealing import Keyring, Retention, Vault

_EVERYWHERE_OVER = dt.timedelta(hours=12)
"""A day is over in every time zone this long after it is over in UTC."""


def folder(installation: Installation) -> Path:
    """Where the sealed days lie."""
    return installation.workspace.sealed / "vault"


def vault_of(installation: Installation, now: dt.datetime) -> Vault:
    """The vault, made when there is none yet."""
    from fairwatch.governance.services import laws  # noqa: PLC0415 - Django's models load after configure()

    pack = laws.current(now)
    return Vault(
        folder(installation),
        keyring=Keyring(installation.workspace.keyring),
        retention=Retention(
            hold_months=pack.number("retention.sealed.hold_months"),
            life_months=pack.number("retention.sealed.life_months"),
            grace_days=pack.number("retention.sealed.grace_days"),
        ),
    )


def existing(installation: Installation, now: dt.datetime) -> Vault | None:
    """The vault, if anything was ever sealed."""
    return vault_of(installation, now) if folder(installation).is_dir() else None


def today(now: dt.datetime) -> dt.date:
    """The latest day that has begun everywhere: by it no day is destroyed before its time, wherever people are."""
    return (now.astimezone(dt.UTC) - _EVERYWHERE_OVER).date()
