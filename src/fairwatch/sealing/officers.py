"""The officers' keys: X25519, the private half in an encrypted PEM file (PKCS#8) that the officer alone holds."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from fairwatch.sealing.faults import SealingError
from fairwatch.text import Text

MIN_PASSPHRASE = 20
"""Its length is the strength: the PEM encryption of ``cryptography`` stretches it little (PBKDF2, 2048 rounds)."""

ID_BYTES = 16

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: nothing that looks like something else


@dataclass(frozen=True, slots=True)
class OfficerKey:
    """A new pair of keys as files: the private one for the officer alone, the public one for the program."""

    private_pem: bytes = field(repr=False)
    public_pem: bytes


def new_passphrase() -> str:
    """A random passphrase of 125 bit, to be shown once: ``7K2QD-…`` (five groups of five)."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(5))


def generate_officer_key(passphrase: str) -> OfficerKey:
    """A new key pair; the private PEM is encrypted with the passphrase (at least 20 characters)."""
    if len(passphrase) < MIN_PASSPHRASE:
        raise SealingError(
            Text(f"口令少于 {MIN_PASSPHRASE} 个字符", f"the passphrase has fewer than {MIN_PASSPHRASE} characters"),
            next_step=Text("使用程序生成的随机口令", "use the random passphrase that the program offers"),
        )
    key = X25519PrivateKey.generate()
    encryption = serialization.BestAvailableEncryption(_secret(passphrase))
    return OfficerKey(
        private_pem=key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption),
        public_pem=key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ),
    )


def load_private(pem: bytes, passphrase: str, *, where: str | None = None) -> X25519PrivateKey:
    """The officer's private key. Raises :class:`SealingError`: wrong passphrase, unprotected, or no such key."""
    if b"-----BEGIN PRIVATE KEY-----" in pem:
        raise SealingError(
            Text("私钥没有口令保护，拒绝使用", "the private key is not protected by a passphrase and is refused"),
            where=where,
            next_step=Text("重新生成密钥并交接封存数据", "generate a new key and hand the sealed data over to it"),
        )
    if b"-----BEGIN ENCRYPTED PRIVATE KEY-----" not in pem:
        raise _no_key(where)
    try:
        key = serialization.load_pem_private_key(pem, _secret(passphrase))
    except (TypeError, ValueError, UnsupportedAlgorithm):
        # `from None`: the library cannot tell the two cases apart for certain either
        raise SealingError(
            Text("口令错误，或密钥文件已损坏", "wrong passphrase, or the key file is damaged"),
            where=where,
            next_step=Text(
                "再次输入口令；仍失败时使用密钥备份", "try the passphrase again, then the backup of the key"
            ),
        ) from None
    if not isinstance(key, X25519PrivateKey):
        raise _no_key(where)
    return key


def load_public(pem: bytes, *, where: str | None = None) -> X25519PublicKey:
    """An officer's public key."""
    try:
        key = serialization.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise _no_key(where) from None
    if not isinstance(key, X25519PublicKey):
        raise _no_key(where)
    return key


def officer_id(key: X25519PublicKey | X25519PrivateKey) -> bytes:
    """Fingerprint of an officer's key: 128 bit of SHA-256 of the raw public key. Shown as hex, compared by people."""
    public = key.public_key() if isinstance(key, X25519PrivateKey) else key
    return hashlib.sha256(public.public_bytes_raw()).digest()[:ID_BYTES]


def _secret(passphrase: str) -> bytes:
    """One spelling of the same characters, whatever keyboard they were typed on (NIST SP 800-63B asks for it)."""
    return unicodedata.normalize("NFKC", passphrase).encode()


def _no_key(where: str | None) -> SealingError:
    return SealingError(
        Text("不是保管人密钥文件（X25519 PEM）", "this is no officer's key file (X25519 PEM)"),
        where=where,
        next_step=Text("检查选择的文件；私钥与公钥不可混用", "check the file; private and public key are two files"),
    )
