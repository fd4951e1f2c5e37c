"""Pseudonym keys as they lie in the database: bare, or wrapped by a secret of the keyring, which lies outside.

A pseudonym is an HMAC of the person's id, so whoever has the key and the directory can compute everybody's. With the
keys wrapped, a copy of the workspace (a backup, a stolen disk) has the directory but not the keys. The running program
needs them, so whoever controls the machine with its keyring still has both.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from fairwatch.errors import WorkspaceError
from fairwatch.text import Text
from fairwatch.workspace import keyring_of

KEY_BYTES = 32
if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_MAGIC = b"FWP1"
_NONCE_BYTES = 12
_FILE = "pseudonyms.secret"


def is_locked() -> bool:
    """Whether keys are to be wrapped: a secret for it is in the keyring."""
    place = _place()
    return place is not None and place.exists()


def make_secret() -> None:
    """Put a secret into the keyring; one that is there stays."""
    place = _place()
    if place is None:
        raise WorkspaceError(
            Text("没有工作区，无处存放密钥", "there is no workspace whose keyring could hold the secret"),
            next_step=Text("在工作区中运行", "run this inside a workspace"),
        )
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = place.with_name(f".{place.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    part.replace(place)


def wrap(key: bytes, purpose: str) -> bytes:
    """The key as it is stored; bare while there is no secret to wrap it by."""
    if not is_locked():
        return key
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _MAGIC + nonce + _cipher().encrypt(nonce, key, purpose.encode())


def unwrap(stored: bytes, purpose: str) -> bytes:
    """The key. Raises ``WorkspaceError`` where the secret is missing or another one."""
    if len(stored) == KEY_BYTES:
        return stored
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - only where keys are wrapped

    nonce, wrapped = stored[len(_MAGIC) :][:_NONCE_BYTES], stored[len(_MAGIC) + _NONCE_BYTES :]
    try:
        return _cipher().decrypt(nonce, wrapped, purpose.encode())
    except (InvalidTag, OSError, ValueError):
        raise WorkspaceError(
            Text(
                "假名密钥无法解开：钥匙环缺失或不符", "the pseudonym keys stay shut: the keyring is missing or another"
            ),
            where=str(_place()),
            next_step=Text(
                "放回钥匙环，或用 FAIRWATCH_KEYRING 指明其位置",
                "put the keyring back, or say where it lies with FAIRWATCH_KEYRING",
            ),
        ) from None


def _cipher() -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - as above

    place = _place()
    return AESGCM(place.read_bytes() if place else b"")


def _place() -> Path | None:
    """Where the secret of the workspace that this process serves lies."""
    named = os.environ.get("FAIRWATCH_WORKSPACE")
    if not named:
        return None
    root = Path(named)
    return keyring_of(root if root.is_dir() else root.parent) / _FILE
