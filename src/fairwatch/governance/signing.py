"""Ed25519 keys: the installation's own, and how the keys of others are read and named.

The installation's key is derived from the workspace's ``secret.key``: nothing more to keep or lose. Deposit its public
half with the union and the auditor when the workspace begins; what it verifies came from here.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from fairwatch.errors import ConfigError, WorkspaceError
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
    return as_pem(signing_key().public_key())


def as_pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def fingerprint(key: Ed25519PublicKey) -> str:
    """Hex SHA-256 of the key in DER: what ``openssl pkey -pubin -in KEY -outform DER | sha256sum`` prints."""
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def read_public(pem: bytes, where: str = "") -> Ed25519PublicKey:
    """An Ed25519 public key from PEM; ``ConfigError`` when it is none."""
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise ConfigError(
            Text("不是 Ed25519 公钥（PEM）", "this is no Ed25519 public key (PEM)"),
            where=where or None,
            next_step=Text("openssl pkey -in 私钥 -pubout", "openssl pkey -in PRIVATE -pubout"),
        )
    return key


def read_private(pem: bytes, passphrase: str = "", where: str = "") -> Ed25519PrivateKey:
    """An Ed25519 private key from PEM, encrypted or not; ``ConfigError`` when it is none or the passphrase is wrong."""
    try:
        key = load_pem_private_key(pem, passphrase.encode() or None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigError(
            Text(
                "不是 Ed25519 私钥（PEM），或口令不对",
                "this is no Ed25519 private key (PEM), or the passphrase is wrong",
            ),
            where=where or None,
            next_step=Text("openssl genpkey -algorithm ed25519", "openssl genpkey -algorithm ed25519"),
        )
    return key
