"""A new key in the place of an officer's old one: in the register, in every sealed day, in every table of names."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from fairwatch.pipeline import naming, vaults
from fairwatch.pipeline.installation import Installation
from fairwatch.sealing import officer_id
from fairwatch.viewer import Viewer


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How much is sealed for the new key now that was sealed for the old one."""

    chunks: int
    tables: int


def rotate(
    installation: Installation,
    viewer: Viewer,
    private: X25519PrivateKey,
    successor: X25519PublicKey,
    pem: bytes,
    *,
    now: dt.datetime | None = None,
) -> HandedOver:
    """The register first, so that nothing new is sealed for the old key; then what there is, share by share.

    The other officer is not needed: each holds a share of their own. Killed in between, the same call goes on.
    """
    from fairwatch.governance.services import officers  # noqa: PLC0415 - Django's models load after configure()

    at = now or dt.datetime.now(dt.UTC)
    officers.rotate(viewer, officer_id(private).hex(), pem, officer_id(successor).hex(), now=now)
    chunks = tables = 0
    while changed := _hand_over(installation, private, successor, at):  # again, for what was sealed meanwhile
        chunks, tables = chunks + changed.chunks, tables + changed.tables
    return HandedOver(chunks, tables)


def _hand_over(
    installation: Installation, private: X25519PrivateKey, successor: X25519PublicKey, at: dt.datetime
) -> HandedOver | None:
    vault = vaults.existing(installation, at)
    chunks = sum(vault.hand_over(day, private, successor) for day in vault.days()) if vault else 0
    tables = naming.hand_over(installation, private, successor)
    return HandedOver(chunks, tables) if chunks or tables else None
