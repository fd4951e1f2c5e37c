"""The installation's signing key (Ed25519), derived from the workspace's ``secret.key``: nothing more to keep or lose.

Deposit the public key with the union and the auditor when the workspace begins; what it verifies came from here.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fairwatch.errors import WorkspaceError
from fairwatch.text import Text


def signing_key() -> Ed25519PrivateKey:
    """The key of the workspace that this process serves; ``WorkspaceError`` where there is none that lasts."""
    place = Path(os.environ.get("FAIRWATCH_WORKSPACE") or "/nowhere")
    file = (place if place.is_dir() else place.parent) / "secret.key"
    try:
        seed = file.read_bytes()
    except OSError as error:
        raise WorkspaceError(
            Text("找不到工作区的密钥", "the workspace's secret key cannot be read"),
            where=str(file),
            next_step=Text("在工作区中运行", "run this inside a workspace"),
        ) from error
    return Ed25519PrivateKey.from_private_bytes(
        hmac.new(seed, b"fairwatch governance: evidence signing key", hashlib.sha256).digest()
    )


def public_key() -> bytes:
    """The public half as PEM, to be deposited and given with every pack."""
    return signing_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
