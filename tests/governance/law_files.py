"""Law packs as files, signed by an invented publisher."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fairwatch.governance import documents, law_trust, lawpack, signing

PUBLISHER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
"""Everybody can know this key: it signs only for tests."""
PUBLIC = signing.as_pem(PUBLISHER.public_key())


def overlay_text(changes: dict[str, Any], **head: Any) -> str:
    """YAML of a pack over ``cn`` with these values, keyed as ``lawpack.TIGHTER``."""
    document: dict[str, Any] = {"law": "acme", "parent": "cn", "version": "1", "effective": "2026-01-01", **head}
    for key, value in changes.items():
        *parents, name = key.split(".")
        place = document
        for parent in parents:
            place = place.setdefault(parent, {})
        place[name] = list(value) if isinstance(value, tuple) else value
    return yaml.safe_dump(document)


def overlay(changes: dict[str, Any], parents: Any = lawpack.load, **head: Any) -> lawpack.LawPack:
    """The pack itself."""
    return lawpack.read(documents.parse(overlay_text(changes, **head), "acme.yaml"), parents)


def signed_file(folder: Path, changes: dict[str, Any], key: Ed25519PrivateKey = PUBLISHER, **head: Any) -> Path:
    """``acme.yaml`` with its signature beside it."""
    path = folder / "acme.yaml"
    path.write_text(overlay_text(changes, **head), encoding="utf-8")
    pack = overlay(changes, lambda law: lawpack.load(law if law in lawpack.available() else "cn"), **head)
    law_trust.signature_file(path).write_text(law_trust.sign(pack, key) + "\n", encoding="ascii")
    return path
